# The tasks of statistics_tasks.py as a statistician does them in R, timed inside R.
# Usage: Rscript peers.R FOLDER; reads the data as CSV, prints: task TAB who TAB seconds TAB checksum

folder <- commandArgs(trailingOnly = TRUE)[1]
table_of <- function(name) as.matrix(read.csv(file.path(folder, name), header = FALSE))
report <- function(task, who, action, whole = 1) {
  started <- proc.time()[["elapsed"]]
  checksum <- action()
  seconds <- (proc.time()[["elapsed"]] - started) * whole
  cat(task, who, format(seconds, digits = 6), format(checksum, digits = 17), sep = "\t")
  cat("\n")
}

pre <- table_of("pre.csv"); post <- table_of("post.csv")
report("tests", "R t.test", function() {
  sum(sapply(seq_len(nrow(pre)), function(i) {
    low <- t.test(post[i, ], pre[i, ], mu = -0.3, alternative = "greater")$p.value
    high <- t.test(post[i, ], pre[i, ], mu = 0.3, alternative = "less")$p.value
    low + high + sum(t.test(post[i, ], pre[i, ], conf.level = 0.9)$conf.int)
  }))
})

owen <- function(n1, n2, sd, shift, low = -0.3, high = 0.3, alpha = 0.05) {
  df <- n1 + n2 - 2
  s <- sd * sqrt(1 / n1 + 1 / n2)
  t <- qt(1 - alpha, df)
  constant <- (df / 2 - 1) * log(2) + lgamma(df / 2)
  f <- function(x) (pnorm((high - shift) / s - t * x / sqrt(df)) - pnorm((low - shift) / s + t * x / sqrt(df))) *
    exp((df - 1) * log(x) - x^2 / 2 - constant)
  upper <- min(sqrt(df) * (high - low) / (2 * t * s), sqrt(df) + 9)
  integrate(f, max(0, sqrt(df) - 9), upper, rel.tol = 1e-9)$value
}
cases <- table_of("scenarios.csv")
report("powers", "R integrate, Owen's Q", function()
  sum(mapply(owen, cases[, 1], cases[, 2], cases[, 3], cases[, 4])))
report("sizes", "R integrate, Owen's Q, upwards from the large-sample size", function()
  sum(sapply(1:100, function(i) {
    sd <- cases[i, 3]; shift <- cases[i, 4]
    n <- max(2, floor(2 * ((qnorm(0.95) + qnorm(0.8)) * sd / (0.3 - abs(shift)))^2) - 1)
    reached <- function(n) owen(n, n, sd, shift) >= 0.8
    while (n > 2 && reached(n - 1)) n <- n - 1
    while (!reached(n)) n <- n + 1
    n
  })))

factor_of <- function(n, coverage, confidence) {
  half <- function(z) uniroot(function(r) pnorm(z + r) - pnorm(z - r) - coverage, c(0, 40), tol = 1e-12)$root
  surplus <- function(k) 2 * integrate(function(z)
    pchisq((n - 1) * sapply(z / sqrt(n), half)^2 / k^2, n - 1, lower.tail = FALSE) * dnorm(z), 0, 9,
    rel.tol = 1e-9)$value - confidence
  uniroot(surplus, c(0.5, 4000), tol = 1e-9)$root
}
asked <- table_of("questions.csv")
report("factors", "R integrate and uniroot (10 of 1,000 timed)", function()
  sum(mapply(factor_of, asked[1:10, 1], asked[1:10, 2], asked[1:10, 3])), whole = 100)

if (requireNamespace("lmerTest", quietly = TRUE) && requireNamespace("pbkrtest", quietly = TRUE)) {
  nested <- read.csv(file.path(folder, "nested.csv"))
  sets <- split(nested, nested$set)
  report("nested", "lmerTest and pbkrtest, Kenward-Roger", function()
    sum(sapply(sets, function(set) {
      fit <- suppressMessages(lmerTest::lmer(value ~ arm + (1 | lot), data = set,
        control = lme4::lmerControl(check.conv.singular = "ignore")))
      found <- lmerTest::contest1D(fit, c(0, 1), ddf = "Kenward-Roger")
      found[["Estimate"]] + found[["Std. Error"]]
    })))
}
