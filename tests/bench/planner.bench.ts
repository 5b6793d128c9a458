import { dueStore } from "../../functions/adapters/due-store.ts";
import { runnerStore } from "../../functions/adapters/runner-store.ts";
import type { Table } from "../../functions/adapters/table.ts";
import { findDue } from "../../functions/find-due/find-due.ts";
import { dueStoreOf } from "../support/digest-year.ts";
import { makeRunner } from "../support/make-runner.ts";
import { makeTick } from "../support/make-tick.ts";
import { freshTable } from "../support/tables.ts";

/**
 * What the planner costs for so many due runners: `npm run bench -- planner`. Capacity is counted by
 * DynamoDB's own rules, as the engine here reports it; a queue that accepts everything stands in for SQS.
 * Exits with 1 if the cost per runner grows with their number.
 */

const COUNTS = [1000, 2500, 5000, 10_000];
const LIMIT = 1.1;
const NOW = "2021-09-13T05:02:00.000Z";

const print = (line = "") => process.stdout.write(`${line}\n`);

/** Adds up the capacity that the engine says each call consumed. */
function metered(table: Table) {
  const used = { reads: 0, readCalls: 0, writes: 0 };
  table.client.middlewareStack.add(
    (next, context) => async (args) => {
      Object.assign(args.input, { ReturnConsumedCapacity: "TOTAL" });
      const answer = await next(args);
      const { output } = answer;
      const units =
        "ConsumedCapacity" in output &&
        typeof output.ConsumedCapacity === "object" &&
        output.ConsumedCapacity !== null &&
        "CapacityUnits" in output.ConsumedCapacity
          ? Number(output.ConsumedCapacity.CapacityUnits)
          : 0;
      if (context.commandName === "QueryCommand") {
        used.reads += units;
        used.readCalls += 1;
      } else {
        used.writes += units;
      }
      return answer;
    },
    { step: "initialize", name: "meter", override: true },
  );
  return used;
}

print("due runners   read units   each    queries   write units   each   ms   ms each");
const perRunner: number[] = [];
for (const count of COUNTS) {
  const table = await freshTable();
  const runners = runnerStore(table);
  for (let at = 0; at < count; at += 50) {
    await Promise.all(
      Array.from({ length: Math.min(50, count - at) }, (_, index) =>
        runners.create(makeRunner({ id: `r${at + index}` })),
      ),
    );
  }
  const used = metered(table);
  let messages = 0;
  const startMs = performance.now();
  const { due } = await findDue(makeTick(1_000_000), {
    due: dueStore(table),
    checkups: {
      send: async (batch) => {
        messages += batch.length;
      },
    },
    now: () => NOW,
  });
  const tookMs = performance.now() - startMs;
  table.client.middlewareStack.remove("meter");
  if (due !== count || messages !== count) throw new Error(`${due} of ${count} were due.`);
  perRunner.push(used.reads / count);
  print(
    [
      String(count).padStart(11),
      used.reads.toFixed(1).padStart(13),
      (used.reads / count).toFixed(4).padStart(7),
      String(used.readCalls).padStart(10),
      used.writes.toFixed(0).padStart(14),
      (used.writes / count).toFixed(2).padStart(7),
      tookMs.toFixed(0).padStart(6),
      (tookMs / count).toFixed(2).padStart(9),
    ].join(""),
  );
}

print();
print("The planner's own time, its index in memory and a queue that takes all:");
print("due runners       ms   ms each");
for (const count of [1000, 10_000, 100_000]) {
  const due = dueStoreOf(
    Array.from({ length: count }, (_, index) => ({ ...makeRunner(), id: `r${index}` })),
  );
  const startMs = performance.now();
  await findDue(makeTick(1_000_000), {
    due,
    checkups: { send: async () => undefined },
    now: () => NOW,
  });
  const tookMs = performance.now() - startMs;
  print(
    String(count).padStart(11) +
      tookMs.toFixed(0).padStart(9) +
      (tookMs / count).toFixed(4).padStart(10),
  );
}

const [first = 0] = perRunner;
const last = perRunner.at(-1) ?? Number.NaN;
const isLinear = last / first <= LIMIT;
print();
print(
  `${isLinear ? "ok  " : "OVER"} a runner's reads at ${COUNTS.at(-1)} are ${(last / first).toFixed(2)} of those at ${COUNTS[0]} (limit ${LIMIT})`,
);
if (!isLinear) process.exitCode = 1;
