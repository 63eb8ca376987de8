# Run with mcr 1.3.3.1 and deming 1.4-1 in R_LIBS: Rscript bridging.R
suppressMessages({library(mcr);library(deming);library(jsonlite)})
set.seed(7)
wright<-c(494,395,516,434,476,557,413,442,650,433,417,656,267,478,178,423,427)
mini<-c(512,430,520,428,500,600,364,380,658,445,432,626,260,477,259,350,451)
truth<-c(1.1,2.4,3.9,5.2,7.7,9.8)
cs<-list(
 list(id="peak flow of 17 people",old=wright,new=mini),
 list(id="six lots",old=round(truth+rnorm(6,0,.2),2),new=round(.3+.95*truth+rnorm(6,0,.3),2)),
 list(id="ten titres",old=signif(10^runif(10,12,13.3),3),new=NA),
 list(id="ties in both methods",old=c(1.2,1.2,1.5,1.8,1.8,2.1,2.4,2.4,3.0,3.3),new=c(1.3,1.4,1.4,1.9,1.7,2.1,2.2,2.6,3.2,3.2)),
 list(id="slopes of minus one",old=c(10,11,12,13,14,15,17,18,20),new=c(12,11,10,14,13,16,18,17,21)),
 list(id="an odd number of slopes",old=c(4.1,5.3,6.2,7.7,8.4,9.9,11.3),new=c(4.4,5.1,6.9,7.5,8.9,9.4,11.9)))
cs[[3]]$new<-signif(cs[[3]]$old*exp(rnorm(10,.05,.1)),3)
out<-lapply(cs,function(z){x<-as.numeric(z$old);y<-as.numeric(z$new);n<-length(x);r<-list(id=z$id,old=x,new=y)
 dem<-function(ratio){m<-mcreg(x,y,method.reg="Deming",error.ratio=1/ratio,method.ci="jackknife",alpha=.05)@para; d<-deming::deming(y~x,xstd=rep(1,n),ystd=rep(sqrt(ratio),n))$coefficients
  list(ratio=ratio,intercept=m[1,1],slope=m[2,1],intercept_se=m[1,2],slope_se=m[2,2],intercept_ci=m[1,3:4],slope_ci=m[2,3:4],deming_package=unname(d))}
 r$deming<-list(dem(1),dem(2.5))
 r$passing_bablok<-lapply(c(.95,.9),function(l){m<-mcr:::mc.paba(NULL,x,y,alpha=1-l,posCor=TRUE,slope.measure="radian");list(level=l,intercept=m[1,1],slope=m[2,1],intercept_ci=ifelse(is.finite(m[1,3:4]),m[1,3:4],NA),slope_ci=ifelse(is.finite(m[2,3:4]),m[2,3:4],NA),tau=cor(x,y,method="kendall"))})
 d<-y-x; k<-qt(c(.025,.975),n-1,qnorm(.975)*sqrt(n))/sqrt(n); tr<-lm(d~I((x+y)/2)); tt<-t.test(d)
 r$agreement<-list(bias=mean(d),sd=sd(d),bias_ci=as.numeric(tt$conf.int),limits=mean(d)+c(-1,1)*qnorm(.975)*sd(d),high_limit=mean(d)+k*sd(d),low_limit=mean(d)-rev(k)*sd(d),trend_slope=unname(coef(tr)[2]),trend_ci=unname(confint(tr)[2,]))
 r})
writeLines(toJSON(list(cases=out),auto_unbox=TRUE,digits=NA,na="null"),"bridging.json")
