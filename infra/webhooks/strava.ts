import { orExit, readContext } from "../cdk-json.ts";
import { print } from "../command-result.ts";
import { readSettings } from "../settings.ts";
import { stravaCommand } from "./strava-command.ts";

const result = await stravaCommand(process.argv.slice(2), {
  env: process.env,
  fetch,
  nowMs: Date.now,
  settings: orExit(() => readSettings(readContext()["stridewell"])),
});
process.exitCode = print(result);
