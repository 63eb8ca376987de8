# One-way random models and pairwise Welch tests of sites.
# Rscript tests/references/sites/sites.R   writes pairs.csv beside this file and prints the figures that the product
# ships in statistics/qualification/references/site_variance.json (R 4.2.2, lme4 1.1-31)
suppressMessages(library(lme4))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
num <- function(x) sprintf("%.17g", x)
cases <- list(
  # Montgomery, Design and Analysis of Experiments: strength of fabric from four looms
  looms = list(A = c(98, 97, 99, 96), B = c(91, 90, 93, 92), C = c(96, 95, 97, 95), D = c(95, 96, 99, 98)),
  # Snedecor and Cochran (1980) Statistical Methods, p. 239: calcium in turnip leaves, per cent
  leaves = list(A = c(3.28, 3.09, 3.03, 3.03), B = c(3.52, 3.48, 3.38, 3.38), C = c(2.88, 2.80, 2.81, 2.76),
                D = c(3.34, 3.38, 3.23, 3.26)),
  alike = list(A = c(88, 95, 81), B = c(87, 96, 80.5), C = c(89, 94, 82)),
  unequal = list(A = c(71.2, 68.9, 74.5, 70.1, 69.4), B = c(64.3, 66.8), C = c(73.9, 75.2, 71.8)),
  lone = list(A = c(5.1, 5.9, 5.4, 5.6), B = c(6.4), C = c(5.0, 4.7), D = c(6.9, 7.3, 7.0)),
  nearly = list(A = c(10.1, 12.2, 9.1, 11.4, 13.0, 8.8), B = c(10.6, 11.9), C = c(12.4, 9.9, 10.2))
)
level <- 0.95
tail <- (1 - level) / 2
lines <- "case,quantity,value"
for (name in names(cases)) {
  y <- unlist(cases[[name]])
  g <- factor(rep(names(cases[[name]]), lengths(cases[[name]])))
  n <- as.numeric(table(g))
  a <- anova(lm(y ~ g))
  ms <- a[["Mean Sq"]]
  df <- a[["Df"]]
  n0 <- (sum(n) - sum(n^2) / sum(n)) / df[1]
  means <- tapply(y, g, mean)
  nh <- length(n) / sum(1 / n)
  wald <- function(quantile) {
    f <- function(r) deviance(lm(means ~ 1, weights = n / (1 + r * n))) / df[1] / ms[2] - quantile
    if (f(0) <= 0) 0 else uniroot(f, c(0, 1e7), tol = 1e-15, maxiter = 10000)$root
  }
  ratio <- c(wald(qf(tail, df[1], df[2], lower.tail = FALSE)), wald(qf(tail, df[1], df[2])))
  found <- list(ms_between = ms[1], ms_within = ms[2], f = a[["F value"]][1], p = a[["Pr(>F)"]][1],
                moment = (ms[1] - ms[2]) / n0,
                within_low = df[2] * ms[2] / qchisq(tail, df[2], lower.tail = FALSE),
                within_high = df[2] * ms[2] / qchisq(tail, df[2]),
                share_low = ratio[1] / (1 + ratio[1]), share_high = ratio[2] / (1 + ratio[2]))
  if (length(unique(n)) == 1 && ms[1] > ms[2])
    found$reml <- as.data.frame(VarCorr(lmer(y ~ 1 + (1 | g))))$vcov[1]
  if (length(unique(n)) > 1) { # Burdick and Eickman (1986)
    s <- var(means)
    low <- max(0, s / ms[2] / qf(tail, df[1], df[2], lower.tail = FALSE) - 1 / min(n))
    high <- max(0, s / ms[2] / qf(tail, df[1], df[2]) - 1 / max(n))
    found$between_low <- nh * low / (1 + nh * low) * s / qf(tail, df[1], Inf, lower.tail = FALSE)
    found$between_high <- nh * high / (1 + nh * high) * s / qf(tail, df[1], Inf)
  }
  lines <- c(lines, paste(name, names(found), sapply(found, num), sep = ","))
}
writeLines(lines)

pairs <- "case,pre,post,p_low,p_high,p,p_bonferroni,p_holm,low,high"
margins <- list(looms = c(-5, 9), leaves = c(-0.5, 0.3), unequal = c(-9, 9))
for (name in names(margins)) {
  sites <- cases[[name]]
  both <- combn(names(sites), 2)
  m <- ncol(both)
  p <- apply(both, 2, function(b) c(
    t.test(sites[[b[2]]], sites[[b[1]]], mu = margins[[name]][1], alternative = "greater")$p.value,
    t.test(sites[[b[2]]], sites[[b[1]]], mu = margins[[name]][2], alternative = "less")$p.value))
  larger <- apply(p, 2, max)
  ends <- apply(both, 2, function(b) t.test(sites[[b[2]]], sites[[b[1]]], conf.level = 1 - 0.1 / m)$conf.int)
  pairs <- c(pairs, paste(name, both[1, ], both[2, ], num(p[1, ]), num(p[2, ]), num(larger),
                          num(p.adjust(larger, "bonferroni")), num(p.adjust(larger, "holm")),
                          num(ends[1, ]), num(ends[2, ]), sep = ","))
}
writeLines(c("# written by sites.R beside this file, R 4.2.2: t.test and p.adjust, post minus pre; margins in sites.R,",
             "# alpha 0.05; low and high: simultaneous interval at level 1 - 0.1 / number of pairs", pairs),
           file.path(here, "pairs.csv"))
