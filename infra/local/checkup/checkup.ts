import { styleText } from "node:util";
import { allowClosedPipe } from "../../closed-pipe.ts";
import { print } from "../../command-result.ts";
import { checkupCommand } from "./command.ts";

// npm runs a script in the project's root, but a relative path counts from where npm was called.
const { npm_lifecycle_event: script, INIT_CWD: calledFrom = "" } = process.env;
const from = (script === "checkup" && calledFrom) || process.cwd();

// styleText leaves the text plain if stdout is not a terminal or NO_COLOR is set.
const paint = {
  heading: (text: string) => styleText("bold", text, { stream: process.stdout }),
  raised: (text: string) => styleText("yellow", text, { stream: process.stdout }),
};

const result = await checkupCommand(process.argv.slice(2), { from, paint });
allowClosedPipe();
process.exitCode = print(result);
