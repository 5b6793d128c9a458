import { CrcCalculator } from "@garmin/fitsdk";
import { type Sample, START_MS } from "./make-files.ts";

/** A field by its number, its size and FIT's code for its type. */
type Field = readonly [number: number, size: number, type: number];

const FIT_EPOCH_S = 631_065_600;
const TIMESTAMP: Field = [253, 4, 0x86];
const HEART_RATE: Field = [3, 1, 2];
const DISTANCE: Field = [5, 4, 0x86];
const [FILE_ID, RECORD, SESSION] = [0, 20, 18];

/**
 * A FIT file as the Forerunner 70 wrote it: the time of a reading is five bits of its header, and written in
 * full only for the first one and after half a minute without any. By hand, as no encoder writes it.
 */
export function makeCompressedFit(
  samples: readonly Sample[],
  { isBigEndian = false, startMs = START_MS, isDefined = true } = {},
): Buffer {
  const data: number[] = [];
  const figure = (value: number, size: number) => {
    const bytes = Array.from({ length: size }, (_, at) => Math.floor(value / 256 ** at) % 256);
    data.push(...(isBigEndian ? bytes.toReversed() : bytes));
  };
  const define = (local: number, message: number, fields: readonly Field[]) => {
    data.push(0x40 | local, 0, isBigEndian ? 1 : 0);
    figure(message, 2);
    data.push(fields.length, ...fields.flat());
  };
  const timeOf = (atS: number) => Math.floor(startMs / 1000) - FIT_EPOCH_S + atS;

  define(0, FILE_ID, [[0, 1, 0]]);
  data.push(0, 4); // an activity
  define(1, RECORD, [TIMESTAMP]);
  if (isDefined) define(2, RECORD, [HEART_RATE, DISTANCE]);
  let before = Number.NEGATIVE_INFINITY;
  for (const { atS, heartRateBpm = 0xff, distanceM } of samples) {
    if (atS - before > 31) {
      data.push(1);
      figure(timeOf(atS), 4);
    }
    before = atS;
    data.push(0x80 | (2 << 5) | (timeOf(atS) & 0x1f), heartRateBpm);
    figure(distanceM === undefined ? 0xffffffff : Math.round(distanceM * 100), 4);
  }
  define(3, SESSION, [TIMESTAMP, [2, 4, 0x86], [5, 1, 0]]);
  data.push(3);
  figure(timeOf(samples.at(-1)?.atS ?? 0), 4);
  figure(timeOf(0), 4);
  data.push(1); // running

  return fitOf(data);
}

/** A FIT file of these bytes: definitions and messages. */
export function fitOf(data: Uint8Array | readonly number[]): Buffer {
  const header = Buffer.from([14, 16, 0, 0, 0, 0, 0, 0, ...Buffer.from(".FIT"), 0, 0]);
  header.writeUInt32LE(data.length, 4);
  const whole = Buffer.concat([header, Buffer.from(data), Buffer.alloc(2)]);
  const end = whole.length - 2;
  whole.writeUInt16LE(CrcCalculator.calculateCRC(whole, 0, end), end);
  return whole;
}
