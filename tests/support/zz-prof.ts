import { synthesizeFixture } from "./local-fixture.ts";
import { startLocal } from "../../infra/local/runtime/local-app.ts";
let t=performance.now(); const lap=(n:string)=>{console.log(n, Math.round(performance.now()-t)); t=performance.now();};
const f=synthesizeFixture(); lap("synth");
for (let i=0;i<3;i++){
const s=await startLocal({assemblyDir:f.assemblyDir,dataDir:"memory",appPort:0,inboxPort:0,cacheDir:"/tmp/prof-cache",log:(e)=>console.log("   ",Math.round(performance.now()-t),e.from,e.text)});
if(s.kind!=="started") throw new Error(s.lines.join());
lap("start");
await fetch(s.app.appUrl+"/runs/1",{method:"POST",body:JSON.stringify({mail:"a@b.c"})}).then(r=>r.text()); lap("post");
await s.app.idle(); lap("idle");
await fetch(s.app.appUrl+"/runs/1").then(r=>r.text()); lap("get");
await s.app.close(); lap("close");
}
f.remove();
