import { orExit, readContext } from "../cdk-json.ts";
import { readSettings } from "../settings.ts";
import { stravaCommand } from "./strava-command.ts";

const { exitCode, stdout, stderr } = await stravaCommand(process.argv.slice(2), {
  env: process.env,
  fetch,
  nowMs: Date.now,
  settings: orExit(() => readSettings(readContext()["stridewell"])),
});
process.stderr.write(stderr);
process.stdout.write(stdout);
process.exitCode = exitCode;
