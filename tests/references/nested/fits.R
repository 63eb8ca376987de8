# Writes fits.json beside it: Rscript fits.R. Data are simulated here; every figure is lme4's, lmerTest's, pbkrtest's
# or nlme's. Singular fits are wanted: they are where degrees of freedom go wrong.
suppressPackageStartupMessages({library(lme4); library(lmerTest); library(pbkrtest); library(nlme); library(jsonlite)})
control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-12, maxfun = 1e5), check.conv.singular = "ignore")

draw <- function(seed, counts, lot_sd, run_sd, sd, digits, unit, log = FALSE) {
  # counts: per arm a list of lots, each a vector with the results in each of its runs
  set.seed(seed)
  lapply(seq_along(counts), function(a) lapply(counts[[a]], function(lot) {
    of_lot <- rnorm(1, 0, lot_sd[a])
    lapply(lot, function(n) {
      y <- of_lot + rnorm(1, 0, run_sd) + rnorm(n, 0, sd[a])
      signif(unit * (if (log) exp(y) else 1 + y / 100), digits)
    })
  }))
}
frame <- function(data) do.call(rbind, lapply(seq_along(data), function(a) do.call(rbind,
  lapply(seq_along(data[[a]]), function(l) do.call(rbind, lapply(seq_along(data[[a]][[l]]), function(r)
    data.frame(arm = c("pre", "post")[a], lot = paste(a, l), run = paste(a, l, r), y = data[[a]][[l]][[r]])))))))
test <- function(m, L, ddf) { t <- contest1D(m, L, ddf = ddf)
  list(estimate = t[["Estimate"]], se = t[["Std. Error"]], df = t[["df"]]) }
variances <- function(m) { v <- as.data.frame(VarCorr(m)); setNames(as.list(v$vcov), v$grp) }
whole <- function(m, L) list(variances = variances(m), reml_criterion = REMLcrit(m), singular = isSingular(m),
  kenward_roger = test(m, L, "Kenward-Roger"), satterthwaite = test(m, L, "Satterthwaite"))

cases <- list(
  list(id = "unbalanced", data = draw(11, list(list(2, 3, 1, 4), list(3, 2, 5)), c(4, 4), 0, c(3, 3), 6, 100)),
  list(id = "one result in every lot of one arm", data = draw(12, list(list(1, 1, 1, 1, 1), list(3, 2, 4)), c(3, 3), 0, c(2, 2), 6, 100)),
  list(id = "zero lot variance", data = draw(6, list(list(3, 5, 4), list(6, 2, 5, 4)), c(0, 0), 0, c(3, 3), 6, 100)),
  list(id = "arms that differ in spread", data = draw(14, list(list(2, 3, 2, 4), list(3, 4, 2, 2)), c(2, 9), 0, c(3, 1), 6, 100)),
  list(id = "titres on logarithms", log = TRUE, data = draw(15, list(list(3, 2, 3, 3), list(2, 3, 4)), c(.3, .2), 0, c(.1, .15), 4, 1.2e13, TRUE)),
  list(id = "runs and replicates", data = draw(5, list(list(c(2, 3), c(2, 2, 1), c(3, 1), 2), list(c(1, 2), c(2, 2), c(3, 2, 2))), c(4, 4), 3, c(2, 2), 6, 100)),
  list(id = "zero run variance", data = draw(5, list(list(c(2, 3), c(2, 2, 1), c(3, 1), 2), list(c(1, 2), c(2, 2), c(3, 2, 2))), c(4, 4), 0, c(3, 3), 6, 100)))

out <- lapply(cases, function(case) {
  d <- frame(case$data); d$arm <- factor(d$arm, c("pre", "post")); d$y0 <- d$y
  if (isTRUE(case$log)) d$y <- log(d$y)
  runs <- any(lengths(unlist(case$data, recursive = FALSE)) > 1)
  case$log <- isTRUE(case$log); case$has_runs <- runs
  common <- if (runs) lmer(y ~ arm + (1 | lot) + (1 | run), d, control = control) else lmer(y ~ arm + (1 | lot), d, control = control)
  case$common <- whole(common, c(0, 1))
  each <- lapply(c("pre", "post"), function(a) { s <- d[d$arm == a, ]
    if (nrow(s) == length(unique(s$lot))) return(NULL)
    whole(if (runs) lmer(y ~ 1 + (1 | lot) + (1 | run), s, control = control) else lmer(y ~ 1 + (1 | lot), s, control = control), 1) })
  if (!any(sapply(each, is.null))) case$each_arm <- setNames(each, c("pre", "post"))
  if (case$id %in% c("unbalanced", "arms that differ in spread")) {
    m <- lme(y ~ arm, d, random = list(lot = pdDiag(~ 0 + arm)), weights = varIdent(form = ~ 1 | arm), method = "REML",
      control = lmeControl(maxIter = 500, msMaxIter = 500, tolerance = 1e-12, msTol = 1e-14, opt = "nlminb", niterEM = 200, apVar = FALSE))
    v <- as.numeric(VarCorr(m)[, "Variance"]); w <- coef(m$modelStruct$varStruct, unconstrained = FALSE, allCoef = TRUE)
    case$nlme <- list(minus_twice_log_likelihood = -2 * as.numeric(logLik(m)), difference = fixef(m)[["armpost"]], se = sqrt(vcov(m)[2, 2]),
      lots_pre = v[1], lots_post = v[2], within_pre = v[3] * w[["pre"]]^2, within_post = v[3] * w[["post"]]^2) }
  case
})
version <- function(p) as.character(packageVersion(p))
header <- list(source = paste0("R ", getRversion(), ", lme4 ", version("lme4"), ", lmerTest ", version("lmerTest"), ", pbkrtest ", version("pbkrtest"), ", nlme ", version("nlme")),
  call = "lmer(y ~ arm + (1|lot), or + (1|run), REML, bobyqa with rhoend 1e-12); contest1D(m, L, ddf = 'Kenward-Roger' | 'Satterthwaite'); the same by arm with y ~ 1; lme(y ~ arm, random = list(lot = pdDiag(~0 + arm)), weights = varIdent(~1|arm)); whole in fits.R",
  note = "data: arm, lot, run, results; estimates are post minus pre")
writeLines(toJSON(c(header, list(cases = out)), digits = NA, auto_unbox = TRUE, null = "null", pretty = FALSE), "fits.json")
for (case in out) cat(case$id, case$common$singular, case$common$kenward_roger$df, case$common$satterthwaite$df, sapply(case$each_arm, function(e) e$singular), sapply(case$each_arm, function(e) unlist(e$variances)), "\n")
