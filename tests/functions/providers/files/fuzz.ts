import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { activityRecord } from "../../../../functions/messages/activity.ts";
import { readActivityFile } from "../../../../functions/providers/files/read-file.ts";
import { readUpload } from "../../../../functions/providers/files/read-upload.ts";
import { makeCompressedFit } from "../../../support/make-compressed-fit.ts";
import { evenRun, makeFit, makeGpx, makeTcx, NOW_MS } from "../../../support/make-files.ts";
import { makeZip } from "../../../support/make-zip.ts";

const samples = evenRun(40, { heartRateBpm: 140, cadence: 84 });
const session = { totalTimerTime: 40, totalElapsedTime: 40, totalDistance: 120, workoutRpe: 50 };
const fit = Buffer.from(
  makeFit([{ samples, session }, { session: { sport: "cycling", ...session } }], {
    utcOffsetS: 7200,
  }),
);
const compressedFit = makeCompressedFit(samples);
const gpx = Buffer.from(makeGpx([samples, samples]));
const tcx = Buffer.from(
  makeTcx([{ seconds: 40, distanceM: 120, averageHeartRateBpm: 140, cadence: 84, samples }]),
);

/** A whole file of each format, to be damaged. */
export const formats = {
  fit,
  compressedFit,
  gpx,
  tcx,
  gzip: gzipSync(gpx),
  zip: makeZip([
    { name: "a.fit", data: fit },
    { name: "b.gpx.gz", data: gzipSync(gpx) },
    { name: "nested.zip", data: makeZip([{ name: "c.tcx", data: tcx }]) },
  ]),
};
export type Format = keyof typeof formats;

/** What a broken program or a malicious person might write instead of figures and tags. */
const NASTY = [
  "-1",
  "1e999",
  "NaN",
  "999999999999999999999",
  "9999-99-99T99:99:99Z",
  "-271821-04-20T00:00:00Z",
  "&amp;&#0;&#x10ffff;",
  "<trkpt>",
  "</trk>",
  "<![CDATA[",
  "<!--",
  "__proto__",
  "\u0000",
];

type Edit =
  | { readonly kind: "digit"; readonly at: number; readonly byte: number }
  | { readonly kind: "set"; readonly at: number; readonly byte: number }
  | { readonly kind: "cut"; readonly at: number; readonly length: number }
  | {
      readonly kind: "repeat";
      readonly at: number;
      readonly length: number;
      readonly times: number;
    }
  | { readonly kind: "put"; readonly at: number; readonly text: string }
  | { readonly kind: "end"; readonly at: number };

const place = fc.double({ min: 0, max: 1, noNaN: true });
const digit = fc.record({
  kind: fc.constant("digit" as const),
  at: place,
  byte: fc.integer({ min: 45, max: 57 }),
});
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 6, arbitrary: digit },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("set" as const),
      at: place,
      byte: fc.integer({ min: 0, max: 255 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("put" as const),
      at: place,
      text: fc.constantFrom(...NASTY),
    }),
  },
  fc.record({
    kind: fc.constant("cut" as const),
    at: place,
    length: fc.integer({ min: 1, max: 200 }),
  }),
  fc.record({
    kind: fc.constant("repeat" as const),
    at: place,
    length: fc.integer({ min: 1, max: 200 }),
    times: fc.integer({ min: 1, max: 50 }),
  }),
  fc.record({ kind: fc.constant("end" as const), at: place }),
);
// Equally likely anywhere: damage at the very beginning or end leaves little of a file.
export const damage = fc.noBias(
  fc.record({
    edits: fc.array(edit, { minLength: 1, maxLength: 3 }),
    /** Half of them get correct checksums again, or the reader would stop at those. */
    isResealed: fc.boolean(),
  }),
);
export type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

export function damaged(format: Format, { edits, isResealed }: Damage): Buffer {
  if (!isResealed) return edited(formats[format], edits);
  switch (format) {
    case "fit":
    case "compressedFit":
      return resealed(edited(formats[format], edits));
    case "gzip":
      return gzipSync(edited(gpx, edits));
    case "zip":
      return makeZip([
        { name: "a.fit", data: resealed(edited(fit, edits)) },
        { name: "nested.zip", data: edited(formats.zip, edits) },
      ]);
    default:
      return edited(formats[format], edits);
  }
}

function edited(whole: Buffer, edits: readonly Edit[]): Buffer {
  let bytes: Buffer = Buffer.from(whole);
  for (const one of edits) {
    const at = Math.floor(one.at * bytes.length);
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
    switch (one.kind) {
      case "set":
        bytes = Buffer.from(bytes);
        if (at < bytes.length) bytes[at] = one.byte;
        break;
      case "digit": {
        // The next digit from here, so that everything around it stays whole.
        bytes = Buffer.from(bytes);
        const found = after.findIndex((byte) => byte >= 48 && byte <= 57);
        if (found >= 0) bytes[at + found] = one.byte;
        break;
      }
      case "cut":
        bytes = Buffer.concat([before, after.subarray(one.length)]);
        break;
      case "repeat": {
        const piece = after.subarray(0, one.length);
        bytes = Buffer.concat([before, ...Array.from({ length: one.times }, () => piece), after]);
        break;
      }
      case "put":
        bytes = Buffer.concat([before, Buffer.from(one.text), after.subarray(one.text.length)]);
        break;
      case "end":
        bytes = Buffer.from(before);
        break;
    }
  }
  return bytes;
}

/** Gives bytes a header and a checksum that fit what is between them. */
function resealed(bytes: Buffer): Buffer {
  if (bytes.length < 16) return bytes;
  const header = Buffer.from(fit.subarray(0, 14));
  const data = bytes.subarray(14, -2);
  header.writeUInt32LE(data.length, 4);
  header.writeUInt16LE(0, 12); // no checksum of its own
  const whole = Buffer.concat([header, data, Buffer.alloc(2)]);
  whole.writeUInt16LE(fitCrc(whole.subarray(0, -2)), whole.length - 2);
  return whole;
}

/** CRC-16/ARC, as FIT uses it. */
function fitCrc(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}

export interface Read {
  readonly records: number;
  readonly cpuMs: number;
}

/** Reads bytes. Throws if the reader does, or if it returns something that is not a record. */
export async function readAnything(format: Format, bytes: Buffer): Promise<Read> {
  const before = process.cpuUsage();
  const records = format === "zip" ? await fromDisk(bytes) : await fromMemory(bytes);
  const { user, system } = process.cpuUsage(before);
  for (const record of records) activityRecord.parse(record);
  return { records: records.length, cpuMs: (user + system) / 1000 };
}

async function fromMemory(bytes: Buffer) {
  const reading = await readActivityFile([bytes], { zone: "Europe/Copenhagen", nowMs: NOW_MS });
  return reading.kind === "activities" ? reading.activities.map(({ record }) => record) : [];
}

async function fromDisk(bytes: Buffer) {
  const folder = await mkdtemp(join(tmpdir(), "stridewell-fuzz-"));
  try {
    const path = join(folder, "export.zip");
    await writeFile(path, bytes);
    const reading = await readUpload(path, { zone: "Europe/Copenhagen", nowMs: NOW_MS });
    return reading.kind === "read" ? reading.upload.records : [];
  } finally {
    await rm(folder, { recursive: true });
  }
}
