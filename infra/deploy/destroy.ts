import { destroyApp } from "./destroy-app.ts";
import type { Ask } from "./questions.ts";
import { settingsFile } from "./settings-file.ts";
import { ask, cdk, cdkJsonPath, cloudFor, run, say } from "./surroundings.ts";

await run(() => {
  const settings = settingsFile(cdkJsonPath).raw();
  return destroyApp(process.argv.slice(2), {
    cloud: cloudFor(settings),
    settings,
    env: process.env,
    confirm: confirmWith(ask),
    say,
    cdk,
    fetch,
    nowMs: Date.now,
  });
});

function confirmWith(put: Ask | null): ((name: string) => Promise<boolean>) | null {
  if (put === null) return null;
  return async (name) => {
    const question = {
      flag: "yes",
      variable: "",
      text: `Type ${name} to remove it.`,
      fault: (answer: string) => (answer === name ? null : `is not ${name}`),
    };
    return (await put(question, undefined)) === name;
  };
}
