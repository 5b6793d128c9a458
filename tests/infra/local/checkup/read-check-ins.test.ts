import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { triage } from "../../../../domain/pain/triage.ts";
import { checkInRecord } from "../../../../functions/messages/check-in.ts";
import { toCheckIns } from "../../../../functions/shared/runner/to-domain.ts";
import { dayNumberOf } from "../../../../functions/shared/time.ts";
import { readCheckIns } from "../../../../infra/local/checkup/read-check-ins.ts";
import { makeCheckIn, makeLoadContext } from "../../../support/make-check-in.ts";

const GUIDE = readFileSync(new URL("../../../../docs/check-in.md", import.meta.url), "utf8");

function read(json: unknown) {
  const result = readCheckIns(JSON.stringify(json));
  return result.answer === "check-ins" ? result.checkIns : result.problems;
}

describe("a check-in as JSON", () => {
  it("needs the places only; whatever is left out is null, never no", () => {
    const [record] = toCheckIns(checkInsOf({ places: ["outside"] }), 20_000);
    const answers = Object.entries(record ?? {}).filter(([, answer]) => answer !== null);
    expect(answers).toEqual(
      expect.arrayContaining([
        ["day", 20_000],
        ["places", ["outside"]],
        ["when", []],
      ]),
    );
    expect(answers).toHaveLength(3);
  });

  it("holds every field of the domain's check-in, and no other", () => {
    expect(Object.keys(checkInRecord.shape).sort()).toEqual(Object.keys(makeCheckIn()).sort());
  });

  it.each([
    [{}, "places: must be a list"],
    [{ places: "outside" }, "places: must be a list"],
    [{ places: ["hip"] }, "places.0: must be one of front-or-groin, outside"],
    [{ places: [], painDuring: 11 }, "painDuring: must be a number from 0 to 10"],
    [{ places: [], painAfter: -1 }, "painAfter: must be a number from 0 to 10"],
    [{ places: [], painNextMorning: "3" }, "painNextMorning: must be a number from 0 to 10"],
    [{ places: [], daysLasted: -1 }, "daysLasted: must be a number of days from 0"],
    [{ places: [], sleepHours: 25 }, "sleepHours: must be a number of hours from 0 to 24"],
    [{ places: [], fever: "yes" }, "fever: must be true, false, or null"],
    [{ places: [], side: "up" }, "side: must be one of left, right, both"],
    [{ places: [], when: ["always"] }, "when.0: must be one of only-running"],
    [{ places: [], day: "2026-02-30" }, "day: must be a day such as 2026-11-22"],
    [{ places: [], feever: true }, "check-in: not a field of a check-in: feever"],
    [{ places: [], selfScreen: { knees: true } }, "selfScreen: not a field of a check-in: knees"],
    [[{ places: [] }, { places: [], fever: 1 }], "[1].fever: must be true, false, or null"],
    [[], "the list is empty"],
    [[[]], "[0]: must be an object"],
    [7, "check-in: must be an object"],
    [null, "check-in: must be an object"],
  ])("%j is refused: %s", (json, problem) => {
    expect(read(json)).toEqual([expect.stringContaining(problem)]);
  });

  it("names every problem at once", () => {
    expect(read({ places: [], fever: 1, painAfter: 12 })).toHaveLength(2);
  });

  it("text that isn't JSON is refused, a byte order mark isn't", () => {
    expect(readCheckIns("places: outside").answer).toBe("unusable");
    expect(readCheckIns('\uFEFF{"places":[]}').answer).toBe("check-ins");
  });

  it("takes days from the file, the judged day where there is none, and leaves out later ones", () => {
    const records = checkInsOf([
      { places: [], day: "2024-10-03" },
      { places: [], day: "2024-10-05" },
      { places: [] },
    ]);
    expect(toCheckIns(records, 20_000).map((checkIn) => checkIn.day)).toEqual([19_999, 20_000]);
  });
});

describe("the guide to it", () => {
  it("names every field", () => {
    const missing = Object.keys(checkInRecord.shape).filter(
      (field) => !GUIDE.includes(`\`${field}\``),
    );
    expect(missing).toEqual([]);
  });

  it("shows an example that is read, with the answer it gets", () => {
    const [question, answer] = [...GUIDE.matchAll(/```json\n(.*?)```/gs)].map(
      (match) => match[1] ?? "",
    );
    const records = readCheckIns(question ?? "");
    expect(records.answer).toBe("check-ins");
    if (records.answer !== "check-ins") return;
    const today = dayNumberOf("2026-11-22");
    const judged = triage(toCheckIns(records.checkIns, today), makeLoadContext());
    const shown: unknown = JSON.parse(answer ?? "");
    expect({
      triage: {
        flags: judged?.flags.map(({ id, urgency, whom }) => ({ id, urgency, whom })),
        causes: judged?.causes.slice(0, 1),
        light: judged?.light,
      },
    }).toEqual(shown);
  });
});

function checkInsOf(json: unknown) {
  const result = readCheckIns(JSON.stringify(json));
  if (result.answer === "unusable") throw new Error(result.problems.join());
  return result.checkIns;
}
