# Two arms known by what a paper prints of them, compared by Welch's t test on logarithms.
# Rscript tests/references/summaries/summaries.R   prints the figures that the tests quote (R 4.2.2, base R only)
# Ad5-nCoV made at 50 L, 800 L and 500 L: geometric mean titre and its 95 % interval, 253 people an arm (PubMed 37432025)
options(digits = 12)
arm <- function(n, centre, low, high) {
  list(n = n, mean = log(centre), sd = (log(high) - log(low)) / 2 * sqrt(n) / qt(0.975, n - 1))
}
compare <- function(pre, post, level) {
  v <- c(pre$sd^2 / pre$n, post$sd^2 / post$n)
  df <- sum(v)^2 / (v[1]^2 / (pre$n - 1) + v[2]^2 / (post$n - 1))
  d <- post$mean - pre$mean
  c(ratio = exp(d), interval = exp(d + c(-1, 1) * qt((1 + level) / 2, df) * sqrt(sum(v))), df = df)
}
print(compare(arm(253, 10.72, 9.43, 12.19), arm(253, 13.23, 11.64, 15.03), 0.95)) # 50 L to 800 L
print(compare(arm(253, 10.72, 9.43, 12.19), arm(253, 13.23, 11.64, 15.03), 0.90))
print(compare(arm(253, 11.64, 10.12, 13.39), arm(253, 12.09, 10.48, 13.95), 0.95)) # 50 L to 500 L
# The rounded ratio 1.234 (1.03 to 1.48) at 95 %, taken apart as a pooled t interval, at 90 %
print(1.234 * exp(c(-1, 1) * qt(0.95, 504) * log(1.48 / 1.03) / 2 / qt(0.975, 504)))
