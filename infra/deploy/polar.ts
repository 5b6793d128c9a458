import { print } from "../command-result.ts";
import { polarCommand } from "../webhooks/polar-command.ts";
import { whereIs } from "./account.ts";
import { parameterOf } from "./services.ts";
import { settingsFile } from "./settings-file.ts";
import { cdkJsonPath, cloudFor, run } from "./surroundings.ts";

const PARAMETER = parameterOf({ name: "polar" });
await run(async () => {
  const settings = settingsFile(cdkJsonPath).raw();
  const cloud = cloudFor(settings);
  const result = await polarCommand(process.argv.slice(2), {
    env: process.env,
    fetch,
    place: {
      read: async () => {
        const { finding, place } = await whereIs(cloud, settings);
        if (place === null) throw new Error(finding.text);
        return cloud.secret(PARAMETER);
      },
      write: (secret) => cloud.putSecret(PARAMETER, secret),
    },
  });
  return print(result);
});
