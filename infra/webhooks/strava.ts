import { readFileSync } from "node:fs";
import { readSettings } from "../settings.ts";
import { stravaCommand } from "./strava-command.ts";

const file = new URL("../../cdk.json", import.meta.url);
const { exitCode, stdout, stderr } = await stravaCommand(process.argv.slice(2), {
  env: process.env,
  fetch,
  nowMs: Date.now,
  settings: readSettings(JSON.parse(readFileSync(file, "utf8")).context?.stridewell),
});
process.stderr.write(stderr);
process.stdout.write(stdout);
process.exitCode = exitCode;
