import { writeFile } from "node:fs/promises";
import { CrcCalculator } from "@garmin/fitsdk";
import { evenRun, makeFit } from "./make-files.ts";
import { makeZip } from "./make-zip.ts";

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;

/**
 * Writes a zip like Garmin's export: zips in a zip, of FIT files that last an hour each with a reading every
 * second, each one a day before the one in front of it. One file takes some 43 kB in there.
 */
export async function writeGarminExport(
  path: string,
  { zips, filesInEach }: { readonly zips: number; readonly filesInEach: number },
): Promise<void> {
  const hour = makeFit([{ samples: noisy(HOUR_S), session: { totalTimerTime: HOUR_S } }]);
  const parts = Array.from({ length: zips }, (_, part) => ({
    name: `DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part${part + 1}.zip`,
    data: makeZip(
      Array.from({ length: filesInEach }, (_, file) => {
        const day = part * filesInEach + file;
        return { name: `runner_${day}.fit`, data: earlierFit(hour, day * DAY_S) };
      }),
    ),
  }));
  await writeFile(path, makeZip(parts));
}

/** As uneven as a watch's readings, so that they compress no better. */
function noisy(seconds: number) {
  const around = (figure: number, spread: number) => figure + (Math.random() - 0.5) * spread;
  return evenRun(seconds).map((sample) => ({
    ...sample,
    latitude: around(sample.latitude ?? 0, 1e-5),
    longitude: around(sample.longitude ?? 0, 1e-5),
    distanceM: around(3 * sample.atS, 1),
    heartRateBpm: Math.round(around(145, 10)),
    cadence: Math.round(around(87, 4)),
  }));
}

/** The fields that hold a time under another number than 253, by the number of their message. */
const TIMES: Readonly<Record<number, number>> = { 0: 4, 18: 2 };
const TIMESTAMP = 253;

/** The same FIT file so many seconds earlier; Garmin's encoder would take a hundred times as long. */
function earlierFit(fit: Uint8Array, seconds: number): Uint8Array {
  const moved = Buffer.from(fit);
  const end = moved.length - 2;
  const layouts = new Map<number, { readonly size: number; readonly times: readonly number[] }>();
  let at = 14;
  while (at < end) {
    const header = moved.readUInt8(at);
    at += 1;
    if ((header & 0x40) !== 0) {
      const mesgNum = moved.readUInt16LE(at + 2);
      const fields = moved.readUInt8(at + 4);
      at += 5;
      let size = 0;
      const times: number[] = [];
      for (let field = 0; field < fields; field += 1, at += 3) {
        const number = moved.readUInt8(at);
        if (number === TIMESTAMP || number === TIMES[mesgNum]) times.push(size);
        size += moved.readUInt8(at + 1);
      }
      layouts.set(header & 0x0f, { size, times });
      continue;
    }
    const layout = layouts.get(header & 0x0f);
    if (layout === undefined) throw new Error("The file has a message of no layout.");
    for (const time of layout.times) {
      moved.writeUInt32LE(moved.readUInt32LE(at + time) - seconds, at + time);
    }
    at += layout.size;
  }
  moved.writeUInt16LE(CrcCalculator.calculateCRC(moved, 0, end), end);
  return moved;
}
