import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { UNKNOWN_ATHLETE } from "../../../../domain/load/session-load.ts";
import { trainingOf } from "../../../../domain/training.ts";
import { activityRecord } from "../../../../functions/messages/activity.ts";
import { readActivityFile } from "../../../../functions/providers/files/read-file.ts";
import { metresBetween } from "../../../../functions/providers/files/track.ts";
import { toHistory } from "../../../../functions/shared/runner/to-domain.ts";
import { dayNumberOf } from "../../../../functions/shared/time.ts";
import { filesText } from "../../../../functions/wording/files.en.ts";
import { fitOf, makeCompressedFit } from "../../../support/make-compressed-fit.ts";
import {
  evenRun,
  type FitSession,
  makeFit,
  makeGpx,
  makeTcx,
  NOW_MS,
  type Sample,
  START_MS,
} from "../../../support/make-files.ts";

const read = (content: Uint8Array | string, zone?: string) => readOf([Buffer.from(content)], zone);

async function readOf(pieces: readonly Uint8Array[], zone = "Europe/Copenhagen") {
  const reading = await readActivityFile(pieces, { zone, nowMs: NOW_MS });
  if (reading.kind !== "activities") return reading;
  const { activities, ...rest } = reading;
  const records = activities.map(({ record }) => record);
  return { ...rest, records, notes: activities.flatMap(({ notes }) => notes) };
}

async function recordsIn(content: Uint8Array | string, zone?: string) {
  const reading = await read(content, zone);
  if (reading.kind !== "activities") throw new Error(reading.reason);
  for (const record of reading.records) expect(activityRecord.parse(record)).toEqual(record);
  return reading.records;
}

async function recordIn(content: Uint8Array | string, zone?: string) {
  const [record, ...more] = await recordsIn(content, zone);
  expect(more).toEqual([]);
  if (record === undefined) throw new Error("No activity.");
  return record;
}

async function reasonFor(content: Uint8Array | string) {
  const reading = await read(content);
  return reading.kind === "activities" ? "readable" : reading.reason;
}

const SESSION = { totalTimerTime: 600, totalElapsedTime: 600, totalDistance: 1800 };
const TEN_MINUTES = evenRun(600);
const NO_STOPS = [
  { event: "timer", eventType: "start" },
  { event: "lap", eventType: "stop" },
  { event: "userMarker", eventType: "marker" },
];
/** Its second half by a clock that was put back. */
const putBack = (seconds: number) =>
  TEN_MINUTES.slice(300).map((sample) => ({ ...sample, atS: sample.atS - seconds }));

describe("one run of 1,800 m in ten minutes", () => {
  const expected = {
    source: "file",
    sourceId: "2021-09-12T17:06:00Z",
    sport: "run",
    startAt: "2021-09-12T17:06:00.000Z",
    day: "2021-09-12",
    startMinute: 1146,
    distanceM: expect.closeTo(1800, 0),
    movingS: 600,
    elapsedS: 600,
  };
  it.each([
    ["FIT", () => makeFit([{ samples: TEN_MINUTES, session: SESSION }])],
    ["FIT without a session", () => makeFit([{ samples: TEN_MINUTES, session: null }, {}])],
    ["GPX", () => makeGpx([TEN_MINUTES])],
    ["TCX", () => makeTcx([{ seconds: 600, distanceM: 1800, samples: TEN_MINUTES }])],
    ["GPX in UTF-16", () => Buffer.from(`\ufeff${makeGpx([TEN_MINUTES])}`, "utf16le")],
    ["GPX in UTF-16 without a mark", () => Buffer.from(makeGpx([TEN_MINUTES]), "utf16le")],
    ["gzipped FIT", () => gzipSync(makeFit([{ samples: TEN_MINUTES, session: SESSION }]))],
    ["gzipped GPX", () => gzipSync(makeGpx([TEN_MINUTES]))],
    ["gzipped TCX", () => gzipSync(makeTcx([{ seconds: 600, distanceM: 1800 }]))],
  ])("is the same from %s", async (_, make) => {
    const [record] = await recordsIn(make());
    expect(record).toMatchObject(expected);
  });

  it("is the same from FIT that counts steps both for each reading and in all, as Garmin's may", async () => {
    const samples = TEN_MINUTES.map((sample, n) => ({
      ...sample,
      fitFields: { cycles: 1, totalCycles: n },
    }));
    const fit = makeFit([{ samples, session: SESSION }]);
    expect(await recordIn(fit)).toMatchObject(expected);
  });

  it.each([
    ["when it ended, as some programs write", "2021-09-12T17:16:00.415Z", START_MS],
    ["a second before its first lap, as Polar writes", "2021-09-12T17:05:59Z", START_MS - 1000],
  ])(
    "begins with the earlier of a TCX file's Id and first lap: the Id is %s",
    async (_, id, begins) => {
      const tcx = makeTcx([{ seconds: 600, distanceM: 1800, samples: TEN_MINUTES }]);
      const record = await recordIn(tcx.replace(/<Id>.*?<\/Id>/, `<Id>${id}</Id>`));
      expect(record.startAt).toBe(new Date(begins).toISOString());
    },
  );

  it.each([
    ["its figures stand among spaces", (gpx: string) => gpx.replaceAll("<time>", "<time>\n  ")],
    [
      "it links to a page, whose type is no sport's",
      (gpx: string) => gpx.replace("<type>", "<link href='x'><type>text/html</type></link><type>"),
    ],
    [
      "its readings have a second time among what their maker added",
      (gpx: string) =>
        gpx.replaceAll(
          "</time>",
          "</time><extensions><time>2031-01-01T00:00:00Z</time></extensions>",
        ),
    ],
  ])("is the same from GPX though %s", async (_, change) => {
    const gpx = makeGpx([TEN_MINUTES]);
    expect(change(gpx)).not.toBe(gpx);
    expect(await recordIn(change(gpx))).toMatchObject(expected);
  });

  it("begins with the earliest lap of TCX, whatever their order", async () => {
    const lap = (atS: number) =>
      `<Lap StartTime="${new Date(START_MS + atS * 1000).toISOString()}"><TotalTimeSeconds>300</TotalTimeSeconds><DistanceMeters>900</DistanceMeters></Lap>`;
    for (const laps of [lap(0) + lap(300), lap(300) + lap(0)]) {
      const tcx = `<TrainingCenterDatabase><Activity Sport="Running">${laps}</Activity></TrainingCenterDatabase>`;
      expect(await recordIn(tcx)).toMatchObject(expected);
    }
  });

  it("is read alike however the bytes are cut", async () => {
    for (const content of [
      makeGpx([TEN_MINUTES], { name: "Løb 🏃" }),
      makeFit([{ session: SESSION }]),
    ]) {
      const bytes = gzipSync(content);
      const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, i) =>
        bytes.subarray(7 * i, 7 * i + 7),
      );
      expect(await readOf(pieces)).toEqual(await read(content));
    }
  });
});

describe("cadence in steps a minute", () => {
  const withCadence = (cadence: number) => evenRun(600, { cadence });
  const rated = (session: object) => makeFit([{ session: { ...SESSION, ...session } }]);
  it.each([
    ["strides of a FIT session", rated({ avgCadence: 83, avgFractionalCadence: 0.5 }), 167],
    ["steps in a FIT session, against the format", rated({ avgCadence: 168 }), 168],
    ["strides in FIT records alone", makeFit([{ samples: withCadence(84), session: null }]), 168],
    [
      "halves of strides in FIT records",
      makeFit([{ samples: evenRun(600, { cadence: 83, fitFields: { fractionalCadence: 0.5 } }) }]),
      167,
    ],
    ["strides in TCX", makeTcx([{ seconds: 600, samples: withCadence(84) }]), 168],
    ["steps in TCX", makeTcx([{ seconds: 600, samples: withCadence(171) }]), 171],
    ["strides of a TCX lap", makeTcx([{ seconds: 600, distanceM: 1800, cadence: 85 }]), 170],
    [
      "strides of a TCX lap, as Garmin adds them for runs",
      makeTcx([{ seconds: 600, distanceM: 1800 }]).replace(
        "<Track>",
        "<Extensions><ns3:LX><ns3:AvgRunCadence>85</ns3:AvgRunCadence></ns3:LX></Extensions><Track>",
      ),
      170,
    ],
    ["steps in GPX", makeGpx([withCadence(172)]), 172],
    ["strides in GPX", makeGpx([withCadence(86)]), 172],
    ["more than any runner's", makeGpx([withCadence(250)]), null],
    ["none on a ride", makeGpx([withCadence(86)], { type: "cycling" }), null],
  ])("%s", async (_, content, expected) => {
    expect((await recordIn(content)).cadenceSpm).toBe(expected);
  });

  it("leaves out standing, where no foot moves", async () => {
    const samples = evenRun(600).map((sample) => ({
      ...sample,
      cadence: sample.atS < 300 ? 170 : 0,
    }));
    expect((await recordIn(makeGpx([samples]))).cadenceSpm).toBe(170);
    // Some watches count it in the session's own average.
    const session = { ...SESSION, avgCadence: 42 };
    const strides = samples.map(({ cadence, ...sample }) => ({ ...sample, cadence: cadence / 2 }));
    expect((await recordIn(makeFit([{ samples: strides, session }]))).cadenceSpm).toBe(170);
  });

  it("weighs the first step after standing no more than any other", async () => {
    const cadenceAt = (atS: number) => (atS < 300 ? 85 : atS < 340 ? 0 : atS === 340 ? 95 : 85);
    const samples = TEN_MINUTES.map((sample) => ({ ...sample, cadence: cadenceAt(sample.atS) }));
    const fit = makeFit([{ samples, session: SESSION }]);
    expect((await recordIn(fit)).cadenceSpm).toBeCloseTo(170 + 20 / 561, 3);
  });
});

describe("heart rate", () => {
  const spiked = evenRun(600, { heartRateBpm: 140 }).map((sample) => {
    if (sample.atS === 100) return { ...sample, heartRateBpm: 220 };
    return sample.atS === 200 || sample.atS === 201 ? { ...sample, heartRateBpm: 0 } : sample;
  });
  it.each([
    [
      "FIT",
      () =>
        makeFit([
          { samples: spiked, session: { ...SESSION, avgHeartRate: 150, maxHeartRate: 220 } },
        ]),
    ],
    ["GPX", () => makeGpx([spiked])],
    ["TCX", () => makeTcx([{ seconds: 600, maxHeartRateBpm: 220, samples: spiked }])],
  ])("of one reading's spike and a strap that lost contact is set right in %s", async (_, make) => {
    expect(await recordIn(make())).toMatchObject({
      averageHeartRateBpm: 140,
      maxHeartRateBpm: 140,
    });
  });

  it("is not that of a strap that found its pulse late, when its first reading is a spike", async () => {
    const samples = evenRun(600, { heartRateBpm: 140 }).map((sample) =>
      sample.atS === 0 ? { ...sample, heartRateBpm: 220 } : sample,
    );
    expect(await recordIn(makeGpx([samples]))).toMatchObject({ maxHeartRateBpm: 140 });
  });

  it.each([
    ["ns3:hr", "ns3:cad"],
    ["gpxdata:hr", "gpxdata:cadence"],
    ["heartrate", "cadence"],
  ])("and cadence are those of <%s> and <%s> in GPX, too", async (hr, cad) => {
    const gpx = makeGpx([evenRun(600, { heartRateBpm: 140, cadence: 170 })]);
    const named = gpx.replaceAll("gpxtpx:hr", hr).replaceAll("gpxtpx:cad", cad);
    expect(await recordIn(named)).toMatchObject({ averageHeartRateBpm: 140, cadenceSpm: 170 });
  });

  it("that rises for a while is the highest", async () => {
    const samples = evenRun(600).map((sample) => ({
      ...sample,
      heartRateBpm: sample.atS >= 500 ? 178 : 140,
    }));
    expect(await recordIn(makeGpx([samples]))).toMatchObject({ maxHeartRateBpm: 178 });
  });

  it("comes from the session or the laps where no reading has any", async () => {
    const fit = makeFit([{ session: { ...SESSION, avgHeartRate: 150, maxHeartRate: 170 } }]);
    const lap = { averageHeartRateBpm: 150, maxHeartRateBpm: 170 };
    const tcx = makeTcx([
      { seconds: 300, ...lap },
      { seconds: 300, ...lap, maxHeartRateBpm: 165 },
    ]);
    const withPlaces = makeTcx([{ seconds: 600, ...lap, samples: TEN_MINUTES }]);
    for (const content of [fit, tcx, withPlaces]) {
      expect(await recordIn(content)).toMatchObject({
        averageHeartRateBpm: 150,
        maxHeartRateBpm: 170,
      });
    }
  });

  it("and the cadence of laps count by how long each took", async () => {
    const tcx = makeTcx([
      { seconds: 900, averageHeartRateBpm: 140, cadence: 80 },
      { seconds: 300, averageHeartRateBpm: 160, cadence: 88 },
    ]);
    expect(await recordIn(tcx)).toMatchObject({ averageHeartRateBpm: 145, cadenceSpm: 164 });
  });

  it("of a strap that was not there is unknown, also where a session or a lap tells it", async () => {
    const none = { avgHeartRate: 254, maxHeartRate: 254 };
    const lap = { seconds: 600, averageHeartRateBpm: 255, maxHeartRateBpm: 255 };
    for (const content of [makeFit([{ session: { ...SESSION, ...none } }]), makeTcx([lap])]) {
      expect(await recordIn(content)).toMatchObject({
        averageHeartRateBpm: null,
        maxHeartRateBpm: null,
      });
    }
  });

  it("of two readings has no average above its highest", async () => {
    const samples = [110, 118].map((heartRateBpm, atS) => ({ atS, heartRateBpm }));
    const { averageHeartRateBpm, maxHeartRateBpm } = await recordIn(
      makeFit([{ samples, session: { totalTimerTime: 2, totalDistance: 6 } }]),
    );
    expect(maxHeartRateBpm).toBeGreaterThanOrEqual(averageHeartRateBpm ?? 1000);
  });

  it("that nobody measured is unknown, not 0", async () => {
    expect(await recordIn(makeGpx([TEN_MINUTES]))).toMatchObject({
      averageHeartRateBpm: null,
      maxHeartRateBpm: null,
    });
  });
});

describe("the time at each heart rate", () => {
  const beating = (bpmAt: (atS: number) => number) =>
    evenRun(600).map((sample) => ({ ...sample, heartRateBpm: bpmAt(sample.atS) }));
  const inTwoHalves = beating((atS) => (atS < 300 ? 142 : 158));
  const ofHalves = { fromBpm: 140, seconds: [300, 0, 0, 301] };

  it.each([
    ["FIT", () => makeFit([{ samples: inTwoHalves, session: SESSION }])],
    ["FIT without a session", () => makeFit([{ samples: inTwoHalves, session: null }])],
    ["GPX", () => makeGpx([inTwoHalves])],
    ["TCX", () => makeTcx([{ seconds: 600, samples: inTwoHalves }])],
  ])("is kept in bands of five beats a minute from %s", async (_, make) => {
    expect((await recordIn(make())).heartRateBands).toEqual(ofHalves);
  });

  it("is whole though each second has a reading of its own for the position", async () => {
    const samples = inTwoHalves.flatMap(({ atS, heartRateBpm, ...place }) => [
      { atS, ...place },
      { atS, heartRateBpm, cadence: 85 },
    ]);
    expect(await recordIn(makeFit([{ samples, session: null }]))).toMatchObject({
      distanceM: expect.closeTo(1800, 0),
      movingS: 600,
      averageHeartRateBpm: expect.closeTo(150, 0),
      cadenceSpm: 170,
      heartRateBands: ofHalves,
    });
  });

  it("is whole though readings of the position come between those of the heart", async () => {
    const samples = inTwoHalves.map(({ heartRateBpm, ...place }) =>
      place.atS % 2 === 1 ? place : { atS: place.atS, heartRateBpm, cadence: 85 },
    );
    expect(await recordIn(makeFit([{ samples, session: SESSION }]))).toMatchObject({
      averageHeartRateBpm: 150,
      cadenceSpm: 170,
      heartRateBands: { fromBpm: 140, seconds: [299, 0, 0, 302] },
    });
  });

  it("has no pause where two laps share a reading", async () => {
    const samples = beating(() => 150).filter(({ atS }) => atS % 10 === 0);
    const half = (from: number, to: number) =>
      samples.filter(({ atS }) => atS >= from && atS <= to);
    expect((await recordIn(makeGpx([half(0, 300), half(300, 600)]))).heartRateBands).toEqual({
      fromBpm: 150,
      seconds: [601],
    });
  });

  it("is that of each activity of a file", async () => {
    const later = START_MS + 3_600_000;
    const records = await recordsIn(
      makeFit([
        { samples: inTwoHalves, session: SESSION },
        { startMs: later, samples: beating(() => 150), session: SESSION },
      ]),
    );
    expect(records.map(({ heartRateBands }) => heartRateBands)).toEqual([
      ofHalves,
      { fromBpm: 150, seconds: [601] },
    ]);
  });

  it.each([
    ["though the time that is told for it does", 3000],
    ["where no time is told for it", undefined],
  ])("reaches into no later activity, %s", async (_, totalElapsedTime) => {
    const later = START_MS + 900_000;
    const records = await recordsIn(
      makeFit([
        { samples: inTwoHalves, session: { ...SESSION, totalElapsedTime } },
        { startMs: later, samples: beating(() => 180), session: SESSION },
      ]),
    );
    expect(records).toMatchObject([
      { averageHeartRateBpm: 150, maxHeartRateBpm: 158, heartRateBands: ofHalves },
      { averageHeartRateBpm: 180, maxHeartRateBpm: 180 },
    ]);
  });

  it("is a minute at most for one reading, and none for one that no heart has", async () => {
    const [readings, gap] = [beating((atS) => (atS === 10 ? 255 : 150)), 400];
    const samples = readings.filter(({ atS }) => atS <= 100 || atS > 100 + gap);
    expect((await recordIn(makeGpx([samples]))).heartRateBands).toEqual({
      fromBpm: 150,
      seconds: [100 + 60 + (600 - 100 - gap - 1)],
    });
  });

  it("is no longer than it took, however many readings a second has", async () => {
    const quarters = (sample: Sample) =>
      [0, 0.25, 0.5, 0.75].map((s) => ({ ...sample, atS: sample.atS + s }));
    const fourASecond = beating(() => 150)
      .filter(({ atS }) => atS < 300)
      .flatMap(quarters);
    const withoutStrap = evenRun(600).filter(({ atS }) => atS >= 300);
    expect((await recordIn(makeGpx([[...fourASecond, ...withoutStrap]]))).heartRateBands).toEqual({
      fromBpm: 150,
      seconds: [301],
    });
  });

  const rested = [
    ...beating(() => 150).filter(({ atS }) => atS <= 200),
    ...beating(() => 100).filter(({ atS }) => atS === 250),
    ...beating(() => 150).filter(({ atS }) => atS > 250),
  ];
  it.each([
    [
      "GPX",
      makeGpx([rested.filter(({ atS }) => atS < 250), rested.filter(({ atS }) => atS >= 250)]),
    ],
    ["FIT", makeFit([{ samples: rested, stopsS: [200], session: SESSION }])],
    ["FIT without a session", makeFit([{ samples: rested, stopsS: [200], session: null }])],
  ])("leaves out a pause in %s, after which a heart has calmed down", async (_, content) => {
    expect((await recordIn(content)).heartRateBands).toEqual({
      fromBpm: 100,
      seconds: [1, ...Array(9).fill(0), 201 + 350],
    });
  });

  it.each<[string, FitSession, seconds: number]>([
    ["its timer's start, its laps and its alerts", { events: NO_STOPS }, 601],
    ["stops that it tells in another order", { stopsS: [405, 205] }, 601 - 2 * 9],
  ])("has those pauses in FIT that it tells of: %s", async (_, told, seconds) => {
    const samples = beating(() => 150).filter(({ atS }) => atS % 10 === 0);
    const { heartRateBands } = await recordIn(makeFit([{ samples, session: SESSION, ...told }]));
    expect(heartRateBands).toEqual({ fromBpm: 150, seconds: [seconds] });
  });

  it.each([
    ["a run without a reading", makeFit([{ session: { ...SESSION, avgHeartRate: 150 } }])],
    ["a ride, which makes no load", makeGpx([inTwoHalves], { type: "cycling" })],
  ])("is not kept of %s", async (_, content) => {
    expect(await recordIn(content)).not.toHaveProperty("heartRateBands");
  });

  it("gives the load by zones, from the day a maximum is told and by whichever it is", async () => {
    const days = Array.from({ length: 28 }, (_, back) => NOW_MS - (back + 1) * 24 * 3_600_000);
    const records = await Promise.all(
      days.map((startMs) =>
        recordIn(makeTcx([{ seconds: 600, samples: inTwoHalves }], { startMs })),
      ),
    );
    const history = { activities: toHistory(records) };
    const loadBy = (maxHeartRateBpm: number | null) => {
      const athlete = { ...UNKNOWN_ATHLETE, maxHeartRateBpm };
      const { method, weeks } = trainingOf(history, dayNumberOf("2021-09-12"), 1, { athlete });
      return [method, weeks.at(-1)?.load ?? null];
    };
    // Of each ten minutes half is at 142 and half at 158: by 190 in the zones 3 and 4, by 230 in 2 and 2.
    expect(loadBy(190)).toEqual(["edwards", expect.closeTo(7 * (5 * 3 + 5 * 4), 0)]);
    expect(loadBy(230)).toEqual(["edwards", expect.closeTo(7 * 10 * 2, 9)]);
    expect(loadBy(null)).toEqual([null, null]);
  });
});

describe("time in motion", () => {
  it("leaves out the way between two segments", async () => {
    const later = evenRun(300).map((sample) => ({ ...sample, atS: sample.atS + 1000 }));
    expect(await recordIn(makeGpx([evenRun(300), later]))).toMatchObject({
      movingS: 600,
      elapsedS: 1300,
      distanceM: expect.closeTo(1800, 0),
    });
  });

  it("leaves out standing still", async () => {
    const [last] = evenRun(300).slice(-1);
    const standing = Array.from({ length: 100 }, (_, i) => ({ ...last, atS: 301 + i }));
    expect(await recordIn(makeGpx([[...evenRun(300), ...standing]]))).toMatchObject({
      movingS: 300,
      elapsedS: 400,
    });
  });

  it("is the watch's own, which stood still while it was paused", async () => {
    const session = { totalTimerTime: 500, totalElapsedTime: 640, totalDistance: 1800 };
    expect(await recordIn(makeFit([{ session }]))).toMatchObject({ movingS: 500, elapsedS: 640 });
    const laps = [{ seconds: 300 }, { seconds: 200, samples: evenRun(640) }];
    expect(await recordIn(makeTcx(laps))).toMatchObject({ movingS: 500, elapsedS: 640 });
  });

  it("is the sum of laps without end, which are not held", async () => {
    const [before, after] = makeTcx([]).split("</Activity>");
    const lap =
      "<Lap><TotalTimeSeconds>1</TotalTimeSeconds><DistanceMeters>3</DistanceMeters></Lap>";
    const tcx = `${before}${lap.repeat(200_000)}</Activity>${after}`;
    expect(await recordIn(tcx)).toMatchObject({ movingS: 200_000, distanceM: 600_000 });
  });

  it("on a treadmill without a sensor is all of it", async () => {
    const samples: Sample[] = evenRun(600).map(({ atS }) => ({ atS, heartRateBpm: 130 }));
    const record = await recordIn(makeFit([{ samples, session: null }]));
    expect(record).toMatchObject({ movingS: 600, distanceM: 0 });
  });

  it.each([
    ["its last known place", { latitude: 55.6, longitude: 12.5 }],
    ["no place", {}],
  ])("on a treadmill is all of it but the pauses, though each reading has %s", async (_, place) => {
    const still = evenRun(600).map(({ atS }) => ({ atS, ...place }));
    const segments = [still.slice(0, 300), still.slice(400)];
    expect(await recordIn(makeGpx(segments, { type: "treadmill_running" }))).toMatchObject({
      sport: "run",
      movingS: 499,
      elapsedS: 600,
      distanceM: 0,
    });
  });

  it("goes on with the readings after a session whose time ends too soon and has no distance", async () => {
    const samples = evenRun(600, { heartRateBpm: 150 });
    const short = { totalTimerTime: 300, totalElapsedTime: 300 };
    const whole = { distanceM: expect.closeTo(1800, 0), movingS: 600, elapsedS: 600 };
    const bands = { heartRateBands: { fromBpm: 150, seconds: [601] } };
    expect(await recordIn(makeFit([{ samples, session: short }]))).toMatchObject({
      ...whole,
      ...bands,
    });
    // Not so where the watch summed up a distance of its own, or where another session follows.
    expect(
      await recordIn(makeFit([{ samples, session: { ...short, totalDistance: 900 } }])),
    ).toMatchObject({ distanceM: 900, movingS: 300, elapsedS: 300 });
    const next = { startMs: START_MS + 7_200_000, samples, session: short };
    expect(await recordsIn(makeFit([{ samples, session: short }, next]))).toMatchObject([
      { distanceM: expect.closeTo(900, 0), movingS: 300, elapsedS: 300 },
      whole,
    ]);
  });

  it("leaves out a pause that FIT tells of, in time and distance", async () => {
    const samples = evenRun(600).filter(({ atS }) => atS <= 200 || atS > 250);
    const paused = makeFit([{ samples, stopsS: [200], session: null }]);
    expect(await recordIn(paused)).toMatchObject({
      movingS: 549,
      distanceM: expect.closeTo(3 * 549, 0),
    });
  });

  it("is whole though only every other reading has a position", async () => {
    const samples = TEN_MINUTES.map((sample) =>
      sample.atS % 2 === 1 ? { atS: sample.atS, heartRateBpm: 150 } : sample,
    );
    expect(await recordIn(makeFit([{ samples, session: null }]))).toMatchObject({
      movingS: 600,
      distanceM: expect.closeTo(1800, 0),
    });
  });

  it("leaves out a pause after which the heart rate comes before the position", async () => {
    const samples = evenRun(600).flatMap((sample) => {
      if (sample.atS === 250) return [{ atS: 250, heartRateBpm: 100 }];
      return sample.atS <= 200 || sample.atS > 250 ? [sample] : [];
    });
    const paused = makeFit([{ samples, stopsS: [200], session: null }]);
    expect(await recordIn(paused)).toMatchObject({
      movingS: 549,
      distanceM: expect.closeTo(3 * 549, 0),
    });
  });

  it("on a treadmill leaves out a gap of more than a minute", async () => {
    const samples: Sample[] = [0, 60, 120, 181, 241].map((atS) => ({ atS, heartRateBpm: 130 }));
    expect((await recordIn(makeFit([{ samples, session: null }]))).movingS).toBe(180);
  });

  it("leaves out the way between two of a watch's tracks, though it was counted", async () => {
    const counted = (fromS: number) =>
      evenRun(300).map(({ atS }) => ({ atS: fromS + atS, distanceM: 3 * (fromS + atS) }));
    const laps = [counted(0), counted(320)].map((samples) => ({ seconds: 0, samples }));
    expect((await recordIn(makeTcx(laps))).movingS).toBe(600);
  });

  it("counts what followed a jump once, where the watch counted it", async () => {
    const samples = evenRun(600).map((sample) => ({
      ...sample,
      distanceM: 3 * sample.atS,
      ...(sample.atS < 3 && { latitude: 40 }),
    }));
    expect((await recordIn(makeFit([{ samples, session: null }, {}]))).movingS).toBe(600);
  });

  it("is never more than the time in all", async () => {
    const session = { totalTimerTime: 700, totalElapsedTime: 600, totalDistance: 1800 };
    expect(await recordIn(makeFit([{ session }]))).toMatchObject({ movingS: 700, elapsedS: 700 });
  });
});

describe("distance", () => {
  it("is that of the laps together", async () => {
    const laps = [400, 400, 200].map((distanceM) => ({ seconds: 100, distanceM }));
    expect(await recordIn(makeTcx(laps))).toMatchObject({ distanceM: 1000, movingS: 300 });
  });

  it("and time go on with the readings where the last lap is missing, as Movescount wrote it", async () => {
    const samples = evenRun(600).map(({ atS }) => ({ atS, distanceM: 3 * atS }));
    const [first, rest] = [samples.slice(0, 201), samples.slice(201)];
    const laps = (...told: [seconds: number, distanceM: number][]) =>
      makeTcx(
        [first, rest].map((some, at) => {
          const [seconds = 0, distanceM = 0] = told[at] ?? [];
          return { seconds, distanceM, samples: some };
        }),
      );
    const missing = laps([200, 600], [200, 600]);
    expect(await recordIn(missing)).toMatchObject({ distanceM: 1800, movingS: 599, elapsedS: 600 });
    // Corrected by the runner, and with the seconds between a stop and the pause that it makes.
    for (const [told, whole] of [
      [laps([200, 500], [400, 1000]), { distanceM: 1500, movingS: 600 }],
      [laps([200, 600], [345, 1200]), { distanceM: 1800, movingS: 545 }],
      [laps([200, 600], [200, 1200]), { distanceM: 1800, movingS: 400 }],
    ] as const) {
      expect(await recordIn(told)).toMatchObject(whole);
    }
  });

  it("is the watch's own count before the way along the positions", async () => {
    const samples = evenRun(600).map((sample) => ({ ...sample, distanceM: 2 * sample.atS }));
    const tcx = makeTcx([{ seconds: 600, samples }]);
    expect((await recordIn(tcx)).distanceM).toBe(1200);
  });

  it("goes on where the watch began to count anew", async () => {
    const samples = evenRun(600).map(({ atS }) => ({ atS, distanceM: 3 * (atS % 301) }));
    expect((await recordIn(makeTcx([{ seconds: 600, samples }]))).distanceM).toBe(900 + 897);
  });

  it("is kept without a time, and to a tenth of a metre", async () => {
    const session = { totalDistance: 1800.27 };
    expect(await recordIn(makeFit([{ session }]))).toMatchObject({ movingS: 0, distanceM: 1800.3 });
  });

  it("leaves out where the receiver jumped away and back", async () => {
    const samples = evenRun(600).map((sample) =>
      sample.atS === 300 ? { ...sample, latitude: 56 } : sample,
    );
    expect((await recordIn(makeGpx([samples]))).distanceM).toBeCloseTo(1800, 0);
  });

  it.each([
    ["running", 1800],
    ["cycling", 1860],
  ])(
    "has 30 m within a second in it only where that can be, and %s comes to %i m",
    async (type, metres) => {
      const samples = evenRun(600).map((sample) =>
        sample.atS === 300 ? { ...sample, latitude: 55.6 + 930 / 111_195 } : sample,
      );
      const { distanceM } = await recordIn(makeGpx([samples], { type }));
      expect(Math.abs(distanceM - metres)).toBeLessThan(7);
    },
  );

  it("is there though the receiver began with where it was last, far away", async () => {
    const samples = evenRun(600).map((sample) =>
      sample.atS < 3 ? { ...sample, latitude: 40 } : sample,
    );
    const { distanceM, movingS } = await recordIn(makeGpx([samples]));
    expect(distanceM).toBeCloseTo(1800 - 3 * 3, 0);
    expect(movingS).toBe(600 - 3);
  });

  it.each([
    ["a clock that was put back an hour", [TEN_MINUTES.slice(0, 300), putBack(3600)]],
    ["halves in the wrong order", [TEN_MINUTES.slice(300), TEN_MINUTES.slice(0, 300)]],
  ])("with %s may lack a part, which is told", async (_, halves) => {
    const reading = await read(makeGpx([halves.flat()]));
    expect(reading).toMatchObject({
      records: [{ distanceM: expect.closeTo(900, -1) }],
      notes: [expect.stringContaining("Its times go back")],
    });
  });

  it.each([
    ["a reading twice", TEN_MINUTES.flatMap((sample) => [sample, sample])],
    ["a few readings late", [...TEN_MINUTES.slice(0, 300), ...putBack(20)]],
  ])("with %s is all there, and nothing is told", async (_, samples) => {
    const reading = await read(makeGpx([samples]));
    expect(reading).toMatchObject({
      records: [{ distanceM: expect.closeTo(1800, -1) }],
      notes: [],
    });
  });

  it("as the watch counted it is right whatever its clock did", async () => {
    const samples = [...TEN_MINUTES.slice(0, 300), ...putBack(200)];
    for (const content of [
      makeFit([{ samples, session: SESSION }]),
      makeTcx([{ seconds: 600, distanceM: 1800, samples }]),
    ]) {
      expect(await read(content)).toMatchObject({ records: [{ distanceM: 1800 }], notes: [] });
    }
    const uncounted = { totalTimerTime: 600, totalElapsedTime: 600 };
    for (const content of [
      makeFit([{ samples, session: uncounted }]),
      makeTcx([{ seconds: 600, samples }]),
    ]) {
      expect(await read(content)).toMatchObject({ notes: [expect.stringContaining("go back")] });
    }
  });

  it("goes on from where the receiver found itself again", async () => {
    const samples = evenRun(600).map((sample) =>
      sample.atS < 300 ? sample : { ...sample, latitude: (sample.latitude ?? 0) + 0.002 },
    );
    const { distanceM } = await recordIn(makeGpx([samples]));
    expect(distanceM).toBeGreaterThan(1800);
    expect(distanceM).toBeLessThan(1800 + 250);
  });

  it("along a quarter of the equator is that of the sphere", () => {
    const quarter = metresBetween({ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 90 });
    expect(quarter).toBeCloseTo((Math.PI / 2) * 6_371_008.8, 3);
  });
});

describe("the day of an activity", () => {
  const late = { startMs: Date.UTC(2021, 8, 12, 22, 30), session: SESSION };
  it("is the runner's where the file tells none", async () => {
    expect(await recordIn(makeFit([late]))).toMatchObject({ day: "2021-09-13", startMinute: 30 });
  });

  it("is that of the watch's own clock where the file tells it", async () => {
    const abroad = makeFit([late], { utcOffsetS: -7 * 3600 });
    expect(await recordIn(abroad)).toMatchObject({ day: "2021-09-12", startMinute: 15 * 60 + 30 });
    const india = makeFit([late], { utcOffsetS: 5.5 * 3600 });
    expect(await recordIn(india)).toMatchObject({ day: "2021-09-13", startMinute: 4 * 60 });
    const behind = makeFit([late], { utcOffsetS: -30 * 60 });
    expect(await recordIn(behind)).toMatchObject({ day: "2021-09-12", startMinute: 22 * 60 });
  });

  it("is the runner's where a maker writes UTC for the watch's own clock, and Garmin's is believed", async () => {
    const fromMaker = (manufacturer: string) =>
      recordIn(makeFit([late], { manufacturer, utcOffsetS: 0 }), "America/New_York");
    expect(await fromMaker("coros")).toMatchObject({
      day: "2021-09-12",
      startMinute: 18 * 60 + 30,
    });
    expect(await fromMaker("garmin")).toMatchObject({ startMinute: 22 * 60 + 30 });
  });

  it("does not follow a clock that is further off than any zone", async () => {
    const wrong = makeFit([late], { utcOffsetS: 40 * 3600 });
    expect(await recordIn(wrong)).toMatchObject({ day: "2021-09-13", startMinute: 30 });
  });
});

describe("a watch whose clock was set right while it recorded", () => {
  it.each([
    ["twenty days behind", START_MS - 20 * 86_400_000],
    ["where its maker begins to count", Date.UTC(1989, 11, 31)],
  ])("begins by the right clock, though it began %s", async (_, startMs) => {
    const setByS = (START_MS - startMs) / 1000;
    const samples = evenRun(600, { heartRateBpm: 140 }).map((sample) => ({
      ...sample,
      atS: sample.atS < 100 ? sample.atS : sample.atS + setByS,
    }));
    expect(await recordIn(makeFit([{ startMs, samples, session: SESSION }]))).toMatchObject({
      startAt: "2021-09-12T17:06:00.000Z",
      movingS: 600,
      heartRateBands: { fromBpm: 140, seconds: [501] },
    });
  });
});

describe("a run that was saved days after it ended", () => {
  it("began when it did", async () => {
    const timestamp = new Date(START_MS + 3 * 86_400_000);
    const fit = makeFit([{ samples: TEN_MINUTES, session: { ...SESSION, timestamp } }]);
    expect(await recordIn(fit)).toMatchObject({ startAt: "2021-09-12T17:06:00.000Z" });
  });

  it.each([
    ["a minute before", -60],
    ["in the second in which", 0],
    ["a few seconds after", 5],
  ])("began when it did, though it was saved %s another one began", async (_, afterS) => {
    const startMs = START_MS - 3 * 86_400_000;
    const saved = { ...SESSION, timestamp: new Date(START_MS + afterS * 1000) };
    const first = { startMs, samples: TEN_MINUTES, session: saved };
    const next = { samples: TEN_MINUTES, session: SESSION };
    expect(await recordsIn(makeFit([first, next]))).toMatchObject([
      { startAt: "2021-09-09T17:06:00.000Z" },
      { startAt: "2021-09-12T17:06:00.000Z" },
    ]);
  });
});

describe("several activities in one file", () => {
  it("are each a record, and the change between them none", async () => {
    const leg = (minutes: number, session: object) => ({
      startMs: START_MS + minutes * 60_000,
      samples: evenRun(540, { heartRateBpm: 120 + minutes }),
      session: { totalTimerTime: 540, totalElapsedTime: 540, totalDistance: 1620, ...session },
    });
    const fit = makeFit([
      leg(0, { sport: "swimming", subSport: "openWater" }),
      leg(10, { sport: "transition" }),
      leg(20, { sport: "cycling" }),
      leg(40, { sport: "running", subSport: "trail" }),
    ]);
    const reading = await read(fit);
    expect(reading).toMatchObject({
      kind: "activities",
      leftOut: [],
      records: [
        { sport: "swim", averageHeartRateBpm: 120, startAt: "2021-09-12T17:06:00.000Z" },
        { sport: "ride", averageHeartRateBpm: 140 },
        { sport: "trail-run", averageHeartRateBpm: 160, startAt: "2021-09-12T17:46:00.000Z" },
      ],
    });
  });

  it("are each of a GPX file's tracks", async () => {
    const two = makeGpx([TEN_MINUTES]).replace(
      "</gpx>",
      `<trk><trkseg>${evenRun(60)
        .map(({ atS, latitude }) => {
          const time = new Date(START_MS + 86_400_000 + atS * 1000).toISOString();
          return `<trkpt lat="${latitude}" lon="12"><time>${time}</time></trkpt>`;
        })
        .join("")}</trkseg></trk></gpx>`,
    );
    expect((await recordsIn(two)).map(({ day }) => day)).toEqual(["2021-09-12", "2021-09-13"]);
  });
});

describe("what was done", () => {
  it.each([
    ["trail_running", "trail-run"],
    ["9", "run"],
    ["Walking", "walk"],
    ["hiking", "hike"],
    ["Track Run", "run"],
    ["obstacle_run", "run"],
    ["Indoor Run", "run"],
    ["Running, Treadmill", "run"],
    ["running_trail", "trail-run"],
    ["Virtual Running", "virtual-run"],
    ["speed_walking", "walk"],
    ["ROAD_CYCLING", "ride"],
    ["Gravel Ride", "ride"],
    ["swimrun", "other"],
    ["wheelchair_push_run_speed", "other"],
    ["horseback_riding", "other"],
    ["kitesurfing", "other"],
  ])("a GPX type %s is %s", async (type, sport) => {
    expect((await recordIn(makeGpx([TEN_MINUTES], { type }))).sport).toBe(sport);
  });

  it.each([
    ["Cycling 8/21/20 2:53 pm", 3.5, "ride"],
    ["Running 13/04/2020 06:58", 1.5, "run"],
    ["<![CDATA[Walking 10/21/20 5:32 pm]]>", 1.9, "walk"],
    ["<![CDATA[20231013 Outdoor cycling]]>", 3.5, "ride"],
  ])(
    "is what the name %s of Runkeeper or Zepp Life says, whatever the pace",
    async (name, metresPerS, sport) => {
      const samples = evenRun(600).map(({ atS }) => ({
        atS,
        latitude: (metresPerS * atS) / 111_195,
      }));
      expect(await read(makeGpx([samples], { type: "", name }))).toMatchObject({
        records: [{ sport }],
        notes: [],
      });
    },
  );

  it("is what the type says, though a name of that form follows it", async () => {
    const gpx = makeGpx([TEN_MINUTES], { type: "", name: "" }).replace(
      /<trk>(<name><.name>)?(<type><.type>)?/,
      "<trk><type>running</type><name>Walking 10/21/20 5:32 pm</name>",
    );
    expect(gpx).toContain("<type>running");
    expect(await recordIn(gpx)).toMatchObject({ sport: "run", name: "Walking 10/21/20 5:32 pm" });
  });

  it.each([
    ["Running late", ""],
    ["Walking the dog 2023", ""],
    ["Cycling route 8/21/20", "trail_running"],
    ["Kiting 8/21/20 2:53 pm", ""],
    ["Evening", "unknown"],
  ])("is not what a name like %s says, with the type '%s'", async (name, type) => {
    expect(await read(makeGpx([TEN_MINUTES], { type, name }))).toMatchObject(
      type === "trail_running"
        ? { records: [{ sport: "trail-run" }], notes: [] }
        : { records: [{ sport: "run" }], notes: [expect.stringContaining("by its pace, run")] },
    );
  });

  it("is guessed by the pace where the file doesn't say, and the guess is told", async () => {
    const reading = await read(makeGpx([TEN_MINUTES], { type: "" }));
    expect(reading).toMatchObject({
      records: [{ sport: "run" }],
      notes: [expect.stringContaining("by its pace, run")],
    });
  });

  it.each([
    [1.6, "walk"],
    [1.8, "run"],
    [4.9, "run"],
    [5.1, "ride"],
  ])("at %f m/s is taken for a %s", async (metresPerS, sport) => {
    const samples = [{ atS: 0 }, { atS: 1000, distanceM: 0 }];
    const session = { totalTimerTime: 1000, totalDistance: 1000 * metresPerS };
    const [record] = await recordsIn(
      makeFit([{ samples, session: { ...session, sport: "generic" } }]),
    );
    expect(record?.sport).toBe(sport);
  });

  it("is what FIT says of it apart, where the watch wrote no session", async () => {
    const sport = [0x41, 0, 0, 12, 0, 1, 0, 1, 0, 1, 11]; // walking
    const records = [0x40, 0, 0, 20, 0, 1, 253, 4, 0x86, 0, 0, 0, 0, 0x3b, 0, 30, 0, 0, 0x3b];
    expect(await read(fitOf([...sport, ...records]))).toMatchObject({
      records: [{ sport: "walk" }],
      notes: [],
    });
  });

  it("is no run where the file says neither what it was nor how far it went", async () => {
    const session = { totalTimerTime: 600, sport: "generic" };
    expect(await read(makeFit([{ session }]))).toMatchObject({
      records: [{ sport: "other" }],
      notes: [expect.stringContaining("it isn't counted as a run")],
    });
  });

  it.each([
    [70, 7],
    [100, 10],
    [0, 0],
    [101, null],
  ])("has the effort that was rated on the watch, %i tenths", async (workoutRpe, rpe) => {
    const fit = makeFit([{ session: { ...SESSION, workoutRpe } }]);
    expect((await recordIn(fit)).sessionRpe).toBe(rpe);
  });

  it("has the name that the runner gave its profile on the watch", async () => {
    const fit = makeFit([{ session: { ...SESSION, sportProfileName: "Easy in the woods" } }]);
    expect((await recordIn(fit)).name).toBe("Easy in the woods");
  });

  it("names what recorded it, since Garmin asks to be named", async () => {
    const gpx = makeGpx([TEN_MINUTES]).replace('creator="test"', 'creator="Garmin Connect"');
    const tcx = makeTcx([{ seconds: 600 }]).replace(
      "</Activity>",
      "<Creator><Name>Garmin Forerunner 945</Name></Creator></Activity>",
    );
    expect((await recordIn(gpx)).device).toBe("Garmin Connect");
    expect((await recordIn(tcx)).device).toBe("Garmin Forerunner 945");
    expect((await recordIn(makeFit([{ session: SESSION }]))).device).toBe("Garmin");
  });

  it("is no planned workout that it followed", async () => {
    const plan = "<Training><Plan><Name>Intervals</Name></Plan></Training></Activity>";
    const tcx = makeTcx([{ seconds: 600 }]).replace("</Activity>", plan);
    expect((await recordIn(tcx)).device).toBeUndefined();
  });

  it.each([
    ["Forerunner 945", "Connect Api", "Garmin Forerunner 945"],
    ["EDGE305", "Garmin Training Center(r)", "Garmin EDGE305"],
    ["Garmin Edge 1000", "Connect Api", "Garmin Edge 1000"],
    ["Polar V800", "Polar Flow Mobile Viewer", "Polar V800"],
    ["", "Connect Api", undefined],
  ])("in TCX is '%s' from %s", async (model, author, device) => {
    const creator = model === "" ? "" : `<Creator><Name>${model}</Name></Creator>`;
    const tcx = makeTcx([{ seconds: 600 }])
      .replace("</Activity>", `${creator}</Activity>`)
      .replace("</Activities>", `</Activities><Author><Name>${author}</Name></Author>`);
    expect((await recordIn(tcx)).device).toBe(device);
  });

  const named = makeGpx([TEN_MINUTES], { name: "Løb på åsen" });
  const saying = (encoding: string) => named.replace('encoding="UTF-8"', encoding);
  it.each([
    ["Latin-1", Buffer.from(saying('encoding="ISO-8859-1"'), "latin1")],
    ["Latin-1 that says so with spaces", Buffer.from(saying("encoding = 'latin1'"), "latin1")],
    ["UTF-8 with a mark, whatever it says", `\ufeff${saying('encoding="ISO-8859-1"')}`],
    ["UTF-8 that says UTF-16", saying('encoding="utf-16"')],
    ["UTF-8 that says what nobody knows", saying('encoding="x-old-watch"')],
    ["UTF-8 that says nothing, after spaces", `   ${saying("")}`],
  ])("has its name in %s", async (_, content) => {
    expect((await recordIn(content)).name).toBe("Løb på åsen");
  });

  it("has its name on one line", async () => {
    const gpx = makeGpx([TEN_MINUTES], { name: "Evening &amp;\n tired\u202e" });
    expect((await recordIn(gpx)).name).toBe("Evening & tired");
  });
});

describe("what holds nothing that anybody did", () => {
  it.each([
    ["settings in FIT", makeFit([], { type: "settings" }), "isn't an activity (settings)"],
    ["FIT without a record", makeFit([]), "nothing was recorded"],
    ["a route", `<gpx><rte><rtept lat="1" lon="1"/></rte></gpx>`, "planned route"],
    ["a track without times", makeGpx([TEN_MINUTES]).replaceAll(/<time>.*?<\/time>/g, ""), "route"],
    ["a TCX course", "<TrainingCenterDatabase><Courses/></TrainingCenterDatabase>", "route"],
    [
      "a TCX activity without a time",
      makeTcx([{ seconds: 600 }]).replaceAll(/<Id>.*?<.Id>|StartTime=".*?"/g, ""),
      "no times",
    ],
  ])("is told so: %s", async (_, content, part) => {
    const reading = await read(content);
    expect(reading).toMatchObject({
      kind: "no-activity",
      reason: expect.stringContaining(part),
    });
  });
});

describe("FIT with more than is read here", () => {
  it("takes little memory, however many fields a reading has", async () => {
    const fields = Array.from({ length: 60 }, (_, field) => [field + 1, 1, 2]).flat();
    const reading = Buffer.alloc(65, 7);
    reading.writeUInt8(0);
    const readings = Array.from({ length: 60_000 }, (_, atS) => {
      reading.writeUInt32LE(START_MS / 1000 - 631_065_600 + atS, 1);
      return Buffer.from(reading);
    });
    const definition = Buffer.from([0x40, 0, 0, 20, 0, 61, 253, 4, 0x86, ...fields]);
    const bytes = fitOf(Buffer.concat([definition, ...readings]));
    const source = `
      const { readFit } = await import(${JSON.stringify(new URL("../../../../functions/providers/files/fit.ts", import.meta.url).href)});
      const { workerData, parentPort } = await import("node:worker_threads");
      parentPort.postMessage(readFit(workerData).kind);`;
    const worker = new Worker(source, {
      eval: true,
      workerData: bytes,
      resourceLimits: { maxOldGenerationSizeMb: 128 },
    });
    expect((await once(worker, "message"))[0]).toBe("efforts");
  });

  it("is read without developers' fields, whatever they are", async () => {
    const [developer, description] = [207, 206];
    const byte = (field: number) => [field, 1, 2];
    const described = [
      [0x4f, 0, 0, developer, 0, 1, ...byte(3)],
      [0x0f, 0],
      // Field 0 is of a type that FIT doesn't have.
      [0x4e, 0, 0, description, 0, 3, ...byte(0), ...byte(1), ...byte(2)],
      [0x0e, 0, 0, 0x1f],
    ];
    // A time and a developer's field of one byte.
    const readings = [
      [0x60, 0, 0, 20, 0, 1, 253, 4, 0x86, 1, 0, 1, 0],
      [0, 0, 0, 0, 0x3b, 7],
      [0, 30, 0, 0, 0x3b, 7],
    ];
    const whole = fitOf([...described, ...readings].flat());
    const unfinished = Buffer.from(whole.subarray(0, -2));
    unfinished.writeUInt32LE(0, 4);
    for (const content of [whole, unfinished]) {
      expect(await recordIn(content)).toMatchObject({ elapsedS: 30, movingS: 30 });
    }
  });
});

describe("FIT that is filled up with zeros, as recovered files are", () => {
  const zeros = new Uint8Array(4096);
  const first = makeFit([{ samples: TEN_MINUTES, session: SESSION }]);

  it("is what comes before them", async () => {
    expect(await recordIn(Buffer.concat([first, zeros]))).toEqual(await recordIn(first));
  });

  it("is each of the files that follow each other before them", async () => {
    const second = makeFit([{ startMs: START_MS + 3_600_000, samples: TEN_MINUTES }]);
    expect(await recordsIn(Buffer.concat([first, second, zeros]))).toHaveLength(2);
  });

  it("is damaged if it has a byte after them, or lacks its end", async () => {
    for (const bad of [
      Buffer.concat([first, zeros, Buffer.from([1])]),
      Buffer.concat([first.subarray(0, -100), zeros]),
    ]) {
      expect(await reasonFor(bad)).toMatch(/damaged or cut short/);
    }
  });
});

describe("FIT that was never finished, as of a watch whose battery died", () => {
  const whole = Buffer.from(makeFit([{ samples: TEN_MINUTES, session: null }]));
  /** Its header still says that nothing follows, and there is no checksum. */
  const unfinished = (lacks = 2, content: Uint8Array = whole) => {
    const bytes = Buffer.from(content.subarray(0, content.length - lacks));
    bytes.writeUInt32LE(0, 4);
    return bytes;
  };
  const expected = { distanceM: expect.closeTo(1800, 0), movingS: 600, sport: "run" };

  it("is all that it had recorded, and says so", async () => {
    const reading = await read(unfinished());
    expect(reading).toMatchObject({ records: [expected], leftOut: [] });
    expect(reading.kind === "activities" && reading.notes).toContain(filesText.unfinished);
    expect(await reasonFor(whole)).toBe("readable");
  });

  it.each<[string, Uint8Array]>([
    ["with half of a last reading", unfinished(2 + 5)],
    ["with its checksum", unfinished(0)],
    ["filled up with zeros", Buffer.concat([unfinished(), Buffer.alloc(4096)])],
  ])("is the same %s", async (_, content) => {
    expect(await recordIn(content)).toMatchObject({
      distanceM: expect.closeTo(1800, -1),
      movingS: expect.closeTo(600, -1),
    });
  });

  describe("and of many sports, each of which is written at its end", () => {
    const ride = { samples: TEN_MINUTES, session: { ...SESSION, sport: "cycling" } };
    const next = (more: FitSession) => ({ startMs: START_MS + 900_000, session: null, ...more });
    const activitiesIn = async (sessions: readonly FitSession[]) => {
      const content = unfinished(2, Buffer.from(makeFit(sessions)));
      const reading = await readActivityFile([content], { zone: "UTC", nowMs: NOW_MS });
      if (reading.kind !== "activities") throw new Error(reading.reason);
      return reading.activities.map(({ record: { sport, startMinute, movingS }, notes }) => ({
        ...{ sport, startMinute, movingS },
        notes,
      }));
    };
    const whole = { sport: "ride", startMinute: 1026, movingS: 600, notes: [] };

    it("is also what it had begun after the last one, and says so of that alone", async () => {
      const run = { sport: "run", startMinute: 1041, movingS: 600 };
      expect(await activitiesIn([ride, next({ samples: TEN_MINUTES })])).toEqual([
        whole,
        { ...run, notes: [filesText.sportGuessed("run"), filesText.unfinished] },
      ]);
      const sports = (sport: string) => [{ sport: "cycling" }, { sport }];
      const walk = next({ samples: TEN_MINUTES, sports: sports("walking") });
      expect(await activitiesIn([ride, walk])).toEqual([
        whole,
        { ...run, sport: "walk", notes: [filesText.unfinished] },
      ]);
      const transition = next({ samples: TEN_MINUTES, sports: sports("transition") });
      expect(await activitiesIn([ride, transition])).toMatchObject([{ sport: "ride" }]);
    });

    it("is that too after one without a distance, whose time it is no part of", async () => {
      const bike = { sport: "cycling", totalElapsedTime: 600, totalTimerTime: 600 };
      const heart = TEN_MINUTES.map(({ atS }) => ({ atS, heartRateBpm: 120 }));
      const run = next({
        samples: TEN_MINUTES,
        sports: [{ sport: "cycling" }, { sport: "running" }],
      });
      const read = [
        whole,
        { ...whole, sport: "run", startMinute: 1041, notes: [filesText.unfinished] },
      ];
      expect(await activitiesIn([{ samples: heart, session: bike }, run])).toEqual(read);
      expect(await activitiesIn([{ session: bike }, run])).toEqual(read);
    });

    it("is nothing more where its time leaves out a pause, or it says none", async () => {
      const paused = { samples: evenRun(900), session: SESSION };
      expect(await activitiesIn([paused, next({ samples: evenRun(0) })])).toMatchObject([
        { sport: "run", movingS: 600 },
      ]);
      const timeless = { samples: TEN_MINUTES, session: {} };
      expect(await activitiesIn([timeless, next({ samples: TEN_MINUTES })])).toHaveLength(1);
    });

    it("is no more than that where a reading or two came after it", async () => {
      expect(await activitiesIn([ride, next({ samples: evenRun(60) })])).toMatchObject([
        { sport: "ride", movingS: 600 },
      ]);
      expect(await activitiesIn([ride, next({ samples: evenRun(61) })])).toHaveLength(2);
      const finished = makeFit([ride, next({ samples: TEN_MINUTES })]);
      expect(await recordsIn(finished)).toHaveLength(1);
    });
  });

  it("is read with compressed timestamps too", async () => {
    const samples = Array.from({ length: 121 }, (_, n) => ({ atS: n * 5, distanceM: n * 15 }));
    const record = await recordIn(unfinished(2, makeCompressedFit(samples)));
    expect(record).toMatchObject({ distanceM: 1800, movingS: 600 });
  });

  it("is damaged if something in it is undefined, and no activity without a reading", async () => {
    expect(await reasonFor(unfinished(2, fitOf([0x0f, ...Buffer.alloc(40)])))).toMatch(/damaged/);
    const begun = Buffer.from(makeFit([{ session: null }]));
    expect(await reasonFor(unfinished(2, begun))).toMatch(/nothing was recorded/);
    expect(await reasonFor(fitOf([]))).toMatch(/nothing was recorded/);
  });
});

describe("FIT with compressed timestamps", () => {
  /** Every five seconds, with a pause of two minutes after five. */
  const samples = Array.from({ length: 121 }, (_, n) => ({
    atS: n * 5 + (n > 60 ? 120 : 0),
    distanceM: n * 15,
    heartRateBpm: 120 + Math.floor(n / 3),
  }));

  it.each([
    ["little-endian", { isBigEndian: false }],
    ["big-endian", { isBigEndian: true }],
  ])("is read as the same with full ones, %s", async (_, endian) => {
    const full = makeFit([{ samples, session: {} }]);
    const { device, ...expected } = await recordIn(full);
    expect(await recordIn(makeCompressedFit(samples, endian))).toEqual(expected);
    expect(expected).toMatchObject({ distanceM: 1800, elapsedS: 720, averageHeartRateBpm: 140 });
  });

  it("is each of the files that follow each other in one", async () => {
    const next = makeCompressedFit(samples, { startMs: START_MS + 3_600_000 });
    const both = await recordsIn(Buffer.concat([makeCompressedFit(samples), next]));
    expect(both.map(({ startAt, distanceM }) => [startAt, distanceM])).toEqual([
      ["2021-09-12T17:06:00.000Z", 1800],
      ["2021-09-12T18:06:00.000Z", 1800],
    ]);
  });

  it("is too long with more than a million entries", async () => {
    // One definition without fields, then a million entries of one byte each.
    const whole = fitOf(
      Buffer.concat([Buffer.from([0x40, 0, 0, 20, 0, 0]), Buffer.alloc(1e6, 0x80)]),
    );
    expect(await reasonFor(whole)).toContain("more than a million entries");
  });

  it("is named as damaged where it is cut short, was changed or lacks a definition", async () => {
    const whole = makeCompressedFit(samples);
    const changed = Buffer.from(whole);
    changed.writeUInt8(changed.readUInt8(whole.length - 40) ^ 1, whole.length - 40);
    for (const bad of [
      whole.subarray(0, -60),
      whole.subarray(0, -1),
      changed,
      makeCompressedFit(samples, { isDefined: false }),
    ]) {
      expect(await reasonFor(bad)).toMatch(/damaged or cut short/);
    }
  });
});

describe("a treadmill run in GPX, of which Garmin Connect writes no reading", () => {
  it.each([
    ["no segment", makeGpx([])],
    ["an empty segment", makeGpx([[]])],
    ["a single reading", makeGpx([TEN_MINUTES.slice(0, 1)])],
  ])("is left out with what to do instead: %s", async (_, content) => {
    expect(await read(content)).toMatchObject({
      kind: "unreadable",
      reason: expect.stringContaining("Export it as FIT or TCX"),
    });
  });
});

describe("a file that can't be used", () => {
  const fit = makeFit([{ samples: TEN_MINUTES, session: SESSION }]);
  const gpx = makeGpx([TEN_MINUTES]);
  const entities = (declared: string) =>
    makeGpx([TEN_MINUTES], { name: "&a;", prolog: `<!DOCTYPE gpx [${declared}]>` });
  const wide = `<gpx ${Array.from({ length: 300 }, (_, n) => `a${n}=""`).join(" ")}/>`;
  const deep = `<gpx>${"<a>".repeat(100)}${"</a>".repeat(100)}</gpx>`;
  it.each([
    ["of 0 bytes", "", "empty"],
    ["of 0 bytes, gzipped", gzipSync(""), "empty"],
    ["of another kind", "PNG and so on", "isn't a FIT, GPX or TCX"],
    ["that is a FIT file cut short", fit.subarray(0, fit.length - 100), "damaged or cut short"],
    ["that is a FIT file's first bytes", fit.subarray(0, 13), "damaged or cut short"],
    ["that is a FIT file with one byte changed", fit.with(200, 99), "damaged or cut short"],
    [
      "that is GPX cut short",
      gpx.slice(0, 5000),
      "XML is damaged or incomplete: it can't be read past line",
    ],
    ["that is GPX with a wrong tag in its third line", "<gpx>\n<trk>\n</gpx>", "past line 3."],
    ["that is GPX cut in its first tag", gpx.slice(0, 60), "XML is damaged or incomplete"],
    ["that is a gzip cut short", gzipSync(gpx).subarray(0, 900), "incomplete gzip"],
    ["that is a gzip of noise", gzipSync(gpx).fill(7, 20, 400), "gzip"],
    ["that is a page", "<!DOCTYPE html><html></html>", "a web page and not a file"],
    ["that is a page in capitals", "<!doctype HTML PUBLIC '-//W3C'><html/>", "a web page"],
    ["with an entity that grows", entities('<!ENTITY a "aaaaaaaaaa">'), "DOCTYPE"],
    ["with an entity from outside", entities('<!ENTITY a SYSTEM "file:///etc/passwd">'), "DOCTYPE"],
    [
      "with an entity nobody declared",
      makeGpx([TEN_MINUTES], { name: "&a;" }),
      "XML is damaged or incomplete",
    ],
    ["that is XML of another kind", "<kml></kml>", "another kind of XML (<kml>)"],
    [
      "whose first reading is in the future",
      makeGpx([[{ atS: 10 * 365 * 86_400 }, ...TEN_MINUTES]]),
      "Nothing in it is later than its first reading",
    ],
    ["nested without end", deep, "nested deeper"],
    ["with attributes without end", wide, "more attributes than any"],
  ])("%s", async (_, content, part) => {
    expect(await reasonFor(content)).toContain(part);
  });

  it("whose gzip unpacks to far more than it is", async () => {
    const bomb = gzipSync(
      Buffer.concat([Buffer.from("<gpx>"), Buffer.alloc(40 * 1024 * 1024, 32)]),
    );
    expect(await reasonFor(bomb)).toContain("more than 200 times its size");
  });

  it("that is longer than any activity", async () => {
    const long = Buffer.concat([fit, Buffer.alloc(33 * 1024 * 1024)]);
    expect(await reasonFor(gzipSync(long, { level: 0 }))).toContain("more than 32 MB");
  });

  it("whose FIT entries have no end", async () => {
    // One definition without fields, then a million entries of one byte each.
    const definition = Buffer.from([0x40, 0, 0, 20, 0, 0]);
    const whole = fitOf(Buffer.concat([definition, Buffer.alloc(1_000_001)]));
    expect(await reasonFor(whole)).toContain("more than a million entries");
  });

  it("whose FIT fields take time but no bytes", async () => {
    // Of a message that the SDK doesn't know, and so doesn't report.
    const fields = Array.from({ length: 100 }, (_, field) => [field, 0, 2]).flat();
    const definition = [0x40, 0, 0, 0, 0xff, 100, ...fields];
    expect(await reasonFor(fitOf([...definition, 0, 0]))).toContain("damaged or cut short");
  });

  it("whose FIT sessions would each look at every entry", async () => {
    const sessions = Array.from({ length: 101 }, () => ({ session: SESSION }));
    expect(await reasonFor(makeFit(sessions))).toContain("more than 100 activities in it");
  });

  it.each([
    [
      "gpx",
      `<trk><trkseg>${[1, 2].map((s) => `<trkpt><time>2021-09-12T17:06:0${s}Z</time></trkpt>`).join("")}</trkseg></trk>`,
    ],
    ["TrainingCenterDatabase", "<Activity><Id>2021-09-12T17:06:00Z</Id></Activity>"],
  ])("that is a <%s> with more activities than years have room for", async (root, one) => {
    const many = `<${root}>${one.repeat(50_001)}</${root}>`;
    expect(await reasonFor(many)).toContain("more than 50,000 activities");
  });

  it.each([
    ["metres", { seconds: 600, distanceM: 1e300 }],
    ["seconds", { seconds: 1e30, distanceM: 1800 }],
    ["metres that add up to no number", { seconds: 600, distanceM: 1.7e308 }],
  ])("that tells of %s which no activity has", async (_, lap) => {
    expect(await read(makeTcx([lap, lap]))).toMatchObject({
      records: [],
      leftOut: [expect.stringContaining("more than 10,000 km or 100 days")],
    });
  });

  it("that has one reading of another year", async () => {
    const [first, ...rest] = TEN_MINUTES;
    const early = { ...first, atS: -101 * 24 * 3600 };
    expect(await read(makeGpx([[early, ...rest]]))).toMatchObject({
      records: [],
      leftOut: [expect.stringContaining("100 days")],
    });
  });

  it("that begins in the future is told of, and one of a day ahead in another zone is in", async () => {
    const startsAt = (startMs: number) => read(makeFit([{ startMs, session: SESSION }]));
    expect(await startsAt(NOW_MS + 24 * 3_600_000)).toMatchObject({ leftOut: [] });
    expect(await startsAt(NOW_MS + 24 * 3_600_000 + 1000)).toMatchObject({
      records: [],
      leftOut: [expect.stringContaining("begins in the future")],
    });
  });

  it("that begins before the clock of the watch was set", async () => {
    const reading = await read(makeFit([{ startMs: Date.UTC(1990, 0, 1), session: SESSION }]));
    expect(reading).toMatchObject({ records: [], leftOut: [expect.stringContaining("clock")] });
  });
});
