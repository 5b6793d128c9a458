import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkupCommand } from "../../../../infra/local/checkup/command.ts";
import { makeExport } from "../../../support/make-export.ts";
import { makeZip } from "../../../support/make-zip.ts";

const paint = {
  heading: (text: string) => `<b>${text}</b>`,
  raised: (text: string) => `<!>${text}</!>`,
};
const plain = { heading: (text: string) => text, raised: (text: string) => text };
const WEEK_RULES = ["session-spike", "distance-progression", "duration-progression"];

let folder: string;
let path: string;

/**
 * Three weeks of one runner: 5 km in each of two weeks, then 8 km and a walk; and a run in the week after.
 */
const ROWS = [
  { date: "Sep 12, 2021, 11:30:00 PM", metres: "8000.5", moving: "2400.25", gear: "7.0" },
  { date: "Aug 26, 2021, 6:00:00 AM", gear: "7.0", gearName: "Blue pair" },
  { date: "Sep 2, 2021, 6:00:00 AM", gear: "7.0" },
  { date: "Sep 8, 2021, 6:00:00 AM", type: "Walk", metres: "3000" },
  { date: "soon" },
  { date: "Sep 15, 2021, 6:00:00 AM", metres: "12000", gear: "9.0" },
];
const CSV = makeExport(ROWS);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stridewell-checkup-"));
  path = join(folder, "activities.csv");
  await writeFile(path, CSV);
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const checkup = (args: readonly string[], look = plain) =>
  checkupCommand(args, { from: folder, paint: look });

async function json(...args: string[]) {
  const { exitCode, stdout, stderr } = await checkup([path, "--json", ...args]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return JSON.parse(stdout);
}

/** The one line on stderr of a command that fails as it should: with exit code 2 and an empty stdout. */
async function complaint(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await checkup(args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toMatch(/^[^\n]+\n$/);
  return stderr;
}

describe("checkup --json", () => {
  it("judges the week that ends on the day asked for", async () => {
    const result = await json("--as-of", "2021-09-12");
    expect(Object.keys(result)).toEqual([
      "asOf",
      "runs",
      "otherActivities",
      "rejected",
      "week",
      "previousWeek",
      "progression",
      "sessions",
      "ceiling",
      "afterBreak",
      "shoes",
      "load",
      "cadence",
      "calendar",
      "findings",
      "tips",
      "note",
      "triage",
    ]);
    expect(result).toMatchObject({
      asOf: "2021-09-12",
      runs: 3,
      otherActivities: 1,
      rejected: [{ row: 6, reason: expect.stringContaining('Activity Date is "soon"') }],
      progression: {
        distance: { changePct: expect.closeTo(60.01, 9) },
        duration: { changePct: expect.closeTo(60.016666, 5) },
        intensity: { changePct: null, answer: "not-enough-data" },
      },
    });
    expect(result.week).toEqual({
      from: "2021-09-06",
      to: "2021-09-12",
      runs: 1,
      distanceM: 8000.5,
      movingS: 2400.25,
      restDays: 6,
    });
    expect(result.previousWeek).toEqual({
      from: "2021-08-30",
      to: "2021-09-05",
      runs: 1,
      distanceM: 5000,
      movingS: 1500,
      restDays: 6,
    });
    expect(result.sessions).toEqual([
      {
        day: "2021-09-12",
        distanceM: 8000.5,
        longestPrior30dM: 5000,
        ratio: expect.closeTo(1.6001, 9),
        band: "moderate",
      },
    ]);
    expect(result.ceiling).toEqual({
      weekDistanceM: expect.closeTo(8800.55, 9),
      weekMovingS: expect.closeTo(2640.275, 9),
      longestRunM: expect.closeTo(8800.55, 9),
    });
  });

  it("gives the day a pair is due as a date", async () => {
    const often = ["Aug 30", "Sep 5", "Sep 12"].map((day) => ({
      ...{ date: `${day}, 2021, 6:00:00 AM`, metres: "20000", moving: "7200" },
      ...{ gear: "7.0", gearName: "Blue pair" },
    }));
    await writeFile(join(folder, "often.csv"), makeExport(often));
    const { stdout } = await checkup([join(folder, "often.csv"), "--json"]);
    expect(JSON.parse(stdout).shoes).toMatchObject([{ replaceOn: "2022-03-05" }]);
  });

  it("lists each shoe by its name, and none first worn after the day", async () => {
    expect((await json("--as-of", "2021-09-12")).shoes).toEqual([
      { name: "Blue pair", distanceM: 18000.5, status: "ok", replaceOn: null },
    ]);
    const { shoes } = await json();
    expect(shoes.map(({ name }: { name: string }) => name).sort()).toEqual([
      "Blue pair",
      "Unnamed shoe 9",
    ]);
  });

  it("answers every rule once, in the four words it has", async () => {
    const { findings } = await json("--as-of", "2021-09-12");
    const rules = findings.map(({ rule }: { rule: string }) => rule);
    expect(new Set(rules).size).toBe(rules.length);
    expect(rules).toEqual(
      expect.arrayContaining([
        ...WEEK_RULES,
        "intensity-progression",
        "rest-days",
        "cadence",
        "shoe-wear",
      ]),
    );
    for (const finding of findings) {
      expect(Object.keys(finding)).toEqual(["rule", "answer", "severity", "basis"]);
      expect(["raised", "clear", "not-enough-data"]).toContain(finding.answer);
      expect(["info", "notice", "warning", "urgent"]).toContain(finding.severity);
      expect(["evidence", "convention", "advice"]).toContain(finding.basis);
    }
  });

  it("takes the day of the last activity where none is asked for", async () => {
    expect(await json()).toMatchObject({ asOf: "2021-09-15", runs: 4, otherActivities: 1 });
  });

  it("counts days in the runner's zone", async () => {
    const result = await json("--zone", "Europe/Copenhagen", "--as-of", "2021-09-12");
    expect(result).toMatchObject({ runs: 2, week: { runs: 0, distanceM: 0, restDays: 7 } });
  });

  it("has nulls for a day before everything", async () => {
    expect(await json("--as-of", "2020-01-01")).toMatchObject({
      runs: 0,
      otherActivities: 0,
      week: { runs: 0, distanceM: 0, movingS: 0, restDays: 7 },
      progression: { distance: { changePct: null, answer: "not-enough-data" } },
      sessions: [],
      ceiling: { weekDistanceM: null, weekMovingS: null, longestRunM: null },
      shoes: [],
    });
  });

  it("says the same of the zip, the folder and the file", async () => {
    const zip = join(folder, "export.zip");
    await writeFile(zip, makeZip([{ name: "activities.csv", data: CSV }]));
    const [first, ...others] = await Promise.all(
      [path, folder, zip, "activities.csv"].map(
        async (it) => (await checkup([it, "--json"])).stdout,
      ),
    );
    expect(first).not.toBe("");
    for (const other of others) expect(other).toBe(first);
  });
});

describe("the report for a terminal", () => {
  it("shows the week beside the last, the figures, ceilings, shoes and what to do first", async () => {
    const { exitCode, stdout, stderr } = await checkup([path, "--as-of", "2021-09-12"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(/6 to 12 September 2021/);
    expect(stdout).toMatch(/Distance +8\.0 km +5\.0 km\n/);
    expect(stdout).toMatch(/Runs +1 +1\n/);
    expect(stdout).toMatch(
      /What to do first\n +Keep the next two or three runs short and easy\.\n/,
    );
    expect(stdout).toMatch(/8\.00 km on Sunday, 1\.60 ×/);
    expect(stdout).toMatch(/Longest run: 8\.8 km/);
    expect(stdout).toMatch(/Blue pair: 18 km of 805 km/);
    expect(stdout).toMatch(/row 6: Activity Date is "soon"/);
  });

  it("says beside the limits that a long run's caution, in the first weeks, isn't for who ran as far before", async () => {
    const printed = async (file: string) =>
      (await checkup([file, "--as-of", "2021-09-12"])).stdout.replaceAll(/\s+/g, " ");
    const said = "well under them. We know your runs since 26 August 2021 only";
    expect(await printed(path)).toContain(said);
    const older = join(folder, "older.csv");
    await writeFile(older, makeExport([...ROWS, { date: "Jul 26, 2021, 6:00:00 AM" }]));
    expect(await printed(older)).toContain("well under them. All runs together");
  });

  it("tells whose treadmill knows no distance of their time alone", async () => {
    const treadmill = join(folder, "treadmill.csv");
    const dates = ["Aug 22", "Aug 29", "Sep 5", "Sep 12"];
    await writeFile(
      treadmill,
      makeExport(dates.map((day) => ({ date: `${day}, 2021, 6:00:00 AM`, metres: "0" }))),
    );
    const { stdout } = await checkup([treadmill, "--as-of", "2021-09-12"]);
    expect(stdout).toMatch(/All runs together: \d+ min\n/);
    expect(stdout).not.toMatch(/^ +Distance|Longest run: needs/m);
    expect(stdout).toMatch(/Last full week, .* \d+ min after \d+ min/);
    expect(stdout).not.toMatch(/0\.0 km|—$/m);
    expect(stdout.match(/█ \d+ min$/gm)).toHaveLength(dates.length);
  });

  it("keeps apart what looks fine and what was not judged", async () => {
    const { stdout } = await checkup([path, "--as-of", "2021-09-12"]);
    expect(stdout).toMatch(/Looks fine\n +Rest days: /);
    expect(stdout).toMatch(/Not judged\n +Weekly distance: The week is still a short one/);
  });

  it("of a file without a run says that there is nothing to judge yet", async () => {
    const walks = join(folder, "walks.csv");
    await writeFile(walks, makeExport([{ date: "Sep 8, 2021, 6:00:00 AM", type: "Walk" }]));
    const { stdout } = await checkup([walks]);
    expect(stdout).toContain("Nothing yet: there are no runs to judge.");
  });

  it("draws twelve weeks, the longest to the full width", async () => {
    const { stdout } = await checkup([path, "--as-of", "2021-09-12"]);
    const bars = stdout
      .split("\n")
      .filter((line) => /^ +\d+ \p{L}+ [·█▏▎▍▌▋▊▉]+ \d+\.\d km$/u.test(line));
    expect(bars).toHaveLength(12);
    expect(bars.at(-1)).toContain(`6 Sept ${"█".repeat(50)} 8.0 km`);
    expect(bars.at(-2)).toContain(`30 Aug ${"█".repeat(31)}▎ 5.0 km`);
    expect(bars[0]).toContain("· 0.0 km");
  });

  it("counts in miles where asked to", async () => {
    const { stdout } = await checkup([path, "--as-of", "2021-09-12", "--units", "mi"]);
    expect(stdout).toMatch(/Distance +5\.0 mi +3\.1 mi\n/);
    expect(stdout).not.toMatch(/\d km\b/);
  });

  it("fits 80 columns", async () => {
    for (const day of ["2021-09-12", "2021-09-15", "2020-01-01", "2022-09-12"]) {
      const { stdout } = await checkup([path, "--as-of", day]);
      expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
    }
  });

  it("paints headings and raised findings only", async () => {
    const { stdout } = await checkup([path, "--as-of", "2021-09-12"], paint);
    const painted = stdout.split("\n").filter((line) => line.includes("<"));
    expect(painted).toContain("<b>What stood out</b>");
    expect(painted.filter((line) => line.includes("<!>")).length).toBeGreaterThan(0);
    expect(painted.every((line) => /^(<b>[^<]+<\/b>|<!> {2}! [^<]+<\/!>)$/.test(line))).toBe(true);
  });

  it("says so when the ceilings follow a break", async () => {
    const { afterBreak, ceiling } = await json("--as-of", "2021-10-05");
    expect(afterBreak).toMatchObject({ lastRunOn: "2021-09-15", days: 20, returnFraction: 0.5 });
    expect(ceiling.weekDistanceM).toBeCloseTo((1.1 * (8000.5 + 12_000)) / 4, 6);
    const { stdout } = await checkup([path, "--as-of", "2021-10-05"]);
    expect(stdout).toContain(
      "After 20 days without a run, these start at 50% of your level before the",
    );
    expect(stdout).toContain("Start gently after the break");
  });

  it("says as the digest does that a first run after a break was too long, and doesn't call it fine", async () => {
    const far = join(folder, "far.csv");
    const printed = async (metres: string, moving: string) => {
      const before = ["Jul 20", "Jul 27", "Aug 3", "Aug 20"].map((day) => ({
        ...{ date: `${day}, 2021, 6:00:00 AM`, metres: "12000", moving: "5400" },
      }));
      await writeFile(far, makeExport([...before, { metres, moving }]));
      return (await checkup([far])).stdout;
    };
    const tooFar = await printed("12000", "5400");
    expect(tooFar).toContain("Nothing stood out but how much you ran after your break");
    expect(tooFar).not.toContain("Longest run: 12.00 km on");
    const within = await printed("2900", "1200");
    expect(within).toContain("Nothing stood out this week.");
    expect(within).toContain("Longest run: 2.90 km on");
  });

  it("compares whole weeks of the calendar too, from the runner's own first day", async () => {
    const { stdout } = await checkup([path, "--as-of", "2021-09-14"]);
    expect(stdout).toContain("Last full week, 6 to 12 September 2021: 8.0 km after 5.0 km (+60%)");
    const sunday = await checkup([path, "--as-of", "2021-09-14", "--week-start", "sunday"]);
    expect(sunday.stdout).toContain("Last full week, 5 to 11 September 2021: 0.0 km after 5.0 km");
  });

  it("describes the load, by which method and how much of it is known", async () => {
    const rated = join(folder, "rated.csv");
    const runs = Array.from({ length: 28 }, (_, day) => ({
      date: `Sep ${day + 1}, 2021, 6:00:00 AM`,
      moving: day < 21 ? "600" : "1000",
      effort: day === 27 ? "" : "3",
      averageHeartRate: day === 27 ? "230" : "",
    }));
    await writeFile(rated, makeExport(runs));
    const { stdout } = await checkup([rated]);
    const told = stdout.replace(/\s+/g, " ");
    expect(told).toContain("Measured from your effort ratings, known for 95% of the running time");
    expect(told).toContain(
      "An average day of the last 7 compared with one of the last 28: × 1.29;",
    );
    expect(told).toContain(
      "with one of the 21 before: × 1.43; with the newest days weighted most: × 1.01.",
    );
    expect(told).toContain("Monotony 2.45, strain 735. Fitness 16.5, fatigue 35.4, form −24.0.");
    expect(told).toContain("none of them predicts an injury");
    expect(told).toContain("1 run with a heart rate that can't be true: it was ignored.");
  });

  it("says why there is no load to describe", async () => {
    const { stdout } = await checkup([path, "--as-of", "2021-09-12"]);
    expect(stdout).toMatch(/Training load\n {2}This needs heart rate or an effort rating/);
  });

  it("shows ten rejected rows and counts the others", async () => {
    const many = join(folder, "many.csv");
    await writeFile(
      many,
      makeExport([{}, ...Array.from({ length: 12 }, () => ({ date: "soon" }))]),
    );
    const { stdout } = await checkup([many]);
    expect(stdout).toContain("Left out: 12.");
    expect(stdout.match(/row \d+: /g)).toHaveLength(10);
    expect(stdout).toContain("and 2 more; --json lists them all");
  });
});

describe("checkup with what the runner tells of themselves", () => {
  it("takes the runner's own shoe limits", async () => {
    const result = await json("--shoe-notice-km", "10", "--shoe-replace-km", "12");
    expect(result.shoes[0]).toMatchObject({ name: "Blue pair", status: "replace" });
    expect((await json()).shoes[0].status).toBe("ok");
  });

  it.each(["monday", "mon", "Monday", "1"])(
    "compares whole weeks that begin on %s",
    async (day) => {
      const { calendar } = await json("--as-of", "2021-09-14", "--week-start", day);
      expect(calendar.week).toMatchObject({ from: "2021-09-06", to: "2021-09-12", runs: 1 });
    },
  );

  it("compares whole weeks that begin on Sunday, if told so", async () => {
    const { calendar } = await json("--as-of", "2021-09-14", "--week-start", "sun");
    expect(calendar.week).toMatchObject({ from: "2021-09-05", to: "2021-09-11", runs: 0 });
  });

  it("weighs heart rate by sex and by the runner's own rates", async () => {
    const measured = join(folder, "measured.csv");
    const runs = Array.from({ length: 30 }, (_, day) => ({
      date: `Sep ${day + 1}, 2021, 6:00:00 AM`,
      averageHeartRate: day % 2 === 0 ? "150" : "140",
    }));
    await writeFile(measured, makeExport(runs));
    const fatigue = async (...args: string[]) => {
      const { exitCode, stdout } = await checkup([measured, "--json", ...args]);
      expect(exitCode).toBe(0);
      return JSON.parse(stdout).load.fatigue;
    };
    const rates = ["--max-hr", "190", "--rest-hr", "50"];
    const male = await fatigue("--sex", "male", ...rates);
    const female = await fatigue("--sex", "female", ...rates);
    expect(male).toBeGreaterThan(0);
    expect(female).not.toBeCloseTo(male, 1);
    expect(await fatigue("--sex", "male", "--max-hr", "210", "--rest-hr", "50")).toBeLessThan(male);
  });
});

describe("checkup with a pain check-in", () => {
  const groin = { places: ["front-or-groin"], painDuring: 2, growsDuringRun: true };

  async function checkInFile(content: unknown) {
    const file = join(folder, "check-in.json");
    await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
    return file;
  }

  it("answers with flags, causes and light, a low score or not", async () => {
    const { triage, tips } = await json("--check-in", await checkInFile(groin));
    expect(triage.flags[0]).toEqual({
      id: "R11",
      urgency: "stop-and-see-doctor",
      whom: "doctor",
    });
    expect(triage.causes[0]).toMatchObject({
      id: "P5",
      fits: expect.arrayContaining(["at-the-front-or-groin", "grows-during-the-run"]),
    });
    expect(triage.light).toBe("red");
    expect(tips).not.toContain("G3-glute-bridge");
  });

  it("says the flag before anything about training, and no ceiling to run up to", async () => {
    const { stdout } = await checkup([path, "--check-in", await checkInFile(groin)]);
    expect(stdout.indexOf("Stop running and see a doctor")).toBeLessThan(stdout.indexOf(" km"));
    expect(stdout).toContain("No running at all until someone has looked at your hip.");
    expect(stdout).toContain("This is information, not a diagnosis");
  });

  it("asks about runs that came after it, once the flag has said what to do", async () => {
    const file = await checkInFile({ ...groin, day: "2021-09-10" });
    const { stdout } = await checkup([path, "--as-of", "2021-09-12", "--check-in", file]);
    const flag = stdout.indexOf("Stop running and see a doctor");
    expect(flag).toBeGreaterThan(0);
    expect(stdout.search(/came\s+after\s+that\s+check-in/)).toBeGreaterThan(flag);
  });

  it("without one says nothing of pain", async () => {
    expect((await json()).triage).toBeNull();
    expect((await checkup([path])).stdout).not.toContain("Your hip");
  });

  it("told after the last activity moves the judged day, unless one is named", async () => {
    const file = await checkInFile({ ...groin, day: "2026-11-22" });
    const { asOf, triage } = await json("--check-in", file);
    expect([asOf, triage.flags[0].id]).toEqual(["2026-11-22", "R11"]);
    expect(await complaint(path, "--as-of", "2021-09-12", "--check-in", file)).toContain(
      "day: every check-in is after 2021-09-12",
    );
  });

  it("made after a named day is left out", async () => {
    const today = { places: ["outside"], painDuring: 2, day: "2021-09-12" };
    const file = await checkInFile([today, { ...groin, day: "2021-09-13" }]);
    expect((await json("--as-of", "2021-09-12", "--check-in", file)).triage.flags).toEqual([]);
  });

  it("says in one line, in the JSON too, that it doesn't diagnose", async () => {
    expect((await json("--check-in", await checkInFile(groin))).note).toContain("not a diagnosis");
  });

  it("with a red light and no flag doesn't say that nothing needs to change", async () => {
    const file = await checkInFile({ places: ["buttock"], painDuring: 7 });
    const { stdout } = await checkup([path, "--check-in", file]);
    expect(stdout).toContain("Red: don't run on it now.");
    expect(stdout).toContain("What you told us comes first");
    expect(stdout).not.toMatch(/Nothing needs to change|short and easy|Stay under/);
  });

  it("with an amber light says first to run shorter and easier, whatever the limits are", async () => {
    const file = await checkInFile({ places: ["buttock"], painDuring: 4 });
    const { stdout } = await checkup([path, "--as-of", "2021-09-12", "--check-in", file]);
    expect(stdout).toMatch(/What to do first\n +Only shorter, easier runs, or a day off/);
    expect(stdout).toMatch(/Next week, at most\n +Your hip comes first/);
  });

  it("names no milder cause beside an emergency", async () => {
    const file = await checkInFile({ places: ["buttock"], saddleNumbness: true });
    const { stdout } = await checkup([path, "--check-in", file]);
    expect(stdout).toContain("Get emergency care now");
    expect(stdout).not.toContain("Possible:");
  });

  it("shows the scores beside the running of their weeks, and what may play a part", async () => {
    const selfScreen = { kneesInward: true };
    const file = await checkInFile([
      { places: ["outside"], painDuring: 4, day: "2021-09-05" },
      { places: ["outside"], painDuring: 2, day: "2021-09-12", selfScreen },
    ]);
    const { stdout } = await checkup([path, "--as-of", "2021-09-12", "--check-in", file]);
    const said = stdout.replaceAll(/\s+/g, " ");
    expect(said).toContain("oldest first: 4 (5.0 km that week), 2 (8.0 km that week). Over these");
    expect(said).toContain("it has been getting better");
    expect(said).toContain("Glutes that tire early may play a part.");
  });

  it("that is old says so, and holds", async () => {
    const file = await checkInFile({ ...groin, day: "2021-08-01" });
    const { stdout } = await checkup([path, "--as-of", "2021-09-12", "--check-in", file]);
    expect(stdout).toContain("more than two weeks old");
    expect(stdout).toContain("Stop running and see a doctor");
  });

  it.each([
    ["a field out of range", { places: [], painDuring: 11 }, "painDuring: must be a number from 0"],
    ["an unknown field", { places: [], mood: "good" }, "not a field of a check-in: mood"],
    ["an unknown place", { places: ["ear"] }, "places.0: must be one of"],
    ["text that is no JSON", "sore", "isn't JSON"],
    ["an empty list", [], "the list is empty"],
  ])("with %s is refused, naming field and fix", async (_, content, says) => {
    expect(await complaint(path, "--check-in", await checkInFile(content))).toContain(says);
  });

  it("in a file that is not there is refused", async () => {
    expect(await complaint(path, "--check-in", "gone.json")).toContain("it can't be read");
  });
});

it("tells how it is used where that is asked", async () => {
  const { exitCode, stdout, stderr } = await checkup(["--help"]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(stdout).toContain("npm run -s checkup -- PATH");
});

describe("what is wrong is one line on stderr, and nothing else", () => {
  it.each([
    ["no path", [], "No file was given. Usage: checkup -- PATH"],
    ["two paths", ["a.csv", "b.csv"], '"b.csv" is a second path'],
    ["an unknown option", ["a.csv", "--speed"], "Unknown option '--speed'"],
    ["an option without its value", ["a.csv", "--zone"], "--zone"],
    ["a value for a switch", ["a.csv", "--json=yes"], "--json"],
    [
      "a day that does not exist",
      ["a.csv", "--as-of", "2021-02-30"],
      '--as-of "2021-02-30" can\'t be used: write a real date',
    ],
    [
      "a day in words",
      ["a.csv", "--as-of", "today"],
      '--as-of "today" can\'t be used: write a real date',
    ],
    [
      "an unknown zone",
      ["a.csv", "--zone", "Mars/Base"],
      '--zone "Mars/Base" can\'t be used: write an IANA',
    ],
    [
      "an offset as a zone",
      ["a.csv", "--zone", "+02:00"],
      '--zone "+02:00" can\'t be used: write an IANA',
    ],
    [
      "unknown units",
      ["a.csv", "--units", "leagues"],
      '--units "leagues" can\'t be used: write km or mi',
    ],
    ["an unknown sex", ["a.csv", "--sex", "m"], "write female, male or unspecified"],
    ["a heart rate in words", ["a.csv", "--max-hr", "high"], "beats a minute from 20 to 250"],
    ["a heart rate of a hummingbird", ["a.csv", "--max-hr", "1200"], "from 20 to 250"],
    [
      "a resting rate above the highest",
      ["a.csv", "--rest-hr", "190", "--max-hr", "180"],
      "--rest-hr 190 must be below --max-hr 180",
    ],
    ["an unknown weekday", ["a.csv", "--week-start", "8"], "a day of the week such as monday"],
    ["a negative shoe limit", ["a.csv", "--shoe-replace-km=-5"], "kilometres from 1 to 10000"],
    [
      "shoe limits the wrong way round",
      ["a.csv", "--shoe-notice-km", "700", "--shoe-replace-km", "600"],
      "shoeNoticeM (700000) must not be above shoeReplaceM (600000)",
    ],
    ["a file that is not there", ["gone.zip"], "gone.zip does not exist. Give the path"],
  ])("%s", async (_, args, says) => {
    expect(await complaint(...args)).toContain(says);
    expect(await complaint(...args, "--json")).toContain(says);
  });

  it.each([
    ["an empty file", "", "It is empty"],
    ["a header alone", makeExport([]), "It holds no activities"],
    ["no row that can be used", makeExport([{ moving: "-1" }]), "Fix row 2 first: Moving Time"],
    ["another file", "name,age\nAnna,40\n", "isn't a kind of file that is read here"],
    ["a missing column", makeExport([{}], { without: ["date"] }), "no column Activity Date"],
  ])("%s", async (_, content, says) => {
    const bad = join(folder, "bad.csv");
    await writeFile(bad, content);
    expect(await complaint(bad)).toContain(says);
    expect(await complaint(bad, "--json", "--as-of", "2021-09-12")).toContain(says);
  });
});
