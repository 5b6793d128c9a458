import { describe, expect, it } from "vitest";
import { creditsOf, originalOf } from "../../../functions/shared/credits.ts";
import { makeRecord, makeShoeRecord } from "../../support/make-record.ts";

const STRAVA = "Powered by Strava";
const GARMIN = "Insights derived in part from Garmin device-sourced data.";

const ofStrava = (device?: string) =>
  makeRecord({ source: "strava", ...(device !== undefined && { device }) });

describe("what services ask to be said where their runs are shown", () => {
  it.each([
    ["nothing for what the runner's own archive holds", [makeRecord()], [], []],
    ["Strava's words for a run that its API told", [makeRecord(), ofStrava()], [], [STRAVA]],
    [
      "Strava's words for a pair alone",
      [],
      [makeShoeRecord({ source: "strava", sourceId: "g1" })],
      [STRAVA],
    ],
    [
      "Garmin's words for a run that its watch recorded",
      [ofStrava("Garmin Forerunner 265")],
      [],
      [STRAVA, GARMIN],
    ],
    [
      "Garmin's words whoever passed the run on",
      [makeRecord({ device: "garmin fenix 7" })],
      [],
      [GARMIN],
    ],
    [
      "nothing of Garmin for another watch",
      [ofStrava("COROS PACE 3 with Garmin strap")],
      [],
      [STRAVA],
    ],
    ["each once", [ofStrava("Garmin A"), ofStrava("Garmin B")], [], [STRAVA, GARMIN]],
  ])("are %s", (_, records, stored, expected) => {
    expect(creditsOf({ records, stored })).toEqual(expected);
  });

  it("include a link from each of Strava's runs to where it is shown there", () => {
    expect(originalOf({ source: "strava", sourceId: "16181809559" })).toEqual({
      href: "https://www.strava.com/activities/16181809559",
      text: "View on Strava",
    });
    expect(originalOf(makeRecord())).toBeNull();
  });
});
