# Numbers for tests/statistics/test_{assurance,error_rates,joint_power,pooled_power}.py, by base R 4.2.2 alone:
#   Rscript planning.R > planning.json
# Integrals by integrate(), everything else simulated with its standard error.

power_pooled <- function(n1, n2, sd, shift, low, high, alpha) {
  df <- n1 + n2 - 2
  s <- sd * sqrt(1 / n1 + 1 / n2)
  t <- qt(1 - alpha, df)
  R <- sqrt(df) * (high - low) / (2 * t * s)
  f <- function(x) (pnorm((high - shift) / s - t * x / sqrt(df)) - pnorm((low - shift) / s + t * x / sqrt(df))) *
    exp((df - 1) * log(x) - x^2 / 2 - (df / 2 - 1) * log(2) - lgamma(df / 2))
  integrate(f, max(0, sqrt(df) - 9), min(R, sqrt(df) + 9), rel.tol = 1e-11, subdivisions = 2000)$value
}

expected_pooled <- function(n1, n2, s, nu, shift, low, high, alpha) {
  g <- function(y) sapply(y, function(y) {
    x <- exp(y)
    power_pooled(n1, n2, s * sqrt(nu) / x, shift, low, high, alpha) *
      exp(nu * y - x^2 / 2 - (nu / 2 - 1) * log(2) - lgamma(nu / 2))
  })
  integrate(g, log(sqrt(qchisq(1e-13, nu))), log(sqrt(nu) + 9), rel.tol = 1e-10, subdivisions = 2000)$value
}

trials <- 2e6
inside <- function(n1, n2, sd1, sd2, shift, low, high, alpha, pooled) {
  N <- trials
  d <- rnorm(N, shift, sqrt(sd1^2 / n1 + sd2^2 / n2))
  v1 <- sd1^2 * rchisq(N, n1 - 1) / (n1 - 1)
  v2 <- sd2^2 * rchisq(N, n2 - 1) / (n2 - 1)
  if (pooled) {
    df <- n1 + n2 - 2
    se <- sqrt(((n1 - 1) * v1 + (n2 - 1) * v2) / df * (1 / n1 + 1 / n2))
  } else {
    se <- sqrt(v1 / n1 + v2 / n2)
    df <- se^4 / ((v1 / n1)^2 / (n1 - 1) + (v2 / n2)^2 / (n2 - 1))
  }
  t <- qt(1 - alpha, df)
  mean(d - t * se > low & d + t * se < high)
}
se <- function(p) sqrt(p * (1 - p) / trials)

out <- character()
emit <- function(kind, value, error, ...) {
  args <- list(...)
  fields <- paste0('"', names(args), '": ', sapply(args, function(a)
    if (length(a) > 1) paste0("[", paste(format(a, digits = 15, trim = TRUE), collapse = ", "), "]")
    else if (is.logical(a)) tolower(as.character(a)) else format(a, digits = 15)))
  out <<- c(out, paste0('  {"kind": "', kind, '", ', paste(fields, collapse = ", "),
    ', "value": ', format(value, digits = 15), ', "standard_error": ', format(error, digits = 3), "}"))
}

set.seed(20261127)
for (case in list(c(3, 3, .2, 4, .1), c(5, 4, .15, 7, 0), c(10, 6, .3, 20, -.1))) {
  emit("expected pooled", expected_pooled(case[1], case[2], case[3], case[4], case[5], -.4, .4, .05), 0,
    n_pre = case[1], n_post = case[2], sd = case[3], df = case[4], shift = case[5], shift_se = 0, margin = c(-.4, .4),
    alpha = .05)
}
for (case in list(c(4, 3, .2, 1.2, 5, .1, 0), c(6, 6, .15, 2, 8, 0, .1))) {
  nu <- case[5]
  s1 <- case[3] * sqrt(nu / rchisq(trials, nu))
  p <- inside(case[1], case[2], s1, case[4] * s1, rnorm(trials, case[6], case[7]), -.4, .4, .05, FALSE)
  emit("expected welch", p, se(p), n_pre = case[1], n_post = case[2], sd = case[3], ratio = case[4], df = nu,
    shift = case[6], shift_se = case[7], margin = c(-.4, .4), alpha = .05)
}
for (case in list(c(4, 3, .2, 3, .25, 2, .1, .05, 0), c(10, 3, .12, 9, .2, 2, 0, 0, 0), c(10, 3, .12, 9, .2, 2, 0, 0, 1))) {
  s1 <- case[3] * sqrt(case[4] / rchisq(trials, case[4]))
  s2 <- case[5] * sqrt(case[6] / rchisq(trials, case[6]))
  p <- inside(case[1], case[2], s1, s2, rnorm(trials, case[7], case[8]), -.4, .4, .05, case[9] == 1)
  emit("expected of two", p, se(p), n_pre = case[1], n_post = case[2], sd_pre = case[3], df_pre = case[4],
    sd_post = case[5], df_post = case[6], shift = case[7], shift_se = case[8], pooled = case[9] == 1,
    margin = c(-.4, .4), alpha = .05)
}
for (case in list(c(20, 3, 1, 4, 50, 50), c(3, 6, 2, 1, 3, 0.5), c(5, 5, 1, 3, 4, 1))) {
  p <- inside(case[1], case[2], case[3], case[4], case[6], -case[5], case[5], .05, TRUE)
  emit("pooled with unequal SDs", p, se(p), n_pre = case[1], n_post = case[2], sd_pre = case[3], sd_post = case[4],
    shift = case[6], margin = c(-case[5], case[5]), alpha = .05)
}
for (case in list(c(3, 3, 1, 1), c(6, 3, 2, .5), c(10, 2, 3, 2), c(5, 4, .5, .01))) {
  low <- Inf; high <- -Inf
  for (i in seq_len(case[1])) { x <- rnorm(trials); low <- pmin(low, x); high <- pmax(high, x) }
  both <- upper <- TRUE
  for (i in seq_len(case[2])) {
    y <- rnorm(trials, case[3], case[4])
    upper <- upper & y <= high
    both <- both & y >= low & y <= high
  }
  for (sides in c("both", "upper")) {
    p <- mean(if (sides == "both") both else upper)
    emit(paste("extremes,", sides), p, se(p), n_pre = case[1], n_post = case[2], shift_sd = case[3], sd_ratio = case[4])
  }
}
trials <- 4e5
for (pooled in c(FALSE, TRUE)) for (n in list(c(4, 4), c(8, 3))) {
  sd1 <- c(.12, .15, .2); sd2 <- c(.1, .2, .2); shift <- c(.05, 0, -.1); low <- c(-.4, -.5, -.6); high <- c(.4, .5, .5)
  C <- matrix(c(1, .6, -.3, .6, 1, .2, -.3, .2, 1), 3)
  root <- chol(C)
  sums <- function(n, sd) {
    s <- q <- matrix(0, trials, 3)
    for (i in seq_len(n)) {
      x <- (matrix(rnorm(3 * trials), trials) %*% root) * rep(sd, each = trials)
      s <- s + x; q <- q + x^2
    }
    list(mean = s / n, var = (q - s^2 / n) / (n - 1))
  }
  a <- sums(n[1], sd1); b <- sums(n[2], sd2)
  d <- b$mean - a$mean + rep(shift, each = trials)
  if (pooled) {
    df <- sum(n) - 2
    e <- sqrt(((n[1] - 1) * a$var + (n[2] - 1) * b$var) / df * (1 / n[1] + 1 / n[2]))
  } else {
    e <- sqrt(a$var / n[1] + b$var / n[2])
    df <- e^4 / ((a$var / n[1])^2 / (n[1] - 1) + (b$var / n[2])^2 / (n[2] - 1))
  }
  t <- matrix(qt(.95, df), trials, 3)
  ok <- (d - t * e > rep(low, each = trials)) & (d + t * e < rep(high, each = trials))
  p <- mean(ok[, 1] & ok[, 2] & ok[, 3])
  emit("joint", p, se(p), n_pre = n[1], n_post = n[2], pooled = pooled, sd_pre = sd1, sd_post = sd2, shift = shift,
    low = low, high = high, correlation = c(C), alpha = .05)
}
cat('{\n "source": "planning.R, base R 4.2.2: integrate(), or simulation where a standard error is given",\n "cases": [\n',
  paste(out, collapse = ",\n"), "\n ]\n}\n", sep = "")
