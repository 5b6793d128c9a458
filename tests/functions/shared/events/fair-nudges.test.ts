import { globSync, readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { limitStore } from "../../../../functions/adapters/limit-store.ts";
import type { NudgeMessage } from "../../../../functions/messages/nudge.ts";
import type { Queue } from "../../../../functions/ports/queue.ts";
import { fairNudges } from "../../../../functions/shared/events/fair-nudges.ts";
import { freshTable } from "../../../support/tables.ts";

describe("a runner who asks for nudges again and again", () => {
  const START_MS = Date.parse("2026-11-27T08:00:00Z");
  let nowMs = START_MS;
  let taken: { messages: readonly NudgeMessage[]; delayS: number }[];
  let nudges: Queue<NudgeMessage>;
  let ask: (runnerId: string) => Promise<void>;

  beforeEach(async () => {
    nowMs = START_MS;
    taken = [];
    const queue = {
      async send(messages: readonly NudgeMessage[], delayS: number) {
        taken.push({ messages, delayS });
      },
    };
    nudges = fairNudges(queue, limitStore(await freshTable()), () => nowMs);
    ask = (runnerId) => nudges.send([{ runnerId }], 0);
  });

  it("is heard a hundred times in ten minutes, and then again", async () => {
    for (let time = 0; time < 120; time += 1) await ask("eve");
    expect(taken).toHaveLength(100);
    nowMs += 599_999;
    await ask("eve");
    expect(taken).toHaveLength(100);
    nowMs += 1;
    await ask("eve");
    expect(taken).toHaveLength(101);
  });

  it("leaves others theirs", async () => {
    for (let time = 0; time < 101; time += 1) await ask("eve");
    await ask("ada");
    expect(taken.at(-1)).toEqual({ messages: [{ runnerId: "ada" }], delayS: 0 });
  });

  it("leaves others theirs in the same call too, and each its delay", async () => {
    for (let time = 0; time < 100; time += 1) await ask("eve");
    await nudges.send([{ runnerId: "eve" }, { runnerId: "ada" }], 30);
    expect(taken.slice(100)).toEqual([{ messages: [{ runnerId: "ada" }], delayS: 30 }]);
  });

  it("is heard so from wherever it costs nothing to ask", () => {
    const handlers = globSync("functions/*/handler.ts").map((path) => ({
      folder: path.split("/")[1],
      source: readFileSync(path, "utf8"),
    }));
    expect(handlers.filter(({ source }) => source.includes("fairlyAskingForNudges("))).not.toEqual(
      [],
    );
    const others = handlers.filter(({ source }) => /\b(nudgeQueue|askingForNudges)\(/.test(source));
    // Strava's events are counted by the day and a script's runs by the hour, and a wake is set once.
    expect(others.map(({ folder }) => folder).sort()).toEqual([
      "follow-event",
      "receive-run",
      "wake-nudges",
    ]);
  });
});
