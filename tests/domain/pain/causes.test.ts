import { describe, expect, it } from "vitest";
import type { CheckIn } from "../../../domain/pain/check-in.ts";
import { triage } from "../../../domain/pain/triage.ts";
import { CAUSE_TEXTS, NOT_A_DIAGNOSIS } from "../../../functions/wording/pain.en.ts";
import { makeCheckIn, makeLoadContext, makeSelfScreen } from "../../support/make-check-in.ts";

function causesFor(answers: Partial<CheckIn>) {
  return triage([makeCheckIn(answers)], makeLoadContext())?.causes ?? [];
}

describe("possible causes", () => {
  it("the outer hip leads to P3 first, and the IT band after it with what speaks against it", () => {
    const causes = causesFor({
      places: ["outside"],
      selfScreen: makeSelfScreen({ tightItBand: true }),
      when: ["only-running"],
    });
    expect(causes.map((cause) => cause.id)).toEqual(["P3", "P1"]);
    expect(causes[1]?.against).toContain("mostly-felt-at-the-outer-knee");
  });

  it("a possible bone stress injury leads wherever its flag is up", () => {
    expect(
      causesFor({
        places: ["front-or-groin"],
        growsDuringRun: true,
        kind: "sharp-and-sudden",
        when: ["stairs"],
      })[0]?.id,
    ).toBe("P5");
    expect(causesFor({ places: ["buttock"], growsDuringRun: true, limp: true })[0]?.id).toBe("P5");
  });

  it.each<[Partial<CheckIn>, string]>([
    [{ places: ["outer-knee"], when: ["only-running"] }, "P1"],
    [{ places: ["front-or-groin"], kind: "sharp-and-sudden", when: ["stairs"] }, "P2"],
    [{ places: ["buttock"], kind: "radiating", when: ["sitting"] }, "P4"],
    [{ places: ["inner-thigh"], kind: "sharp-and-sudden" }, "P6"],
    [{ places: ["front-or-groin"], when: ["sitting", "at-rest"] }, "P7"],
    [{ places: ["sit-bone"], when: ["sitting"] }, "P8"],
  ])("%j points to %s first", (answers, id) => {
    expect(causesFor(answers)[0]?.id).toBe(id);
  });

  it("none where no place was told", () => {
    expect(causesFor({ places: [] })).toEqual([]);
  });

  it("are worded as possible, never as 'you have', and P4 as deep gluteal pain", () => {
    for (const text of Object.values(CAUSE_TEXTS)) {
      expect(text).toMatch(/^Possible: /);
      expect(text).not.toMatch(/you have/i);
    }
    expect(CAUSE_TEXTS.P4).toContain("deep gluteal pain");
    expect(CAUSE_TEXTS.P1).toContain("mostly felt at the outside of the knee");
    expect(NOT_A_DIAGNOSIS).toContain("not a diagnosis");
  });
});

describe("contributing factors", () => {
  it.each([
    ["kneesInward", "X1"],
    ["pelvicDrop", "X1"],
    ["trunkSways", "X2"],
    ["tightHipFlexors", "X3"],
    ["tightHamstrings", "X3"],
    ["tightItBand", "X3"],
    ["shoesWornOnInnerEdge", "X4"],
  ] as const)("%s shows %s", (sign, id) => {
    const selfScreen = makeSelfScreen({ [sign]: true });
    const judged = triage([makeCheckIn({ selfScreen })], makeLoadContext());
    expect(judged?.contributing).toEqual([{ id, because: [sign] }]);
  });

  it("name the training where a load rule is raised, and not for shoes", () => {
    const judged = triage(
      [makeCheckIn()],
      makeLoadContext({ raised: ["shoe-wear", "session-spike"] }),
    );
    expect(judged?.contributing).toEqual([{ id: "L5", because: ["session-spike"] }]);
  });
});
