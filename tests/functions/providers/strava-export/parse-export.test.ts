import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { activityRecord, shoeRecord } from "../../../../functions/messages/activity.ts";
import { parseExport } from "../../../../functions/providers/strava-export/parse-export.ts";
import { type ExportRow, makeExport, makeExportRow } from "../../../support/make-export.ts";

const NOW_MS = Date.UTC(2026, 0, 1);
const UTC = { zone: "UTC", nowMs: NOW_MS };

function parsed(csv: string | Uint8Array, options = UTC) {
  const result = parseExport(csv, options);
  if (result.kind !== "export") throw new Error(JSON.stringify(result));
  return result;
}

function unreadable(csv: string): string {
  const result = parseExport(csv, UTC);
  return result.kind === "unreadable" ? result.reason : `readable: ${JSON.stringify(result)}`;
}

/** The record of an export with this one row. */
function recordOf(row: Partial<ExportRow>, options = UTC) {
  const { activities, rejected } = parsed(makeExport([row]), options);
  const [activity] = activities;
  if (activity === undefined) throw new Error(rejected[0]?.reason);
  return activity.record;
}

/** The reason that an export with only this row gives for not using it. */
function reasonFor(row: Partial<ExportRow>): string | undefined {
  const { activities, rejected } = parsed(makeExport([row]));
  expect(activities).toHaveLength(1 - rejected.length);
  return rejected[0]?.reason;
}

describe("one run", () => {
  it("is told in our own words", () => {
    const row = {
      averageHeartRate: "150.1",
      maxHeartRate: "171.0",
      effort: "6.0",
      cadence: "84.5",
    };
    expect(parsed(makeExport([row]))).toEqual({
      kind: "export",
      activities: [
        {
          row: 2,
          record: {
            source: "strava-export",
            sourceId: "1",
            name: "Evening run",
            sport: "run",
            startAt: "2021-09-12T17:06:00.000Z",
            day: "2021-09-12",
            startMinute: 1026,
            distanceM: 5000,
            movingS: 1500,
            elapsedS: 1560,
            averageHeartRateBpm: 150.1,
            maxHeartRateBpm: 171,
            sessionRpe: 6,
            cadenceSpm: 169,
            shoeSourceId: null,
          },
        },
      ],
      shoes: [],
      rejected: [],
    });
  });

  it("has unknown figures as null, and a pulse of 0 is unknown", () => {
    expect(recordOf({ averageHeartRate: "0.0", cadence: "0" })).toMatchObject({
      averageHeartRateBpm: null,
      maxHeartRateBpm: null,
      sessionRpe: null,
      cadenceSpm: null,
    });
  });

  it("lies on the runner's own day", () => {
    const late = { date: "Sep 11, 2021, 10:30:00 PM" };
    expect(recordOf(late, { ...UTC, zone: "Europe/Copenhagen" })).toMatchObject({
      day: "2021-09-12",
      startMinute: 30,
    });
    expect(recordOf(late)).toMatchObject({ day: "2021-09-11", startMinute: 1350 });
  });
});

describe("columns of one name", () => {
  it("takes the metres, not the kilometres", () => {
    expect(recordOf({ km: "9.99", metres: "5012.3" }).distanceM).toBe(5012.3);
  });

  it("falls back to the kilometres where the metres are empty", () => {
    expect(recordOf({ km: "5.25", metres: "" }).distanceM).toBe(5250);
  });

  it("tells a lone Distance by where it stands", () => {
    const rows = [{ km: "5.25", metres: "5251" }];
    expect(parsed(makeExport(rows, { without: ["metres"] })).activities[0]?.record.distanceM).toBe(
      5250,
    );
    expect(parsed(makeExport(rows, { without: ["km"] })).activities[0]?.record.distanceM).toBe(
      5251,
    );
    // Without a column that only the detailed block has, all that is there is the summary.
    const brief = "Activity ID,Activity Date,Activity Type,Elapsed Time,Distance";
    const row = '1,"Sep 12, 2021, 5:06:00 PM",Run,1560,5.25';
    expect(parsed(`${brief}\n${row}`).activities[0]?.record.distanceM).toBe(5250);
  });

  it("takes a distance in neither as none recorded", () => {
    expect(recordOf({ km: "", metres: "" }).distanceM).toBe(0);
  });

  it("finds a highest pulse in either of its two columns", () => {
    expect(recordOf({ maxHeartRateSummary: "161.0" }).maxHeartRateBpm).toBe(161);
    expect(recordOf({ maxHeartRate: "162.0" }).maxHeartRateBpm).toBe(162);
  });

  it("takes the elapsed time for the moving time where that is empty", () => {
    expect(recordOf({ moving: "" })).toMatchObject({ movingS: 1560, elapsedS: 1560 });
    expect(recordOf({ moving: "", elapsed: "", elapsedSummary: "1499" }).movingS).toBe(1499);
    expect(recordOf({ elapsed: "", elapsedSummary: "" })).toMatchObject({
      movingS: 1500,
      elapsedS: 1500,
    });
  });
});

describe("dates", () => {
  it("in the future are refused", () => {
    expect(recordOf({ date: "Jan 2, 2026, 12:00:00 AM" }).day).toBe("2026-01-02");
    expect(reasonFor({ date: "Jan 2, 2026, 12:00:01 AM" })).toBe(
      'Activity Date is "Jan 2, 2026, 12:00:01 AM", which is in the future: correct the date at Strava',
    );
  });

  it.each([
    ["Jan 27, 2021, 1:57:47 PM", "2021-01-27T13:57:47.000Z"],
    ["Jan 27, 2021, 1:57:47\u202fPM", "2021-01-27T13:57:47.000Z"],
    ["Feb 29, 2024, 12:00:00 AM", "2024-02-29T00:00:00.000Z"],
    ["Dec 31, 1991, 12:59:59 PM", "1991-12-31T12:59:59.000Z"],
    ["24 Dec 2020, 08:13:59", "2020-12-24T08:13:59.000Z"],
    ["1 Jan 2021, 00:00:00", "2021-01-01T00:00:00.000Z"],
    ["12 Sept 2021, 23:59:59", "2021-09-12T23:59:59.000Z"],
  ])("reads %s", (date, startAt) => {
    expect(recordOf({ date }).startAt).toBe(startAt);
  });

  it.each([
    "",
    "Feb 30, 2021, 1:00:00 PM",
    "Feb 29, 2023, 1:00:00 PM",
    "Jan 0, 2021, 1:00:00 PM",
    "Jan 27, 2021, 13:57:47 PM",
    "Jan 27, 2021, 0:57:47 AM",
    "Jan 27, 2021, 1:60:00 PM",
    "Jan 27, 2021, 1:57:47",
    "27. jan. 2021 13.57.47",
    "27 mai 2021 13:57:47",
    "29 Feb 2023, 13:57:47",
    "27 Jan 2021, 24:00:00",
    "27 Jan 2021, 1:57:47 PM",
    "2021-01-27T13:57:47Z",
    "Jan 27, 0021, 1:57:47 PM",
  ])("refuses '%s'", (date) => {
    expect(reasonFor({ date })).toContain(
      `Activity Date is "${date}", which isn't a date as Strava writes it: use the form Jan 27, 2021, 1:57:47 PM`,
    );
  });
});

describe("figures", () => {
  it.each<[keyof ExportRow, string, string]>([
    ["metres", "Distance", "1e8"],
    ["km", "Distance", "1e5"],
    ["moving", "Moving Time", "1e30"],
    ["elapsed", "Elapsed Time", "1e300"],
    ["averageHeartRate", "Average Heart Rate", "1e20"],
    ["maxHeartRate", "Max Heart Rate", "1001"],
    ["cadence", "Average Cadence", "1e20"],
  ])("refuses a %s that no activity has, by the column's name", (cell, column, written) => {
    expect(reasonFor({ ...(cell === "km" && { metres: "" }), [cell]: written })).toBe(
      `${column} is "${written}", which no activity has: write the real value, or leave it empty`,
    );
  });

  it.each<[keyof ExportRow, string]>([
    ["metres", "Distance"],
    ["moving", "Moving Time"],
    ["elapsed", "Elapsed Time"],
    ["averageHeartRate", "Average Heart Rate"],
    ["maxHeartRate", "Max Heart Rate"],
    ["cadence", "Average Cadence"],
    ["effort", "Perceived Exertion"],
  ])("refuses a %s that is below 0 or no number, by the column's name", (cell, column) => {
    expect(reasonFor({ [cell]: "-0.5" })).toBe(
      `${column} is "-0.5", which is below 0: write 0 or more`,
    );
    for (const written of ["fast", "5,2", "1e999", "NaN", "Infinity", "0x10", "1 000", "--1"]) {
      expect(reasonFor({ [cell]: written })).toBe(
        `${column} is "${written}", which isn't a number: write digits and a point, such as 1234.5`,
      );
    }
  });

  it("refuses kilometres too many to be metres", () => {
    expect(reasonFor({ km: "1e308", metres: "" })).toContain("Distance is");
  });

  it("says everything that is wrong with a row at once", () => {
    expect(reasonFor({ metres: "-1", moving: "x", type: "" })?.split("; ")).toHaveLength(3);
  });

  it("says of a time that is no number only that, not that it is empty too", () => {
    expect(reasonFor({ moving: "x", elapsed: "", elapsedSummary: "" })).toBe(
      'Moving Time is "x", which isn\'t a number: write digits and a point, such as 1234.5',
    );
  });

  it("refuses an effort above 10", () => {
    expect(reasonFor({ effort: "11" })).toBe(
      'Perceived Exertion is "11", which is above 10: write 0 to 10, or leave it empty',
    );
    expect(recordOf({ effort: "10.0" }).sessionRpe).toBe(10);
  });

  it("refuses a row without any time", () => {
    expect(reasonFor({ moving: "", elapsed: "", elapsedSummary: "" })).toBe(
      "Moving Time and Elapsed Time are empty: write one of them, in seconds",
    );
  });

  it("keeps what is only unlikely", () => {
    const walk = { type: "Walk", metres: "936.2", moving: "3.0", elapsed: "2.0" };
    expect(recordOf(walk)).toMatchObject({ distanceM: 936.2, movingS: 3, elapsedS: 2 });
  });

  it("reads figures as Ruby writes them", () => {
    expect(recordOf({ metres: "1.5e3", moving: "-0.0" })).toMatchObject({
      distanceM: 1500,
      movingS: 0,
    });
  });

  it("takes what is too small for the table as none", () => {
    const tiny = {
      metres: "1e-200",
      moving: "1e-320",
      averageHeartRate: "1e-131",
      effort: "2e-200",
    };
    expect(recordOf({ ...tiny, elapsed: "1e-131" })).toMatchObject({
      distanceM: 0,
      movingS: 0,
      elapsedS: 0,
      averageHeartRateBpm: null,
      sessionRpe: 0,
    });
  });

  it.each([
    ["one leg", "Run", "84.5", 169],
    ["one leg, on a trail", "Trail Run", "104.5", 209],
    ["both legs already", "Run", "120", 120],
    ["nobody who runs", "Run", "40", null],
    ["pedals on a ride", "Ride", "84.5", null],
  ])("reads the cadence of %s", (_, type, cadence, spm) => {
    expect(recordOf({ type, cadence }).cadenceSpm).toBe(spm);
  });
});

describe("sports", () => {
  it.each([
    ["Run", "run"],
    ["Trail Run", "trail-run"],
    ["TrailRun", "trail-run"],
    ["Virtual Run", "virtual-run"],
    ["Walk", "walk"],
    ["Hike", "hike"],
    ["Ride", "ride"],
    ["E-Bike Ride", "ride"],
    ["Swim", "swim"],
    ["Elliptical", "elliptical"],
    ["Weight Training", "strength"],
    ["Yoga", "mobility"],
    ["Workout", "other"],
    ["Kite Surf", "other"],
    ["constructor", "other"],
  ])("%s is %s", (type, sport) => {
    expect(recordOf({ type }).sport).toBe(sport);
  });

  it("refuses a row that does not say", () => {
    expect(reasonFor({ type: " " })).toBe("Activity Type is empty: write what it was, such as Run");
  });
});

describe("names", () => {
  it("are text on one line, whatever they hold", () => {
    expect(recordOf({ name: '  <b>Lunch</b>\r\n"run"\u0007\u2028\u202eend ' }).name).toBe(
      '<b>Lunch</b> "run" end',
    );
  });

  it("are cut at 300 without halving a character", () => {
    expect(recordOf({ name: `${"a".repeat(299)}🏃🏃` }).name).toBe("a".repeat(299));
  });
});

describe("shoes", () => {
  const shoes = (rows: Partial<ExportRow>[]) => {
    const result = parsed(makeExport(rows));
    return {
      shoes: result.shoes.map(({ sourceId, name }) => [sourceId, name]),
      worn: result.activities.map(({ record }) => record.shoeSourceId),
    };
  };

  it("go by the number in Gear, and by the name that any row gives it", () => {
    const [unnamed, named] = [{ gear: "8142932.0" }, { gear: "8142932.0", gearName: "Blue pair" }];
    expect(shoes([unnamed, named, unnamed])).toEqual({
      shoes: [["8142932", "Blue pair"]],
      worn: ["8142932", "8142932", "8142932"],
    });
  });

  it("are unnamed where no row names them", () => {
    expect(shoes([{ gear: "8142932" }]).shoes).toEqual([["8142932", "Unnamed shoe 8142932"]]);
  });

  it("go by their name where no row gives a number", () => {
    expect(shoes([{ gearName: "Old pair" }])).toEqual({
      shoes: [["Old pair", "Old pair"]],
      worn: ["Old pair"],
    });
  });

  it("are one pair where some rows give only the name of a numbered pair", () => {
    expect(shoes([{ gearName: "Blue pair" }, { gear: "7.0", gearName: "Blue pair" }])).toEqual({
      shoes: [["7", "Blue pair"]],
      worn: ["7", "7"],
    });
  });

  it("with a name too long for an id have its beginning, without half a character", () => {
    const gearName = `${"a".repeat(127)}🏃🏃`;
    expect(shoes([{ gearName }])).toEqual({
      shoes: [["a".repeat(127), gearName]],
      worn: ["a".repeat(127)],
    });
  });

  it("are not guessed between two pairs of one name", () => {
    const rows = [
      { gear: "7.0", gearName: "Blue" },
      { gear: "8.0", gearName: "Blue" },
      { gearName: "Blue" },
    ];
    expect(shoes(rows).worn).toEqual(["7", "8", "Blue"]);
  });

  it("are worn on walks and hikes, and a bike is none", () => {
    const rows = [
      { type: "Walk", gear: "1.0" },
      { type: "Hike", gear: "2.0" },
      { type: "Ride", gear: "3.0", gearName: "Gravel bike" },
    ];
    expect(shoes(rows)).toEqual({
      shoes: [
        ["1", "Unnamed shoe 1"],
        ["2", "Unnamed shoe 2"],
      ],
      worn: ["1", "2", null],
    });
  });

  it("are none where the gear is empty or 0", () => {
    expect(shoes([{ gear: "0.0" }, { gear: "" }])).toEqual({ shoes: [], worn: [null, null] });
  });
});

describe("rows that cannot be used", () => {
  it("are told by their number, the header being 1, and the rest goes in", () => {
    const result = parsed(makeExport([{}, { date: "soon" }, {}, { metres: "-3" }]));
    expect(result.activities.map(({ row }) => row)).toEqual([2, 4]);
    expect(result.rejected.map(({ row }) => row)).toEqual([3, 5]);
  });

  it("counts records, not lines, where a cell holds line breaks", () => {
    const result = parsed(makeExport([{ name: "one\ntwo\nthree" }, { date: "soon" }]));
    expect(result.rejected.map(({ row }) => row)).toEqual([3]);
  });

  it("takes an Activity ID once", () => {
    const result = parsed(makeExport([{ id: "7" }, { id: "8" }, { id: "7", metres: "9" }]));
    expect(result.activities.map(({ row }) => row)).toEqual([2, 3]);
    expect(result.rejected).toEqual([
      { row: 4, reason: "Activity ID 7 is already used by row 2: it is taken once, from there" },
    ]);
  });

  it("gives the id of a rejected row to the next that has it", () => {
    const result = parsed(makeExport([{ id: "7", moving: "x" }, { id: "7" }]));
    expect(result.activities.map(({ row }) => row)).toEqual([3]);
    expect(result.rejected.map(({ row }) => row)).toEqual([2]);
  });

  it("refuses a row without an id or with one of no sensible length", () => {
    expect(reasonFor({ id: "" })).toBe("Activity ID is empty: give the row an id of its own");
    expect(reasonFor({ id: "9".repeat(129) })).toContain("Activity ID is over 128 characters");
  });

  it("refuses a row with too few or too many fields, such as a download that broke off", () => {
    const result = parsed(`${makeExport([{}, {}]).trimEnd().slice(0, -8)}`);
    expect(result.activities.map(({ row }) => row)).toEqual([2]);
    expect(result.rejected[0]?.reason).toContain("fields where the header has 22");
  });

  it("keeps the rows before a quotation mark that never closes, and says so", () => {
    const result = parsed(`${makeExport([{}, {}])}3,"Sep 12, 2021\n4,5,6\n`);
    expect(result.activities.map(({ row }) => row)).toEqual([2, 3]);
    expect(result.rejected).toEqual([{ row: 4, reason: expect.stringContaining("never closes") }]);
  });
});

describe("files", () => {
  it.each([
    ["a byte-order mark", `\uFEFF${makeExport([{}])}`],
    ["Windows line ends", makeExport([{}], { newline: "\r\n" })],
    ["no line end at the end", makeExport([{}]).trimEnd()],
    ["empty lines at the end", `${makeExport([{}])}\n\n`],
  ])("reads one with %s", (_, csv) => {
    for (const text of [csv, new TextEncoder().encode(csv)]) {
      expect(parsed(text).activities.map(({ record }) => record.sourceId)).toEqual(["1"]);
      expect(parsed(text).rejected).toEqual([]);
    }
  });

  it.each([";", "\t"])("is the same separated by %j, as a spreadsheet saves it", (separator) => {
    const rows = [{ name: "Hills, and rain; wind\tand sun" }, { metres: "3000.5" }];
    expect(parsed(makeExport(rows, { separator }))).toEqual(parsed(makeExport(rows)));
  });

  it.each([
    ["little", (text: string) => Buffer.from(`\ufeff${text}`, "utf16le")],
    ["big", (text: string) => Buffer.from(`\ufeff${text}`, "utf16le").swap16()],
    ["unmarked little", (text: string) => Buffer.from(text, "utf16le")],
    ["unmarked big", (text: string) => Buffer.from(text, "utf16le").swap16()],
  ])("is the same in UTF-16, %s end first", (_, encode) => {
    const csv = makeExport([{ name: "Aarhus å" }]);
    expect(parsed(encode(csv))).toEqual(parsed(csv));
  });

  it("is the same as a spreadsheet saves it on Windows, and where a download breaks off in a letter", () => {
    const csv = makeExport([{ name: "Aarhus å – “let”" }]);
    const bytes = Buffer.from(
      csv.replace(/[–“”]/g, (sign) => ({ "–": "\x96", "“": "\x93" })[sign] ?? "\x94"),
      "latin1",
    );
    expect(parsed(bytes)).toEqual(parsed(csv));
    const brokenOff = Buffer.concat([Buffer.from(csv), Buffer.from("å").subarray(0, 1)]);
    expect(parsed(brokenOff).activities).toEqual(parsed(csv).activities);
  });

  it("in UTF-8 with a letter that is damaged loses no other", () => {
    const rows = [{ gearName: "Mørk blå" }, { id: "2", name: "Aarhus # å" }];
    const bytes = Buffer.from(makeExport(rows));
    bytes[bytes.indexOf("#")] = 0xe5;
    expect(parsed(bytes)).toEqual(parsed(makeExport(rows).replace("#", "\ufffd")));
  });

  it("reads one without the columns that may be missing", () => {
    const without = [
      "name",
      "cadence",
      "effort",
      "gear",
      "gearName",
      "averageHeartRate",
      "moving",
    ] as const;
    const result = parsed(makeExport([{}], { without }));
    expect(result.activities[0]?.record).toMatchObject({
      name: "",
      movingS: 1560,
      shoeSourceId: null,
    });
  });

  it("holds nothing where only the header is there", () => {
    expect(parsed(makeExport([]))).toEqual({
      kind: "export",
      activities: [],
      shoes: [],
      rejected: [],
    });
  });

  it.each([
    ["date", "Activity Date"],
    ["id", "Activity ID"],
    ["type", "Activity Type"],
  ] as const)("names the column where %s is missing", (cell, column) => {
    expect(unreadable(makeExport([{}], { without: [cell] }))).toMatch(
      new RegExp(`^The header has no column ${column}\\. Use activities\\.csv exactly as`),
    );
  });

  it("names every required column that is missing", () => {
    const without = ["km", "metres", "moving", "elapsed", "elapsedSummary"] as const;
    expect(unreadable(makeExport([{}], { without }))).toContain(
      "no column Distance, Moving Time (or Elapsed Time)",
    );
  });

  it.each([
    ["rows", `${makeExport([])}${",\n".repeat(50_001)}`],
    ["cells", `${makeExport([])}${",".repeat(10_000_001)}`],
  ])("refuses more %s than one runner's export has, before they fill the memory", (_, csv) => {
    expect(unreadable(csv)).toContain("more than the 50,000 rows");
  });

  it.each([
    ["a header in another language", "Aktivitets-id,Aktivitetsdato,Aktivitetsnavn\n1,2,3\n"],
    ["Garmin's list of activities", "Activity Type,Date,Favorite,Title,Distance\nRunning,,,,\n"],
    ["what is no CSV", "\u0000\u0001PK{}"],
  ])("knows %s for another kind of file", (_, csv) => {
    expect(parseExport(csv, UTC)).toEqual({ kind: "other" });
  });

  it.each([
    ["empty", "", "is empty"],
    ["blank", "\n\n", "is empty"],
    ["a quotation mark that never closes", '"Activity ID', "never closes"],
  ])("says so of a file that is %s", (_, csv, says) => {
    expect(unreadable(csv)).toContain(says);
  });
});

describe("any file at all", () => {
  const KINDS = ["export", "other", "unreadable"];

  it("is read or refused, and never breaks", () => {
    const junk = fc.string({
      unit: fc.constantFrom("a", "1", ",", '"', "\n", "\r", "é", "\ud800", "\uFEFF", "<", " "),
    });
    fc.assert(
      fc.property(junk, (text) => {
        expect(KINDS).toContain(parseExport(text, UTC).kind);
        expect(KINDS).toContain(parseExport(makeExport([{}]) + text, UTC).kind);
      }),
      { numRuns: 300 },
    );
  });

  it("is read or refused as bytes too", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(KINDS).toContain(parseExport(bytes, UTC).kind);
      }),
    );
  });

  it("gives each row once, under its number, and only records that the queue takes", () => {
    const cell = fc.oneof(
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.double().map(String),
      fc.constantFrom("", "Run", "Ride", "7.0", "Sep 12, 2021, 5:06:00 PM"),
    );
    const keys = Object.keys(makeExportRow());
    const row = fc.dictionary(fc.constantFrom(...keys), cell, {
      maxKeys: 3,
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 8 }),
        fc.constantFrom("UTC", "Pacific/Apia"),
        (rows, zone) => {
          const result = parsed(makeExport(rows), { ...UTC, zone });
          const numbers = [...result.activities, ...result.rejected].map(({ row }) => row);
          expect(numbers.sort((a, b) => a - b)).toEqual(rows.map((_, index) => index + 2));
          for (const { record } of result.activities) activityRecord.parse(record);
          for (const shoe of result.shoes) shoeRecord.parse(shoe);
          const ids = new Set(result.shoes.map(({ sourceId }) => sourceId));
          for (const { record } of result.activities) {
            expect(record.shoeSourceId === null || ids.has(record.shoeSourceId)).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
