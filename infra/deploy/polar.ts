import { polarCommand } from "../local/polar/command.ts";
import { whereIs } from "./account.ts";
import { cloudOf } from "./cloud.ts";
import { parameterOf } from "./services.ts";
import { run } from "./surroundings.ts";

const PARAMETER = parameterOf({ name: "polar" });
const cloud = cloudOf();
await run(async () => {
  const { exitCode, stdout, stderr } = await polarCommand(process.argv.slice(2), {
    env: process.env,
    fetch,
    place: {
      read: async () => {
        const { finding, place } = await whereIs(cloud);
        if (place === null) throw new Error(finding.text);
        return cloud.secret(PARAMETER);
      },
      write: (secret) => cloud.putSecret(PARAMETER, secret),
    },
  });
  process.stderr.write(stderr);
  process.stdout.write(stdout);
  return exitCode;
});
