import { mkdir, mkdtemp, readdir, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readUpload } from "../../../../functions/providers/files/read-upload.ts";
import { makeExport } from "../../../support/make-export.ts";
import {
  evenRun,
  makeFit,
  makeGpx,
  makeTcx,
  NOW_MS,
  START_MS,
} from "../../../support/make-files.ts";
import { makeZip, type ZipMember } from "../../../support/make-zip.ts";

const CSV = makeExport([{}, {}]);
const ROWS = ["strava-export:1", "strava-export:2"];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "stridewell-export-"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function put(name: string, content: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function uploadFrom(path: string) {
  const reading = await readUpload(path, { zone: "UTC", nowMs: NOW_MS });
  if (reading.kind === "unreadable") throw new Error(reading.reason);
  return reading.upload;
}

async function idsFrom(path: string): Promise<string[]> {
  return (await uploadFrom(path)).records.map(({ source, sourceId }) => `${source}:${sourceId}`);
}

async function reasonFrom(path: string): Promise<string> {
  const reading = await readUpload(path, { zone: "UTC", nowMs: NOW_MS });
  return reading.kind === "unreadable" ? reading.reason : "readable";
}

const zipped = (...members: ZipMember[]) => put("export.zip", makeZip(members));

describe("activities.csv comes from", () => {
  it("the file itself, whatever it is called", async () => {
    expect(await idsFrom(await put("my runs.csv", CSV))).toEqual(ROWS);
  });

  it("the folder that the export unpacks to", async () => {
    await put("activities.csv", CSV);
    expect(await idsFrom(folder)).toEqual(ROWS);
  });

  it("a folder that holds that folder", async () => {
    await mkdir(join(folder, "export_123"));
    await put("export_123/activities.csv", CSV);
    expect(await idsFrom(folder)).toEqual(ROWS);
  });

  it("the zip, beside everything else in it", async () => {
    const other = { name: "activities/1.gpx", data: "<gpx/>" };
    expect(await idsFrom(await zipped(other, { name: "activities.csv", data: CSV }))).toEqual(ROWS);
  });

  it("a zip with one folder around everything", async () => {
    expect(await idsFrom(await zipped({ name: "export_123/activities.csv", data: CSV }))).toEqual(
      ROWS,
    );
  });

  it("the root of a zip, before any folder in it", async () => {
    const copy = { name: "copy/activities.csv", data: "old" };
    expect(await idsFrom(await zipped(copy, { name: "activities.csv", data: CSV }))).toEqual(ROWS);
  });

  it("the zip, with a row that can't be used told by its number", async () => {
    const data = makeExport([{}, { metres: "far" }]);
    const { rejected } = await uploadFrom(await zipped({ name: "activities.csv", data }));
    expect(rejected).toEqual([{ row: 3, reason: expect.stringContaining('"far"') }]);
  });

  it("a zip that is not called so", async () => {
    const path = await put("export", makeZip([{ name: "activities.csv", data: CSV }]));
    expect(await idsFrom(path)).toEqual(ROWS);
  });
});

const run = (minutes: number) => ({
  startMs: START_MS + minutes * 60_000,
  session: { totalTimerTime: 600, totalElapsedTime: 600, totalDistance: 1800 },
});
const fitOf = (minutes: number) => makeFit([run(minutes)]);
const gpxOf = (minutes: number) => makeGpx([evenRun(60)], { startMs: START_MS + minutes * 60_000 });
const startsOf = async (path: string) =>
  (await uploadFrom(path)).records.map(({ startAt }) => startAt.slice(11, 16));

describe("files of activities come", () => {
  it("one by one, whatever they are called", async () => {
    expect(await startsOf(await put("a", fitOf(0)))).toEqual(["17:06"]);
    expect(await startsOf(await put("b.txt", gzipSync(gpxOf(1))))).toEqual(["17:07"]);
  });

  it("in a zip, beside what is not an activity", async () => {
    const path = await zipped(
      { name: "a/run.fit", data: fitOf(0) },
      { name: "a/run.gpx.gz", data: gzipSync(gpxOf(1)) },
      { name: "photo.jpg", data: "JFIF" },
      { name: "settings.fit", data: makeFit([], { type: "settings" }) },
      { name: "__MACOSX/a/._run.fit", data: "fork" },
    );
    expect(await startsOf(path)).toEqual(["17:06", "17:07"]);
    expect(await uploadFrom(path)).toMatchObject({ others: 2, rejected: [], twice: 0 });
  });

  it("in a folder, at any depth", async () => {
    await mkdir(join(folder, "2021/09"), { recursive: true });
    await put("2021/09/run.fit", fitOf(0));
    await put("run.tcx", makeTcx([{ seconds: 60 }], { startMs: START_MS + 60_000 }));
    expect((await startsOf(folder)).sort()).toEqual(["17:06", "17:07"]);
  });

  const exported = [
    { name: "activities.csv", data: CSV },
    { name: "activities/1.fit", data: fitOf(0) },
  ];
  it.each([
    ["in another zip", "strava.zip/", [{ name: "strava.zip", data: makeZip(exported) }]],
    ["two folders down", "a/b/", exported.map(({ name, data }) => ({ name: `a/b/${name}`, data }))],
  ])("from Strava's export %s, with a word on what isn't read there", async (_, place, members) => {
    const { records, rejected, others } = await uploadFrom(await zipped(...members));
    expect(records).toMatchObject([{ source: "file" }]);
    expect(rejected).toEqual([
      { file: `${place}activities.csv`, reason: expect.stringContaining("upload that by itself") },
    ]);
    expect(others).toBe(0);
  });

  it("in zips in a zip, as Garmin sends them, and leave nothing behind", async () => {
    vi.stubEnv("TMPDIR", folder);
    const part = (minutes: number) =>
      makeZip([{ name: `anna@stridewell.test_${minutes}.fit`, data: fitOf(minutes) }]);
    const path = await zipped(
      { name: "DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip", data: part(0) },
      { name: "DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part2.zip", data: part(1) },
      { name: "DI_CONNECT/DI-Connect-User/user_profile.json", data: "{}" },
    );
    expect(await startsOf(path)).toEqual(["17:06", "17:07"]);
    expect(await readdir(folder)).toEqual(["export.zip"]);
  });

  it("each activity once, in the format that tells most of it, in whatever order", async () => {
    const fit = { name: "run.fit", data: fitOf(0) };
    const gpx = { name: "run.gpx", data: gpxOf(0) };
    const copy = { name: "copy.fit", data: fitOf(0) };
    for (const members of [
      [fit, gpx, copy],
      [gpx, copy, fit],
    ]) {
      const { records, twice } = await uploadFrom(await zipped(...members));
      expect(records).toMatchObject([{ distanceM: 1800 }]);
      expect(twice).toBe(2);
    }
  });

  it("whole where another file holds all of what a watch never finished, in whatever order", async () => {
    const fit = makeFit([{ samples: evenRun(600), session: null }]);
    const begun = Buffer.from(fit.subarray(0, fit.length / 2));
    begun.writeUInt32LE(0, 4);
    const broken = { name: "broken.fit", data: begun };
    expect((await uploadFrom(await zipped(broken))).records[0]?.distanceM).toBeLessThan(1000);
    for (const whole of [
      { name: "repaired.fit", data: fit },
      { name: "repaired.gpx", data: makeGpx([evenRun(600)]) },
    ]) {
      for (const members of [
        [broken, whole],
        [whole, broken],
      ]) {
        const [record, ...more] = (await uploadFrom(await zipped(...members))).records;
        expect(record?.distanceM).toBeGreaterThan(1700);
        expect(more).toEqual([]);
      }
    }
  });

  it("with a word on what is doubtful about those taken, and none about what another file has whole", async () => {
    const fit = { name: "whole.fit", data: makeFit([{ samples: evenRun(600), ...run(0) }]) };
    const untyped = { name: "untyped.gpx", data: makeGpx([evenRun(600)], { type: "" }) };
    const begun = Buffer.from(fit.data.subarray(0, fit.data.length / 2));
    begun.writeUInt32LE(0, 4);
    const broken = { name: "broken.fit", data: begun };
    const notedOf = async (...members: ZipMember[]) => [
      ...new Set((await uploadFrom(await zipped(...members))).notes.map(({ file }) => file)),
    ];
    expect(await notedOf(untyped)).toEqual(["untyped.gpx"]);
    expect(await notedOf(broken, untyped)).toEqual(["untyped.gpx"]);
    expect(await notedOf(broken)).toEqual(["broken.fit"]);
    expect(await notedOf(broken, untyped, fit)).toEqual([]);
    expect(await notedOf(fit, untyped, broken)).toEqual([]);
  });

  it("with the ones that can't be used named, and all others in", async () => {
    const path = await zipped(
      { name: "bad.fit", data: fitOf(0).subarray(0, 40) },
      { name: "clock.fit", data: makeFit([{ ...run(0), startMs: Date.UTC(1999, 0) }]) },
      { name: "empty.gpx", data: "" },
      { name: "good.fit", data: fitOf(1) },
      { name: "lies.gpx", data: gpxOf(2), claims: { crc: 1 } },
      { name: "long.gpx", data: gpxOf(3), claims: { size: 201 * 1024 ** 2 } },
      { name: "longer.gpx", data: gpxOf(3), claims: { size: 10 } },
      { name: "locked.fit", data: fitOf(4), claims: { encrypted: true } },
      { name: "lzma.fit", data: fitOf(5), claims: { method: 14 } },
    );
    const { records, rejected } = await uploadFrom(path);
    expect(records).toHaveLength(1);
    expect(rejected).toEqual([
      { file: "bad.fit", reason: expect.stringContaining("cut short") },
      { file: "clock.fit", reason: expect.stringContaining("clock wasn't set") },
      { file: "empty.gpx", reason: expect.stringContaining("empty") },
      { file: "lies.gpx", reason: expect.stringContaining("damaged or incomplete zip") },
      { file: "long.gpx", reason: expect.stringContaining("more than 200 MB") },
      { file: "longer.gpx", reason: expect.stringContaining("damaged or incomplete zip") },
      { file: "locked.fit", reason: expect.stringContaining("encrypted") },
      { file: "lzma.fit", reason: expect.stringContaining("zip what was in it again") },
    ]);
  });
});

describe("the export of a Polar account", () => {
  const sessions = [
    "training-session-2019-01-18-3142858899-07e7d91b-d3aa-4f89-b2f5-036d8a023f3e.json",
    "training-session_2026-06-09T17-21-09_0e193154.json",
  ].map((name) => ({ name: `polar-user-data-export/${name}`, data: "{}" }));
  const sleep = { name: "polar-user-data-export/sleep_result_1.json", data: "{}" };

  it("is told how its sessions can be read", async () => {
    const reason = await reasonFrom(await zipped(sleep, ...sessions));
    expect(reason).toMatch(
      /first of them, .*\/training-session-2019.*: Polar's own JSON isn't read/,
    );
    expect(reason).toContain("Export the session as TCX");
  });

  it("has each of them named beside what is read", async () => {
    const path = await zipped(sleep, ...sessions, { name: "run.fit", data: fitOf(0) });
    const { records, rejected, others } = await uploadFrom(path);
    expect([records.length, rejected.length, others]).toEqual([1, 2, 1]);
  });
});

describe("several exports in one upload", () => {
  it("are all read, each activity and pair of shoes once", async () => {
    const worn = { gear: "g1", gearName: "Blue" };
    const older = makeExport([{ id: "1", ...worn }, { id: "2" }, { id: "3", metres: "far" }]);
    const newer = makeExport([{ id: "2" }, { id: "4", ...worn }]);
    const upload = await uploadFrom(
      await zipped(
        { name: "export_1/activities.csv", data: older },
        { name: "export_2/activities.csv", data: newer },
        { name: "export_1/activities/1.fit", data: fitOf(0) },
        { name: "export_2/activities/4.fit", data: fitOf(60) },
      ),
    );
    expect(upload.records.map(({ sourceId }) => sourceId)).toEqual(["1", "2", "4"]);
    expect(upload).toMatchObject({ shoes: [{ sourceId: "g1" }], twice: 1, others: 0 });
    expect(upload.rejected).toEqual([
      { file: "export_1/activities.csv, row 4", reason: expect.stringContaining('"far"') },
    ]);
  });

  it.each([
    ["first", "export_1", "export_2"],
    ["last", "export_2", "export_1"],
  ])(
    "give an activity and a pair of shoes as the newest of them has it, which comes %s",
    async (_, newest, oldest) => {
      const date = (year: number) => `Sep 12, ${year}, 5:06:00 PM`;
      const run = { id: "1", date: date(2020), gear: "g1" };
      const older = makeExport([{ ...run, metres: "10000", gearName: "Blue" }]);
      const newer = makeExport([
        { ...run, metres: "9000", gearName: "Blue, for rain" },
        { id: "2", date: date(2021) },
      ]);
      const files = [
        { name: `${newest}/activities.csv`, data: newer },
        { name: `${oldest}/activities.csv`, data: older },
      ].toSorted((a, b) => (a.name < b.name ? -1 : 1));
      const { records, shoes } = await uploadFrom(await zipped(...files));
      expect(records.find(({ sourceId }) => sourceId === "1")).toMatchObject({ distanceM: 9000 });
      expect(shoes).toMatchObject([{ sourceId: "g1", name: "Blue, for rain" }]);
    },
  );

  it("are read by their files where only one has a table that can be read", async () => {
    const upload = await uploadFrom(
      await zipped(
        { name: "export_1/activities.csv", data: CSV },
        { name: "export_1/activities/1.fit", data: fitOf(0) },
        { name: "export_2/activities.csv", data: "Aktivitäts-ID,Aktivitätsdatum\n" },
        { name: "export_2/activities/4.fit", data: fitOf(60) },
        { name: "garmin.zip", data: makeZip([{ name: "a.fit", data: fitOf(120) }]) },
      ),
    );
    expect(upload.records.map(({ sourceId }) => sourceId)).toEqual([
      "1",
      "2",
      "2021-09-12T18:06:00Z",
      "2021-09-12T19:06:00Z",
    ]);
    expect(upload.rejected).toMatchObject([{ file: "export_2/activities.csv" }]);
  });

  it("are not read within another one, and that is told", async () => {
    const upload = await uploadFrom(
      await zipped(
        { name: "activities.csv", data: CSV },
        { name: "old/activities.csv", data: CSV },
        { name: "old/activities/1.fit", data: fitOf(0) },
      ),
    );
    expect(upload).toMatchObject({ records: [{ sourceId: "1" }, { sourceId: "2" }], twice: 0 });
    expect(upload.rejected).toEqual([
      { file: "old/activities.csv", reason: expect.stringContaining("upload that by itself") },
    ]);
  });

  it("count together towards what one upload may hold", async () => {
    const claims = { size: 60 * 1024 ** 2 };
    const tables = Array.from({ length: 140 }, (_, n) => ({
      name: `export_${n}/activities.csv`,
      data: CSV,
      claims,
    }));
    expect(await reasonFrom(await zipped(...tables))).toContain("more than 8 GB");
  });
});

describe("an export whose activities.csv can't be read", () => {
  const german = [
    "Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Verstrichene Zeit,Distanz",
    '8228026758,"09.12.2022, 15:24:49",Abendlauf,Lauf,3189,"9,44"',
  ].join("\n");

  it.each([
    ["in another language", german, "set the language to English in Strava"],
    [
      "with dates in another form",
      makeExport([{ date: "09.12.2022, 15:24:49" }]),
      "isn't a date as Strava writes it",
    ],
    ["without a row", makeExport([]), "It holds no activities"],
  ])("%s gives the files beside it, and says what they lack", async (_, csv, why) => {
    const { records, rejected, others } = await uploadFrom(
      await zipped(
        { name: "activities.csv", data: csv },
        { name: "activities/1.fit.gz", data: gzipSync(fitOf(0)) },
        { name: "activities/2.gpx", data: gpxOf(60) },
        { name: "profile.csv", data: "Athlete ID\n" },
      ),
    );
    expect(records.map(({ source }) => source)).toEqual(["file", "file"]);
    expect(rejected).toEqual([{ file: "activities.csv", reason: expect.stringContaining(why) }]);
    expect(rejected[0]?.reason).toContain("The files beside it were read instead");
    expect(others).toBe(1);
  });

  it("gives the files beside it where it alone is encrypted", async () => {
    const { records, rejected } = await uploadFrom(
      await zipped(
        { name: "activities.csv", data: CSV, claims: { encrypted: true } },
        { name: "activities/1.fit", data: fitOf(0) },
      ),
    );
    expect(records.map(({ source }) => source)).toEqual(["file"]);
    expect(rejected).toEqual([
      { file: "activities.csv", reason: expect.stringContaining("It is encrypted") },
    ]);
  });

  it("gives its own reason where none of those files can be used either", async () => {
    const path = await zipped(
      { name: "activities.csv", data: german },
      { name: "activities/1.fit", data: "" },
    );
    expect(await reasonFrom(path)).toMatch(/^Its activities.csv .* set the language to English/);
  });
});

describe("what cannot be read is told with what to do", () => {
  it("a folder without it", async () => {
    expect(await reasonFrom(folder)).toContain(
      "It holds no activities. Use a FIT, GPX or TCX file",
    );
  });

  it("a zip with it too deep", async () => {
    const path = await zipped({ name: "a/b/activities.csv", data: CSV });
    expect(await reasonFrom(path)).toContain("upload that by itself");
  });

  it.each([
    ["settings", makeFit([], { type: "settings" }), /^It isn't an activity \(settings\)/],
    ["a run by a clock that wasn't set", makeFit([{ startMs: Date.UTC(1999, 0) }]), /^It begins/],
  ])("a file that holds only %s, by what is wrong with it alone", async (_, content, why) => {
    expect(await reasonFrom(await put("run.fit", content))).toMatch(why);
  });

  it("a zip that takes too long, also where that is one inside it", async () => {
    const members = [0, 1, 2].map((n) => ({ name: `${n}.fit`, data: fitOf(n) }));
    for (const zip of [makeZip(members), makeZip([{ name: "a.zip", data: makeZip(members) }])]) {
      const isTimeUp = vi.fn().mockReturnValueOnce(false).mockReturnValueOnce(false);
      isTimeUp.mockReturnValue(true);
      const options = { zone: "UTC", nowMs: NOW_MS, isTimeUp };
      expect(await readUpload(await put("long.zip", zip), options)).toMatchObject({
        kind: "unreadable",
        reason: expect.stringContaining("takes too long to read"),
      });
    }
  });

  it("a folder with nothing but a link that leads out of it", async () => {
    await mkdir(join(folder, "runs"));
    await symlink(await put("elsewhere.fit", fitOf(0)), join(folder, "runs/run.fit"));
    expect(await reasonFrom(join(folder, "runs"))).toContain("It holds no activities.");
  });

  it("a zip without it, or empty", async () => {
    for (const members of [[{ name: "photo.jpg", data: "JFIF" }], []]) {
      expect(await reasonFrom(await zipped(...members))).toContain("It holds no activities.");
    }
  });

  it("an encrypted zip", async () => {
    const path = await zipped({ name: "activities.csv", data: CSV, claims: { encrypted: true } });
    expect(await reasonFrom(path)).toContain("It is encrypted. Unpack it");
  });

  it("a member that claims to be larger than any export", async () => {
    const claims = { size: 3_000_000_000 };
    expect(await reasonFrom(await zipped({ name: "activities.csv", data: CSV, claims }))).toContain(
      "over 64 MB",
    );
  });

  it("a file larger than any export", async () => {
    const path = await put("activities.csv", "");
    await truncate(path, 64 * 1024 * 1024 + 1);
    expect(await reasonFrom(path)).toContain("over 64 MB");
  });

  it.each([
    ["that unpacks to more than it claims", { size: 10 }],
    ["that unpacks to less than it claims", { size: CSV.length + 1 }],
    ["whose checksum is wrong", { crc: 1 }],
  ])("a member %s", async (_, claims) => {
    const path = await zipped({ name: "activities.csv", data: CSV, claims });
    expect(await reasonFrom(path)).toContain(
      "damaged or incomplete zip. Download the export again",
    );
  });

  it("a zip that broke off", async () => {
    const whole = makeZip([{ name: "activities.csv", data: CSV }]);
    for (const length of [2, 40, whole.length - 30, whole.length - 1]) {
      const path = await put("export.zip", whole.subarray(0, length));
      expect(await reasonFrom(path)).toContain("damaged or incomplete zip");
    }
  });

  it("a file of 0 bytes", async () => {
    expect(await reasonFrom(await put("run.fit", ""))).toContain("isn't a single byte");
  });

  it("a zip with a name that points outside it", async () => {
    for (const name of ["../../etc/cron.d/run.fit", "/etc/run.fit"]) {
      const path = await zipped({ name, data: fitOf(0) }, { name: "run.fit", data: fitOf(1) });
      expect(await reasonFrom(path)).toContain("points outside it");
    }
  });

  it("a zip whose members claim more than any export holds", async () => {
    const claims = { size: 3_000_000_000 };
    const members = Array.from({ length: 3 }, (_, i) => ({ name: `${i}.gpx`, data: "<", claims }));
    expect(await reasonFrom(await zipped(...members))).toContain("unpacks to more than 8 GB");
  });

  it.each([
    ["files", ".fit"],
    ["folders", "/"],
  ])("a zip whose names alone would fill the memory: %s", async (_, ending) => {
    const name = (from: number) => `${from}${"a".repeat(60_000)}${ending}`;
    const members = Array.from({ length: 1_200 }, (_, from) => ({ name: name(from), data: "" }));
    expect(await reasonFrom(await zipped(...members))).toContain("damaged or incomplete zip");
  });

  it("a zip whose member unpacks to far more than it is", async () => {
    const path = await zipped({ name: "run.gpx", data: Buffer.alloc(17 * 1024 * 1024, 32) });
    expect(await reasonFrom(path)).toContain("more than 200 times its size");
  });

  it.each([
    ["a picture", "\u00ff\u00d8\u00ff\u00e0\u0000\u0010JFIF", false],
    ["a text", "7 km, easy", true],
    ["another service's table", "Date,Distance\n2021-09-12,7\n", true],
  ])("%s, and says which kinds are, and of a text that its language may be why", async (...of) => {
    const [, content, mayBeForeign] = of;
    const reason = await reasonFrom(await put("file", content));
    expect(reason).toMatch(
      /^It isn't a kind of file that is read here: use a FIT, GPX or TCX file, gzipped or not, a zip/,
    );
    expect(reason.includes("in another language")).toBe(mayBeForeign);
  });

  it("a FIT file whose beginning is lost, and says that it is damaged if it is one", async () => {
    const damaged = Buffer.concat([Buffer.alloc(64), fitOf(30).subarray(64)]);
    expect(await reasonFrom(await put("run.fit", damaged))).toContain(
      "If it should be one of these, it is damaged: copy or export it again.",
    );
  });

  it("an export in another language, and says how to get it in English", async () => {
    const csv = "Aktivitets-id,Aktivitetsdato\n1,2\n";
    for (const path of [
      await put("a.csv", csv),
      await zipped({ name: "activities.csv", data: csv }),
    ]) {
      expect(await reasonFrom(path)).toContain("set the language to English in Strava");
    }
  });

  it("a zip whose files together hold more than years have room for", async () => {
    const many = (from: number) =>
      Array.from({ length: 25_001 }, (_, i) => {
        const id = new Date(START_MS - (from + i) * 1000).toISOString();
        return `<Activity><Id>${id}</Id><Lap><TotalTimeSeconds>1</TotalTimeSeconds></Lap></Activity>`;
      }).join("");
    const members = [0, 30_000].map((from) => ({
      name: `${from}.tcx`,
      data: `<TrainingCenterDatabase>${many(from)}</TrainingCenterDatabase>`,
    }));
    expect(await reasonFrom(await zipped(...members))).toContain("more than 50,000 activities");
  });

  it("zips within zips within zips", async () => {
    const inner = makeZip([{ name: "run.fit", data: fitOf(0) }]);
    const middle = makeZip([{ name: "inner.zip", data: inner }]);
    expect(await reasonFrom(await zipped({ name: "middle.zip", data: middle }))).toContain(
      "a zip in a zip in a zip",
    );
  });

  it("a zip in a zip that the disk may have no room for", async () => {
    const claims = { size: 2 * 1024 ** 3 + 1 };
    expect(await reasonFrom(await zipped({ name: "a.zip", data: "PK", claims }))).toContain(
      "unpacks to more than 2 GB",
    );
  });

  it("a file of 2 GB, before it is read", async () => {
    const path = await put("run.gpx", "<gpx>");
    await truncate(path, 2 * 1024 ** 3);
    expect(await reasonFrom(path)).toContain("more than 200 MB");
  });
});
