import { doctorApp } from "./doctor-app.ts";
import { settingsFile } from "./settings-file.ts";
import { cdkJsonPath, cloudFor, run, say } from "./surroundings.ts";

await run(() => {
  const settings = settingsFile(cdkJsonPath).raw();
  return doctorApp(process.argv.slice(2), {
    cloud: cloudFor(settings),
    settings,
    env: process.env,
    say,
    fetch,
    nowMs: Date.now,
    nodeVersion: process.version,
  });
});
