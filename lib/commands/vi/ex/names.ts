/** Commands with the shortest abbreviation of each; the first that fits is meant. */
const NAMES =
  'a,append bn,bnext bp,bprevious b,buffer bd,bdelete c,change cq,cquit co,copy cd,cd d,delete ec,echo ex,ex e,edit ene,enew exi,exit f,file g,global go,goto h,help i,insert j,join k,k le,left l,list ls,ls m,move mak,make ma,mark marks,marks map,map norm,normal noh,nohlsearch n,next N,Next nu,number o,open prev,previous p,print pu,put pw,pwd q,quit qa,qall quita,quitall r,read redr,redraw reg,registers di,display rev,rewind fir,first la,last red,redo ret,retab s,substitute sp,split sv,sview se,set setl,setlocal setg,setglobal sh,shell sil,silent sor,sort so,source st,stop sus,suspend sy,syntax tabe,tabedit tabnew,tabnew t,t ter,terminal u,undo ud,udoline undol,undolist ve,version v,vglobal vi,visual vie,view vs,vsplit vne,vnew new,new w,write wa,wall wn,wnext wq,wq wqa,wqall x,xit xa,xall y,yank z,z ea,earlier lat,later as,ascii ar,args fi,filetype let,let unl,unlet au,autocmd aug,augroup colo,colorscheme hi,highlight nn,nnoremap ino,inoremap vn,vnoremap no,noremap nm,nmap im,imap vm,vmap cno,cnoremap com,command fu,function cal,call exe,execute if,if en,endif ab,abbreviate ia,iabbrev un,unmap packadd,packadd ru,runtime sign,sign his,history windo,windo bufdo,bufdo on,only clo,close wi,winsize winc,wincmd dif,diffthis keepp,keeppatterns star,startinsert up,update sav,saveas en,endif mks,mksession rv,rviminfo wv,wviminfo'
    .split(' ')
    .map((pair) => pair.split(',') as [string, string]);

/** The full name of a command from what was typed; undefined when there is none. */
export function fullName(typed: string): string | undefined {
  return (NAMES.find(([short]) => short === typed) ??
    NAMES.find(([short, full]) => full.startsWith(typed) && typed.length >= short.length))?.[1];
}

/** Commands of vimrc files that change nothing that is drawn here. */
export const WITHOUT_EFFECT = new Set([
  'syntax',
  'filetype',
  'colorscheme',
  'highlight',
  'autocmd',
  'augroup',
  'let',
  'unlet',
  'packadd',
  'runtime',
  'redraw',
  'if',
  'endif',
  'rviminfo',
  'wviminfo',
]);

/** Commands of vim's that are not simulated. */
export const NOT_SIMULATED = new Set(
  'split sview tabedit tabnew vsplit vnew new terminal map nnoremap inoremap vnoremap noremap nmap imap vmap cnoremap command function call execute abbreviate iabbrev unmap make sign windo bufdo stop suspend help wincmd diffthis mksession buffer bnext bprevious bdelete append insert change open z winsize'.split(
    ' ',
  ),
);
