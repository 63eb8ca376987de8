# Three sites of CLSI EP05-A3 (CRAN VCA, dataEP05A3_MS_1): five days each, the mean of a day to three decimals
# Rscript tests/references/sites/three_sites.R FOLDER   with the folder that holds dataEP05A3_MS_1.csv; R 4.2.2
options(digits = 12)
d <- read.csv(file.path(commandArgs(TRUE)[1], "dataEP05A3_MS_1.csv"), comment.char = "#")
m <- aggregate(y ~ day + site, d, function(y) round(mean(y), 3))
s <- split(m$y, m$site)
print(s)
for (pair in list(c(1, 2), c(1, 3), c(2, 3))) {
  a <- log(s[[pair[1]]]); b <- log(s[[pair[2]]])
  for (level in c(0.90, 1 - 0.1 / 2)) cat(pair, level, exp(mean(b) - mean(a)), exp(t.test(b, a, conf.level = level)$conf.int), "\n")
}
l <- log(m$y); g <- factor(m$site)
ms <- anova(lm(l ~ g))[["Mean Sq"]]
between <- (ms[1] - ms[2]) / 5
cat(sqrt(between), sqrt(ms[2]), between / (between + ms[2]), "\n")
