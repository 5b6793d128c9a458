import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { judgeHistory } from "../../../../infra/local/checkup/judge-history.ts";
import { toJson } from "../../../../infra/local/checkup/to-json.ts";
import { readHistory } from "../../../../infra/local/import/read-history.ts";
import { refdata, refdataNote } from "../../../support/refdata.ts";
import { NO_OPTIONS } from "./no-options.ts";

async function historyIn(zone: string) {
  const reading = await readHistory(join(refdata ?? "", "strava-export"), zone);
  if (reading.kind === "unreadable") throw new Error(reading.line);
  return reading.history;
}

/** The figures below were worked out from the CSV independently, by another program in another language. */
async function checkupOn(asOf: string | null) {
  return toJson(judgeHistory(await historyIn("UTC"), { ...NO_OPTIONS, asOf }, []));
}

const figure = (value: number) => expect.closeTo(value, 6);

describe.skipIf(refdata === null)(`a real export, ${refdataNote}`, () => {
  it("is read to its last row", async () => {
    expect(await checkupOn(null)).toMatchObject({
      asOf: "2023-08-14",
      runs: 89,
      otherActivities: 23,
      rejected: [],
    });
  });

  it("has its spike in the week of 2021-09-12", async () => {
    const result = await checkupOn("2021-09-12");
    expect(result).toMatchObject({
      runs: 52,
      otherActivities: 16,
      week: {
        from: "2021-09-06",
        to: "2021-09-12",
        runs: 2,
        distanceM: 15000,
        movingS: 4475,
        restDays: 5,
      },
      previousWeek: {
        from: "2021-08-30",
        to: "2021-09-05",
        runs: 1,
        distanceM: 5000,
        movingS: 2426,
        restDays: 6,
      },
      progression: {
        distance: { changePct: figure(200) },
        duration: { changePct: figure(84.460016) },
        intensity: { changePct: null, answer: "not-enough-data" },
      },
      sessions: [
        {
          day: "2021-09-07",
          distanceM: 5000,
          longestPrior30dM: figure(5057.8999023),
          ratio: figure(0.9885526),
          band: "reference",
        },
        {
          day: "2021-09-12",
          distanceM: 10000,
          longestPrior30dM: figure(5057.8999023),
          ratio: figure(1.9771052),
          band: "moderate",
        },
      ],
      ceiling: {
        weekDistanceM: figure(16500),
        weekMovingS: figure(4922.5),
        longestRunM: figure(11000),
      },
      shoes: [
        {
          name: "Unnamed shoe 8142932",
          distanceM: figure(173867.1994019),
          status: "ok",
          replaceOn: null,
        },
        {
          name: "Unnamed shoe 9134886",
          distanceM: figure(20000),
          status: "ok",
          replaceOn: null,
        },
      ],
    });
    expect(result.findings.find(({ rule }) => rule === "session-spike")?.answer).toBe("raised");
  });

  it("doubles its week without a long run on 2021-04-24", async () => {
    const result = await checkupOn("2021-04-24");
    expect(result).toMatchObject({
      runs: 38,
      otherActivities: 15,
      week: { runs: 6, distanceM: figure(37131.2000122), movingS: 11517, restDays: 3 },
      previousWeek: { runs: 5, distanceM: figure(18431.9001465), movingS: 5324, restDays: 3 },
      progression: {
        distance: { changePct: figure(101.4507442), answer: "raised" },
        duration: { changePct: figure(116.322314), answer: "raised" },
      },
      ceiling: {
        weekDistanceM: figure(40844.3200134),
        weekMovingS: figure(12668.7),
        longestRunM: figure(14329.8095703),
      },
      shoes: [
        {
          name: "Unnamed shoe 8142932",
          distanceM: figure(104278.5996704),
          replaceOn: "2022-05-06",
        },
      ],
    });
    expect(result.sessions.map(({ ratio }) => ratio)).toEqual(
      [1.067139, 0.3847825, 0.0615871, 0.0843933, 0.3902173, 0.9293243].map(figure),
    );
    expect(result.sessions.every(({ band }) => band === "reference")).toBe(true);
    expect(result.findings.find(({ rule }) => rule === "session-spike")?.answer).toBe("clear");
  });

  it("is quiet on 2023-07-31, with three pairs of shoes", async () => {
    const result = await checkupOn("2023-07-31");
    expect(result).toMatchObject({
      runs: 85,
      otherActivities: 23,
      week: { runs: 1, distanceM: figure(4126.9702148), movingS: 1190, restDays: 6 },
      previousWeek: { runs: 1, distanceM: figure(4208.5600586), movingS: 1548, restDays: 6 },
      progression: {
        distance: { changePct: figure(-1.9386641), answer: "clear" },
        duration: { changePct: figure(-23.126615), answer: "clear" },
        intensity: { changePct: null, answer: "not-enough-data" },
      },
      sessions: [
        { longestPrior30dM: figure(4736.2402344), ratio: figure(0.87136), band: "reference" },
      ],
      ceiling: {
        weekDistanceM: figure(7150.6188843),
        weekMovingS: figure(2096.6),
        longestRunM: figure(5209.8642578),
      },
    });
    expect(result.shoes.map(({ name, distanceM }) => [name, distanceM])).toEqual([
      ["Unnamed shoe 8142932", figure(173867.1994019)],
      ["Unnamed shoe 9134886", figure(132231.5272217)],
      ["Shoe 1", figure(26002.2504883)],
    ]);
    expect(result.findings.filter(({ answer }) => answer === "raised")).toEqual([]);
  });

  it("counts no run of 2021-09-12 when that evening is already the next day", async () => {
    const zone = "Pacific/Auckland";
    const asked = { ...NO_OPTIONS, zone, asOf: "2021-09-12" };
    const judged = judgeHistory(await historyIn(zone), asked, []);
    expect(judged).toMatchObject({ runs: 51, checkup: { week: { runs: 1 } } });
  });
});
