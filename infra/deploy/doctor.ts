import { cloudOf } from "./cloud.ts";
import { doctorApp } from "./doctor-app.ts";
import { settingsFile } from "./settings-file.ts";
import { cdkJsonPath, run, say } from "./surroundings.ts";

await run(() =>
  doctorApp(process.argv.slice(2), {
    cloud: cloudOf(),
    settings: settingsFile(cdkJsonPath).raw(),
    env: process.env,
    say,
    fetch,
    nowMs: Date.now,
    nodeVersion: process.version,
  }),
);
