import { afterEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { NO_EVENTS } from "../../functions/follow-event/check-subscription.ts";
import { APPLICATION_REFUSED } from "../../functions/follow-event/session.ts";
import { APPLICATION_REFUSED as SERVICE_REFUSES } from "../../functions/follow-provider/session.ts";
import { LEFT_OUT } from "../../functions/run-checkup/run-checkup.ts";
import { TURNED_AWAY } from "../../functions/send-sign-in/send-sign-in.ts";
import { TryAgain, TryLater } from "../../functions/shared/errors.ts";
import { queueHandler } from "../../functions/shared/events/queue-handler.ts";
import { scheduleHandler } from "../../functions/shared/events/schedule-handler.ts";
import { HELD_BACK } from "../../functions/shared/mail/mail-env.ts";
import { makeContext, makeSqsEvent } from "../support/make-event.ts";
import { synthesize } from "../support/stack.ts";

/*
 * An alarm on a line in a log rings on the very line that the function writes: nothing else would ever tell that
 * its words or its field are others by now.
 */

const template = synthesize({ mayJoin: ["@club.example"] });
const filters = Object.values(template.findResources("AWS::Logs::MetricFilter")).map((filter) => {
  const { FilterPattern, MetricTransformations } = z
    .object({
      FilterPattern: z.string(),
      MetricTransformations: z.tuple([z.object({ MetricName: z.string() })]),
    })
    .parse(filter["Properties"]);
  return { pattern: FilterPattern, metric: MetricTransformations[0].MetricName };
});

/** As CloudWatch reads a pattern that compares fields of a JSON line with texts; * at its end is anything. */
function matches(pattern: string, line: Readonly<Record<string, unknown>>): boolean {
  const [, inside = ""] = /^\{ (.*) \}$/.exec(pattern) ?? [];
  return inside.split(" || ").some((one) => {
    const [, field = "", text = ""] = /^\(?\$\.(\w+) = "([^"]*)"\)?$/.exec(one) ?? [];
    const value = String(line[field]);
    return text.endsWith("*") ? value.startsWith(text.slice(0, -1)) : value === text;
  });
}

/** What a worker logs about one message. */
const worker = (work: () => Promise<{ outcome: string }>) => async () => {
  const handler = queueHandler({ message: z.object({}), deps: () => ({}), work });
  await handler(makeSqsEvent(["{}"]), makeContext(), () => undefined);
};
const fails = (error: Error) => worker(() => Promise.reject(error));
/** What a planner logs about an item that it skips. */
const planner = async () => {
  const handler = scheduleHandler({
    deps: () => ({}),
    work: async (tick) => {
      tick.unreadable("RUNNER#r1");
      return { skipped: 1 };
    },
  });
  await handler({}, makeContext(), () => undefined);
};

const events: readonly (readonly [metric: string, happens: () => Promise<void>])[] = [
  ["StravaApplicationRefused", fails(new TryAgain(`${APPLICATION_REFUSED}: inactive.`))],
  ["StravaApplicationRefused", worker(async () => ({ outcome: NO_EVENTS }))],
  ["ServiceRefusesApplication", fails(new TryAgain(`${SERVICE_REFUSES}: polar.`))],
  ["DigestsHeldBack", fails(new TryLater(`${HELD_BACK}: the quota is used up.`, 60))],
  ["NudgesHeldBack", fails(new TryLater(`${HELD_BACK}: the quota is used up.`, 60))],
  ["RemindersHeldBack", fails(new TryLater(`${HELD_BACK}: the quota is used up.`, 60))],
  ["DigestLeftOut", worker(async () => ({ outcome: LEFT_OUT }))],
  ["NewcomersTurnedAway", worker(async () => ({ outcome: TURNED_AWAY }))],
  ["ConnectionUnreadable", planner],
  ["ProfileUnreadable", planner],
];

afterEach(() => vi.restoreAllMocks());

async function linesOf(happens: () => Promise<void>): Promise<Record<string, unknown>[]> {
  const lines: Record<string, unknown>[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((line) => {
      lines.push(z.record(z.string(), z.unknown()).parse(JSON.parse(String(line))));
      return true;
    });
  }
  await happens();
  vi.restoreAllMocks();
  return lines;
}

describe("the alarm on a line in a log", () => {
  it.each(events)("%s rings on the line that is written, once", async (metric, happens) => {
    const [filter, ...others] = filters.filter((one) => one.metric === metric);
    expect(others).toEqual([]);
    const lines = await linesOf(happens);
    expect(lines.filter((line) => matches(filter?.pattern ?? "", line))).toHaveLength(1);
    template.hasResourceProperties("AWS::CloudWatch::Alarm", { MetricName: metric });
  });

  it.each(filters)(
    "$metric stays silent when all is well, and at another failure",
    async ({ pattern }) => {
      const well = await linesOf(worker(async () => ({ outcome: "sent" })));
      const ill = await linesOf(fails(new TryAgain("Strava gave no answer.")));
      expect([...well, ...ill].length).toBeGreaterThanOrEqual(2);
      expect([...well, ...ill].filter((line) => matches(pattern, line))).toEqual([]);
    },
  );

  it("is tried here, whichever it is", () => {
    expect(filters.map(({ metric }) => metric).sort()).toEqual(
      [...new Set(events.map(([metric]) => metric))].sort(),
    );
  });
});
