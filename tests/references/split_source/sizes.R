# One-sided size of the split-source comparison with history, by simulating lots: nothing of the quadrature is used.
# Rscript tests/references/split_source/sizes.R > tests/references/split_source/sizes.csv   (R 4.2.2, about a minute)
set.seed(20240611)
one <- function(n, h, rho, draws = 2e6, chunk = 1e5, alpha = 0.05) {
  found <- matrix(0, 0, 3)
  for (k in seq_len(draws / chunk)) {
    donor <- matrix(rnorm(chunk * n, sd = sqrt(rho)), chunk)
    pre <- donor + matrix(rnorm(chunk * n, sd = sqrt(1 - rho)), chunk)
    post <- donor + matrix(rnorm(chunk * n, sd = sqrt(1 - rho)), chunk)
    old <- matrix(rnorm(chunk * h), chunk)
    v <- function(m) rowSums((m - rowMeans(m))^2) / (ncol(m) - 1)
    error <- v(post - pre) / 2
    total <- ((h - 1) * v(old) + (n - 1) * (v(pre) + v(post)) / 2) / (h + n - 2)
    rejected <- function(w) {
      kd <- (1 - w)^2 * (h + n) / (h * n)
      ke <- ((1 - w)^2 * (h + n) + 2 * w * h) / (h * n)
      variance <- error * (ke - kd) + kd * total
      a <- v(post - pre) * ((ke - kd) / 2 + kd * (n - 1) / (h + n - 2) / 4)
      b <- v((pre + post) / 2) * kd * (n - 1) / (h + n - 2)
      d <- v(old) * kd * (h - 1) / (h + n - 2)
      df <- variance^2 / ((a^2 + b^2) / (n - 1) + d^2 / (h - 1))
      difference <- rowMeans(post) - w * rowMeans(pre) - (1 - w) * rowMeans(old)
      mean(pt(difference / sqrt(variance), df) < alpha)
    }
    rho_seen <- pmax(0, 1 - error / total)
    found <- rbind(found, c(rejected((h * rho_seen + n) / (h + n)),
                            rejected(rep((h * rho + n) / (h + n), chunk)), rejected(rep(0.5, chunk))))
  }
  colMeans(found)
}
cat("# simulated by sizes.R beside this file, R 4.2.2, 2,000,000 draws a row: standard error 0.0002\n")
cat("n_donors,n_historic,rho,estimated,best,half\n")
for (d in list(c(2, 10, 0.9), c(3, 3, 0), c(3, 10, 0), c(3, 10, 0.6), c(4, 6, 0.6), c(5, 10, 0.3), c(5, 10, 0.9), c(5, 20, 0)))
  cat(paste(c(d, sprintf("%.5f", one(d[1], d[2], d[3]))), collapse = ","), "\n", sep = "")
