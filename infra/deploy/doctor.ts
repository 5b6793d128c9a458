import { clientsFor, cloudOf } from "./cloud.ts";
import { doctorApp } from "./doctor-app.ts";
import { settingsFile } from "./settings-file.ts";
import { cdkJsonPath, run, say } from "./surroundings.ts";

await run(() => {
  const settings = settingsFile(cdkJsonPath).raw();
  return doctorApp(process.argv.slice(2), {
    cloud: cloudOf(clientsFor(process.env, settings)),
    settings,
    env: process.env,
    say,
    fetch,
    nowMs: Date.now,
    nodeVersion: process.version,
  });
});
