/** Trial. */
import { test } from 'vitest';
import { revisionNames } from '../../src/model/kernel/revisions.ts';
import { mutantIds } from '../../src/model/mutation/catalogue.ts';
import { disagreement } from './lockstep.ts';
import type { World } from './scopes.ts';
let seed=1; const rnd=()=>{seed=(Math.imul(seed,1103515245)+12345)>>>0; return seed>>>8;};
const pick=<T>(a: readonly T[])=>a[rnd()%a.length];
test('x',()=>{ let n=0; const bad=new Map<string,string>(); let t=performance.now();
 while(performance.now()-t<40000){ n++; const isM=rnd()%2===0; const any=rnd()%3===0;
  const w={revision:isM?'strict-order':pick(revisionNames),mutant:isM?pick(mutantIds):null,geometry:pick(['tiny3','tiny4','tiny5'] as const),structPage:pick([16,48,56,64,72] as const),edat1:rnd()%4>0,edat2:rnd()%3>0,debugPagealloc:rnd()%5===0,kasan:rnd()%3===0,vmalloc:pick(['far','near'] as const),online:rnd()%2===0,fresh:pick(['zero','unused','recycled'] as const),failAllocs:pick([0,1,2,Infinity]),faults:pick(['end','go-on'] as const),
   ...(any?{contract:'any' as const,blocks:[],...(rnd()%2?{memmapPages:6,memmapFirst:rnd()%6}:{identityPages:6,identityFirst:rnd()%20})}:{blocks:pick([[[2],[3]],[[1],[2]],[[0],[1]],[[2,3]],[[4],[5]]]),dcss:rnd()%3===0?{start:0x70000,end:0x75000}:null})} as Partial<World>;
  const nums=Array.from({length:211},()=>rnd());
  let d; try { d=disagreement(w,nums,30);} catch(e){ d={at:0,vector:String(e),reference:''}; }
  if(d){ const k=(w.mutant??w.revision)+' '+w.contract+(any?(w.memmapPages?' mem':' id'):'')+' '+(typeof d.vector==='object'?Object.keys(d.vector as object).filter(x=>JSON.stringify((d.vector as any)[x])!==JSON.stringify((d.reference as any)[x])).map(x=>x+':'+(x==='facts'||x==='occasions'?((d.vector as any)[x]^(d.reference as any)[x]).toString(16):'')).join():'STATE '+String(d.vector).slice(0,80)); if(!bad.has(k)) bad.set(k,JSON.stringify(w)+'\n   '+JSON.stringify(d).slice(0,700)); } }
 console.log(n,bad.size); for(const [k,v] of bad) console.log('***',k,'\n  ',v);
});
