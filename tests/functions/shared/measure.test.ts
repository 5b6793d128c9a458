import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { queueHandler } from "../../../functions/shared/events/queue-handler.ts";
import { httpHandler } from "../../../functions/shared/http/http-handler.ts";
import { measure } from "../../../functions/shared/measure.ts";
import { makeContext, makeHttpEvent, makeSqsEvent } from "../../support/make-event.ts";
import { keepPrinted } from "../../support/printed.ts";

let printed: string[];

beforeEach(() => {
  printed = keepPrinted();
});
afterEach(() => vi.restoreAllMocks());

const embedded = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.tuple([
      z.object({
        Namespace: z.string(),
        Dimensions: z.tuple([z.array(z.string())]),
        Metrics: z.array(z.object({ Name: z.string(), Unit: z.string() })),
      }),
    ]),
  }),
});

/** The metrics of each line that holds any for CloudWatch to read. */
const lines = () =>
  printed.flatMap((text) => {
    const read = embedded.safeParse(JSON.parse(text));
    if (!read.success) return [];
    const [{ Namespace, Dimensions, Metrics }] = read.data._aws.CloudWatchMetrics;
    const names = [...Metrics.map(({ Name }) => Name), ...Dimensions[0]];
    return [{ Namespace, ...Object.fromEntries(names.map((name) => [name, read.data[name]])) }];
  });

/** Works on this many messages in one event. */
async function workOn(count: number, work: () => void): Promise<void> {
  const handler = queueHandler({
    message: z.object({}),
    deps: () => ({}),
    work: async () => {
      work();
      return { outcome: "done" };
    },
  });
  const bodies = Array.from({ length: count }, () => "{}");
  await handler(makeSqsEvent(bodies), makeContext(), () => undefined);
}

describe("what is measured", () => {
  it("leaves an event in one line, however many of one measure it has", async () => {
    await workOn(3, () => measure("RunsIn", {}));
    expect(lines()).toEqual([
      { Namespace: "Stridewell", service: "stridewell", RunsIn: [1, 1, 1] },
    ]);
  });

  it("tells the least of what was left, and starts again in the next event", async () => {
    const left = [812, 811, 813];
    await workOn(3, () => measure("StravaCallsLeftDay", {}, left.shift()));
    await workOn(1, () => measure("StravaCallsLeftDay", {}, 1000));
    const shared = { Namespace: "Stridewell", service: "stridewell" };
    expect(lines()).toEqual([
      { ...shared, StravaCallsLeftDay: 811 },
      { ...shared, StravaCallsLeftDay: 1000 },
    ]);
  });

  it("has a line of its own where it has dimensions", async () => {
    await workOn(1, () => {
      measure("Mails", { kind: "digest", outcome: "sent" });
      measure("StravaCallsLeftDay", {}, 812);
    });
    const shared = { Namespace: "Stridewell", service: "stridewell" };
    expect(lines()).toEqual([
      { ...shared, Mails: 1, kind: "digest", outcome: "sent" },
      { ...shared, StravaCallsLeftDay: 812 },
    ]);
  });

  it("is forgotten once it was told, and an event that measures nothing prints no line of it", async () => {
    await workOn(1, () => measure("RunsIn", {}));
    printed.length = 0;
    await workOn(1, () => undefined);
    expect(printed).toHaveLength(1);
    expect(lines()).toEqual([]);
  });

  it("is told even of an event whose work failed", async () => {
    await workOn(1, () => {
      measure("StravaFaults", { fault: "no answer" });
      measure("RunsIn", {});
      throw new Error("no");
    });
    expect(lines()).toHaveLength(2);
  });

  it("leaves with the page that a runner waits for, such as on connecting while Strava is silent", async () => {
    const handler = httpHandler({
      deps: () => ({}),
      work: async () => {
        measure("StravaCallsLeftDay", {}, 3);
        return { outcome: "told", redirect: "/connect" };
      },
    });
    await handler(makeHttpEvent("GET", "/connect"), makeContext(), () => undefined);
    const shared = { Namespace: "Stridewell", service: "stridewell" };
    expect(lines()).toEqual([{ ...shared, StravaCallsLeftDay: 3 }]);
  });

  it("is nothing outside of an event, such as in a script", () => {
    measure("RunsIn", {});
    measure("Mails", { kind: "digest", outcome: "sent" });
    expect(printed).toEqual([]);
  });
});
