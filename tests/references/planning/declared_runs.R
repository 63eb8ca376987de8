# Numbers for tests/statistics/test_planned.py and test_joint_designs.py, by base R 4.2.2 alone:
#   Rscript declared_runs.R > declared_runs.json
# Simulated lots, each test written out from its definition, with the standard error of every share.

out <- character()
emit <- function(kind, value, error, ...) {
  args <- list(...)
  fields <- paste0('"', names(args), '": ', sapply(args, function(a)
    if (is.character(a)) paste0("[", paste0('"', a, '"', collapse = ", "), "]")
    else if (length(a) > 1) paste0("[", paste(format(a, digits = 15, trim = TRUE), collapse = ", "), "]")
    else if (is.logical(a)) tolower(as.character(a)) else format(a, digits = 15)))
  out <<- c(out, paste0('  {"kind": "', kind, '", ', paste(fields, collapse = ", "),
    ', "value": ', format(value, digits = 15), ', "standard_error": ', format(error, digits = 3), "}"))
}

# Both one-sided tests by the cautious one of the plain and the widened interval.
inside <- function(d, v, df, added, low, high, alpha) {
  half <- qt(1 - alpha, df) * sqrt(v)
  if (added > 0) half <- pmax(half, qt(1 - alpha, df * ((v + added) / v)^2) * sqrt(v + added))
  d - half > low & d + half < high
}
two_arms <- function(a, b, pooled, effect, added, low, high, alpha) {
  n1 <- ncol(a); n2 <- ncol(b)
  v1 <- rowSums((a - rowMeans(a))^2) / (n1 - 1)
  v2 <- rowSums((b - rowMeans(b))^2) / (n2 - 1)
  if (pooled) {
    df <- rep(n1 + n2 - 2, nrow(a))
    v <- ((n1 - 1) * v1 + (n2 - 1) * v2) / df * (1 / n1 + 1 / n2)
  } else {
    v <- v1 / n1 + v2 / n2
    df <- v^2 / ((v1 / n1)^2 / (n1 - 1) + (v2 / n2)^2 / (n2 - 1))
  }
  inside(rowMeans(b) - rowMeans(a) + effect, v, df, added, low, high, alpha)
}
pairs <- function(x, effect, added, low, high, alpha) {
  n <- ncol(x)
  v <- rowSums((x - rowMeans(x))^2) / (n - 1) / n
  inside(rowMeans(x) + effect, v, rep(n - 1, nrow(x)), added, low, high, alpha)
}

set.seed(20261129)
trials <- 1e6
lots <- function(n, sd) matrix(rnorm(n * trials, 0, sd), trials)
for (case in list(
  list(n = c(6, 4), sd = c(.1, .12), run = .08, runs = "each arm in one run of its own", pooled = FALSE, shift = .05, low = -.4, high = .4),
  list(n = c(3, 3), sd = c(.15, .15), run = .05, runs = "each arm in one run of its own", pooled = FALSE, shift = 0, low = -.4, high = Inf),
  list(n = c(8, 3), sd = c(.1, .2), run = .1, runs = "each lot in a run of its own", pooled = FALSE, shift = -.05, low = -.5, high = .4),
  list(n = c(5, 5), sd = c(.1, .1), run = .1, runs = "each arm in one run of its own", pooled = TRUE, shift = .1, low = -.5, high = .5),
  list(n = c(4, 2), sd = c(.05, .05), run = .12, runs = "each arm in one run of its own", pooled = TRUE, shift = 0, low = -.6, high = .6))) {
  one <- case$runs == "each arm in one run of its own"
  added <- case$run^2 * if (one) 2 else 1 / case$n[1] + 1 / case$n[2]
  effect <- if (one) rnorm(trials, 0, case$run * sqrt(2)) else 0
  p <- mean(two_arms(lots(case$n[1], case$sd[1]), case$shift + lots(case$n[2], case$sd[2]), case$pooled, effect, added,
    case$low, case$high, .05))
  emit("independent", p, sqrt(p * (1 - p) / trials), n_pre = case$n[1], n_post = case$n[2], sd_pre = case$sd[1],
    sd_post = case$sd[2], run_sd = case$run, runs = case$runs, pooled = case$pooled, shift = case$shift, low = case$low,
    high = ifelse(is.finite(case$high), case$high, 1e300), alpha = .05)
}
for (case in list(c(4, .2, .25, .7, .05, .05), c(3, .15, .15, .5, 0, .1), c(6, .4, .5, .6, .1, 0))) {
  n <- case[1]; rho <- case[4]
  shared <- matrix(rnorm(n * trials), trials)
  a <- case[2] * shared
  b <- case[5] + case[3] * (rho * shared + sqrt(1 - rho^2) * matrix(rnorm(n * trials), trials))
  p <- mean(pairs(b - a, rnorm(trials, 0, case[6] * sqrt(2)), 2 * case[6]^2, -.5, .5, .05))
  emit("pairs", p, sqrt(p * (1 - p) / trials), n_pre = n, n_post = n, sd_pre = case[2], sd_post = case[3],
    correlation = rho, shift = case[5], run_sd = case[6], runs = "each arm in one run of its own", low = -.5, high = .5,
    alpha = .05)
}

# Three attributes, one by each test, that vary together; the second has a declared SD between runs.
trials <- 4e5
C <- matrix(c(1, .6, -.3, .6, 1, .2, -.3, .2, 1), 3)
root <- chol(C)
for (n in list(c(6, 4), c(4, 7))) {
  draw <- function(m) array(matrix(rnorm(3 * trials * m), trials * m) %*% root, c(trials, m, 3))
  a <- draw(n[1]); b <- draw(n[2]); pair <- min(n)
  run <- .12; rho <- .5; sd <- .4
  first <- two_arms(.2 * a[, , 1], .05 + .2 * b[, , 1], FALSE, 0, 0, -.4, .4, .05)
  second <- two_arms(.15 * a[, , 2], .15 * b[, , 2], TRUE, rnorm(trials, 0, run * sqrt(2)), 2 * run^2, -.5, .5, .05)
  third <- pairs(-.05 + sd * sqrt(2 * (1 - rho)) / sqrt(2) * (b[, 1:pair, 3] - a[, 1:pair, 3]), 0, 0, -.6, .5, .05)
  p <- mean(first & second & third)
  emit("joint", p, sqrt(p * (1 - p) / trials), n_pre = n[1], n_post = n[2], run_sd = run, pair_correlation = rho,
    correlation = c(C), each = c(mean(first), mean(second), mean(third)))
}
cat('{\n "source": "declared_runs.R, base R 4.2.2: simulation with its standard error",\n "cases": [\n',
  paste(out, collapse = ",\n"), "\n ]\n}\n", sep = "")
