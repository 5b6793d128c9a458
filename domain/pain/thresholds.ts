import type { Threshold } from "../thresholds.ts";

const ISSUE = "a rule agreed for this product; no study sets this line";
const SILBERNAGEL =
  "Silbernagel 2007 (AJSM 35:897), 38 people with Achilles pain: a study of another tendon, borrowed for the hip; we read the bands in secondary sources only";

/** Every number behind the pain answers. Scores are 0 to 10. */
export const PAIN = {
  /** Traffic light. */
  greenAtMostScore: { value: 3, basis: "convention", source: SILBERNAGEL },
  amberAtMostScore: { value: 5, basis: "convention", source: SILBERNAGEL },
  settledAtMostScore: {
    value: 1,
    basis: "convention",
    source:
      "the tendon rule says 'settled by next morning' and gives no number: 0 or 1 counts as settled here",
  },

  /** R1. */
  stillSoreAfterDays: { value: 14, basis: "convention", source: ISSUE },
  stillSoreAtLeastScore: { value: 3, basis: "convention", source: ISSUE },
  comesBackTimes: {
    value: 3,
    basis: "convention",
    source:
      "our own rule: what hurt once or twice, with painless runs between, is no pain of two weeks; what hurts on each long run is",
  },
  restTestDays: { value: 7, basis: "convention", source: ISSUE },
  restTestDropScore: { value: 2, basis: "convention", source: ISSUE },

  /** R2. */
  risingRiseScore: { value: 2, basis: "convention", source: ISSUE },
  risingWithinDays: { value: 14, basis: "convention", source: ISSUE },

  /** What counts as "very painful" together with a fever or a hot hip: the red band. */
  veryPainfulAtLeastScore: {
    value: 6,
    basis: "convention",
    source: "the red band of the traffic light",
  },
  severeAtLeastScore: {
    value: 8,
    basis: "convention",
    source: "our own cautious line: pain this bad should be looked at, whatever the other answers",
  },

  /** A place counts as sore for this long before the newest check-in. */
  soreWithinDays: { value: 14, basis: "convention", source: "our own rule" },

  /** After this the answers still hold, but the runner is asked again. */
  outdatedAfterDays: { value: 14, basis: "convention", source: "our own rule" },

  trendDays: { value: 28, basis: "convention", source: "our own choice: four weeks of check-ins" },
  trendMovesAtLeastScore: {
    value: 1,
    basis: "convention",
    source: "our own choice: a change of less than a point over the whole trend is steady",
  },

  /** Check-ins further apart than this belong to different episodes. */
  episodeGapDays: {
    value: 14,
    basis: "convention",
    source: "our own rule, the length of the window in which a rise counts",
  },
  /** An unanswered question takes the runner's last answer if it is no older than this. */
  carryAnswerDays: {
    value: 14,
    basis: "convention",
    source: "our own rule: a danger sign isn't forgotten because it wasn't asked again",
  },
  /**
   * R11 holds for this long after the last check-in with its signs, unless a run without them is told of; and a pain that
   * comes back there is looked at for as long after them, or after the clearance that ended them.
   */
  boneStressHoldsDays: {
    value: 84,
    basis: "convention",
    source:
      "our own cautious rule: bone takes six weeks and more to heal (standard practice, not verified), and nobody may have looked at it",
  },
} as const satisfies Record<string, Threshold>;
