import { describe, expect, it } from "vitest";
import type { CauseId } from "../../../domain/pain/causes.ts";
import type { CheckIn } from "../../../domain/pain/check-in.ts";
import type { FlagId, Urgency } from "../../../domain/pain/flags.ts";
import { triage } from "../../../domain/pain/triage.ts";
import { makeCheckIn, makeLoadContext } from "../../support/make-check-in.ts";

interface Vignette {
  readonly who: string;
  /** The public description from which the answers were written, in our own words. */
  readonly from: string;
  readonly answers: Partial<CheckIn>;
  readonly urgency: Urgency | "none";
  readonly flags: readonly FlagId[];
  readonly firstCause: CauseId;
}

const VIGNETTES: readonly Vignette[] = [
  {
    who: "recreational runner, groin pain that lasts and grows in training, little pain at rest",
    from: "case report of four women with femoral neck stress fractures, PMC6357658",
    answers: {
      places: ["front-or-groin"],
      painDuring: 3,
      growsDuringRun: true,
      easesWithRest: true,
      when: ["only-running"],
      daysLasted: 21,
    },
    urgency: "stop-and-see-doctor",
    flags: ["R11", "R1"],
    firstCause: "P5",
  },
  {
    who: "marathon trainee, three weeks of groin pain, woken at night, sparing the leg",
    from: "public teaching case of a 40-year-old runner with a femoral neck stress fracture (coconote, Jul 2025); also Medscape 86808 on the gait",
    answers: {
      places: ["front-or-groin"],
      painDuring: 5,
      growsDuringRun: true,
      nightPain: true,
      limp: true,
      troubleSleeping: true,
      daysLasted: 21,
    },
    urgency: "stop-and-see-doctor",
    flags: ["R11", "R1", "R4", "R14", "R15"],
    firstCause: "P5",
  },
  {
    who: "amateur runner, buttock pain late in a half-marathon, slight limp, pain walking",
    from: "case report of a sacral stress fracture, Apunts 59(223), 2024",
    answers: {
      places: ["buttock"],
      painDuring: 5,
      growsDuringRun: true,
      limp: true,
      troubleWalking: true,
      daysLasted: 3,
    },
    urgency: "stop-and-see-doctor",
    flags: ["R11", "R4", "R14"],
    firstCause: "P5",
  },
  {
    who: "sprinter, a pop high in the back of the thigh, pain at once, can't use the leg",
    from: "Colosimo et al., hamstring avulsion injuries, abstract",
    answers: {
      places: ["sit-bone"],
      kind: "sharp-and-sudden",
      pop: true,
      lossOfFunction: true,
      limp: true,
      painDuring: 8,
      daysLasted: 0,
    },
    urgency: "emergency",
    flags: ["R3", "R17", "R14"],
    firstCause: "P8",
  },
  {
    who: "feverish, groin pain up to unbearable, leg not used",
    from: "University of Michigan family medicine module on the septic hip",
    answers: {
      places: ["front-or-groin"],
      painDuring: null,
      painAfter: null,
      painNextMorning: 9,
      fever: true,
      cannotBearWeight: true,
      when: ["at-rest"],
      daysLasted: 2,
    },
    urgency: "emergency",
    flags: ["R7", "R8", "R11", "R12", "R17"],
    firstCause: "P5",
  },
  {
    who: "buttock and leg pain on both sides, odd feeling when wiping, trouble passing water",
    from: "Torbay and South Devon NHS, cauda equina patient page",
    answers: {
      places: ["buttock"],
      side: "both",
      kind: "radiating",
      saddleNumbness: true,
      bladderOrBowelTrouble: true,
      numbness: true,
      daysLasted: 2,
    },
    urgency: "emergency",
    flags: ["R9", "R16", "R5"],
    firstCause: "P4",
  },
  {
    who: "woman over 40, side of the hip, worse on stairs, walking and lying on it at night",
    from: "PanAm Clinic and Sydney Women's Physiotherapy patient pages on gluteal tendinopathy",
    answers: {
      places: ["outside"],
      painDuring: 3,
      painNextMorning: 2,
      when: ["stairs", "lying-on-it", "standing-on-one-leg"],
      nightPain: true,
      troubleSleeping: true,
      daysLasted: 10,
    },
    urgency: "book-visit",
    flags: ["R4"],
    firstCause: "P3",
  },
  {
    who: "runner, outside of the knee, always after the same distance, gone soon after stopping",
    from: "Thornhill and consultajoelho patient pages on IT-band syndrome",
    answers: {
      places: ["outer-knee"],
      painDuring: 4,
      painAfter: 1,
      when: ["only-running"],
      growsDuringRun: true,
      easesWithRest: true,
      daysLasted: 5,
    },
    urgency: "none",
    flags: [],
    firstCause: "P1",
  },
  {
    who: "distance runner after new hill work, sit-bone ache that came slowly, worse sitting",
    from: "Flawless Physio and Cove Orthopaedics pages on proximal hamstring tendinopathy",
    answers: {
      places: ["sit-bone"],
      painDuring: 3,
      painAfter: 3,
      when: ["sitting", "after-running"],
      daysLasted: 8,
    },
    urgency: "none",
    flags: [],
    firstCause: "P8",
  },
  {
    who: "deep in the buttock, numb down the back of the thigh, sitting brings it on",
    from: "N&S physiotherapy page on deep gluteal syndrome",
    answers: {
      places: ["buttock"],
      kind: "radiating",
      numbness: true,
      when: ["sitting"],
      painDuring: 3,
      daysLasted: 6,
    },
    urgency: "book-visit",
    flags: ["R5"],
    firstCause: "P4",
  },
  {
    who: "groin, worse on long sitting and standing, six weeks, not tied to running",
    from: "Mayo Clinic's description of hip labral tears, as reprinted on amitsharmamd.com",
    answers: {
      places: ["front-or-groin"],
      painDuring: 3,
      painAfter: 3,
      when: ["sitting", "at-rest"],
      daysLasted: 42,
    },
    urgency: "book-visit",
    flags: ["R1"],
    firstCause: "P7",
  },
  {
    who: "sudden sharp inner-thigh pain in a sprint",
    from: "runnersmd.com and Lancaster Orthopedic Group on groin strain",
    answers: { places: ["inner-thigh"], kind: "sharp-and-sudden", painDuring: 5, daysLasted: 1 },
    urgency: "book-visit",
    flags: ["R3"],
    firstCause: "P6",
  },
];

describe("vignettes from public clinical descriptions", () => {
  for (const { who, from, answers, urgency, flags, firstCause } of VIGNETTES) {
    it(`${who} (${from}): ${urgency}`, () => {
      const judged = triage([makeCheckIn(answers)], makeLoadContext());
      expect(judged?.flags.map((flag) => flag.id)).toEqual(flags);
      expect(judged?.flags[0]?.urgency ?? "none").toBe(urgency);
      expect(judged?.causes[0]?.id).toBe(firstCause);
    });
  }
});
