suppressMessages({library(lme4);library(lmerTest);library(pbkrtest);library(jsonlite)})
set.seed(20250611)
mk <- function(id, npre, npost, times, sl, sdl, sds, sde, drop=0, sdpost=NULL){
  rows<-NULL
  for(a in c("pre","post")){ n<-if(a=="pre") npre else npost
    for(l in seq_len(n)){ b0<-100+rnorm(1,0,sdl); b1<-sl[[a]]+rnorm(1,0,sds)
      rows<-rbind(rows,data.frame(arm=a,lot=paste0(a,l),time=times,y=round(b0+b1*times+rnorm(length(times),0,sde),3)))}}
  if(drop>0) rows<-rows[-sample(nrow(rows),drop),]
  rows$arm<-factor(rows$arm,levels=c("pre","post")); list(id=id,d=rows)}
cs<-list(mk("balanced 4 and 4",4,4,c(0,3,6,9,12),list(pre=-.2,post=-.25),.8,.08,.3),
 mk("unbalanced 6 and 3",6,3,c(0,3,6,9,12,18),list(pre=-.2,post=-.3),1,.06,.3,drop=13),
 mk("unbalanced 10 and 4",10,4,c(0,1,3,6,12,24),list(pre=-.5,post=-.4),1.5,.05,.5,drop=14),
 mk("no spread of slopes 4 and 3",4,3,c(0,3,6,9,12),list(pre=-.2,post=-.25),.6,0,.4,drop=5),
 mk("no lot spread 4 and 3",4,3,c(0,3,6,9,12),list(pre=-.2,post=-.25),0,0,.5,drop=4))
ctl<-lmerControl(optimizer="bobyqa",optCtrl=list(rhoend=1e-10,maxfun=1e5),check.conv.singular="ignore")
out<-lapply(cs,function(z){d<-z$d; r<-list(id=z$id,arm=as.character(d$arm),lot=d$lot,time=d$time,y=d$y)
 for(m in c("intercepts","slopes")){ f<-if(m=="intercepts") y~arm*time+(1|lot) else y~arm*time+(time|lot)
  fit<-lmerTest::lmer(f,d,control=ctl); L<-c(0,0,0,1)
  s<-summary(fit)$coefficients[4,]
  kr<-tryCatch({v<-vcovAdj(fit);c(est=unname(fixef(fit)[4]),se=sqrt(v[4,4]),df=unname(get_Lb_ddf(fit,L)))},error=function(e) NULL)
  vc<-as.data.frame(VarCorr(fit))
  r[[m]]<-list(est=unname(s[1]),se=unname(s[2]),sat_df=unname(s[3]),kr=as.list(kr),singular=isSingular(fit),sd=vc$sdcor,crit=as.numeric(REMLcrit(fit)))}
 r})
writeLines(toJSON(list(versions=list(R=as.character(getRversion()),lme4=as.character(packageVersion("lme4")),lmerTest=as.character(packageVersion("lmerTest")),pbkrtest=as.character(packageVersion("pbkrtest"))),cases=out),auto_unbox=TRUE,digits=NA,pretty=FALSE),"random.json")
