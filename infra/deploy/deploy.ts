import { deployApp } from "./deploy-app.ts";
import { settingsFile } from "./settings-file.ts";
import { ask, cdk, cdkJsonPath, cloudFor, run, say, stdin } from "./surroundings.ts";

const settings = settingsFile(cdkJsonPath);
await run(() =>
  deployApp(process.argv.slice(2), {
    cloud: cloudFor(settings.raw()),
    settings,
    env: process.env,
    ask,
    stdin,
    say,
    cdk,
    fetch,
    nowMs: Date.now,
    nodeVersion: process.version,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  }),
);
