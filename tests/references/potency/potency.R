# Rscript potency.R: lines by lm with Fieller's formula from its covariance, weighted curves by nls, wells by glm.
suppressMessages(library(jsonlite)); set.seed(11)
line<-function(id,nr,nt,shift,b,sd,weighted){ xr<-rep(c(1,2,4),each=nr);xt<-rep(c(.5,1,2),each=nt)
 d<-data.frame(x=c(xr,xt),t=rep(0:1,c(3*nr,3*nt))); d$y<-round(10+b*log(d$x)+b*shift*d$t+rnorm(nrow(d),0,sd),3); d$w<-if(weighted) round(1/(1+d$x),4) else 1
 d$u<-log(d$x)-log(d$x[1]); f<-lm(y~u+t,d,weights=w); V<-vcov(f); k<-coef(f); m<-k[3]/k[2]; df<-f$df.residual; q<-qt(.95,df)
 A<-k[2]^2-q^2*V[2,2]; B<-k[3]*k[2]-q^2*V[2,3]; C<-k[3]^2-q^2*V[3,3]; r<-sort((B+c(-1,1)*sqrt(B^2-A*C))/A)
 se<-sqrt(V[3,3]+m^2*V[2,2]-2*m*V[2,3])/abs(k[2]); g<-lm(y~u*t,d,weights=w); a<-anova(f,g); G<-vcov(g); h<-coef(g); s2<-h[2]+h[4]
 vs<-G[4,4]+G[2,2]+2*G[2,4]; cv<-G[2,2]+G[2,4]
 list(id=id,dose=d$x,test=d$t,y=d$y,w=d$w,log_rp=unname(m),se=unname(se),df=df,slope=unname(k[2]),fieller=unname(r),F=a$F[2],p=a$`Pr(>F)`[2],log_slope_ratio=unname(log(s2/h[2])),
  log_slope_ratio_se=unname(sqrt(vs/s2^2+G[2,2]/h[2]^2-2*cv/(s2*h[2]))))}
curve<-function(id,w,b){x<-rep(100/3^(0:7),2);t<-rep(0:1,each=8);le<-1.2;y<-round(.1+1.9/(1+exp(-b*(log(x)+.2*t-le)))+rnorm(16,0,.03),4);ww<-if(w) round(1/(.05+y^2),4) else rep(1,16)
 f<-nls(y~lo+(up-lo)/(1+exp(-b*(log(x)+s*t-m))),start=list(lo=.1,up=2,b=b,s=.2,m=le),weights=ww,control=nls.control(tol=1e-7,maxiter=500,minFactor=1e-10)); k<-coef(summary(f))
 list(id=id,dose=x,test=t,y=y,w=ww,log_rp=k["s",1],se=k["s",2],df=df.residual(f),slope=k["b",1],lower=k["lo",1],upper=k["up",1])}
wells<-function(id,dil,pos,n,vol){f<-glm(cbind(pos,n-pos)~1+offset(dil*log(10)+log(vol)),family=binomial("cloglog"),control=glm.control(epsilon=1e-15,maxit=200))
 l<-function(b){p<-1-exp(-exp(b+dil*log(10)+log(vol)));sum(dbinom(pos,n,p,log=TRUE))}; b<-coef(f); d<-function(z) 2*(l(b)-l(z))-qchisq(.95,1); se<-sqrt(vcov(f)[1,1])
 list(id=id,dilution=dil,positive=pos,wells=n,volume=vol,log10_units=unname(b)/log(10),se=se/log(10),low=uniroot(d,c(b-9*se,b),tol=1e-14)$root/log(10),high=uniroot(d,c(b,b+9*se),tol=1e-14)$root/log(10),deviance=deviance(f),p=pchisq(deviance(f),f$df.residual,lower.tail=FALSE))}
out<-list(lines=list(line("3 by 4 wells",4,4,.4,2.1,.12,FALSE),line("unlike numbers, falling, weighted",5,3,-.3,-1.4,.1,TRUE)),
 curves=list(curve("rising, weighted",TRUE,1.3),curve("falling, unweighted",FALSE,-1.1)),
 wells=list(wells("five fold five",-(4:8),c(5,5,3,1,0),rep(5,5),.1),wells("half decades, unlike numbers",-seq(3,6,.5),c(8,8,7,5,3,0,1),c(8,8,8,6,8,8,8),.05),wells("hardly any positive",-(1:3),c(1,0,0),c(10,10,10),1)))
writeLines(toJSON(out,auto_unbox=TRUE,digits=NA),"potency.json")
