import {
  brokenPromises,
  playCrashes,
  tallyOf,
} from "../functions/shared/mail/send-once-crashes.ts";
import { freshTable } from "../support/tables.ts";

/*
 * Sends 2,000 emails while processes end at every step, and reports what was lost and what was sent twice:
 *
 *     node tests/soak/mail.ts [runs]
 */

const runs = Number(process.argv[2] ?? 2000);
const table = await freshTable();
const startedMs = performance.now();
const endings = [];
for (let seed = 1; seed <= runs; seed += 1) {
  const ending = await playCrashes(table, seed);
  for (const broken of brokenPromises(ending)) {
    process.stdout.write(`seed ${seed}: ${broken}\n`);
    process.exitCode = 1;
  }
  endings.push(ending);
}
const tookS = Math.round((performance.now() - startedMs) / 1000);
process.stdout.write(
  `${JSON.stringify(tallyOf(endings), null, 2)}\nmail: ${runs} runs, ${tookS} s\n`,
);
