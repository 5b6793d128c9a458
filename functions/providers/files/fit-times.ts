import { CrcCalculator } from "@garmin/fitsdk";

/** A hundred hours at one record a second, with room for the intervals between heartbeats. */
export const MOST_MESSAGES = 1_000_000;

/** A file has more messages than that. */
export class TooLong extends Error {}

/** A file ends within a message. */
class CutShort extends RangeError {}

/** Only these can have their time in the header, which has two bits for the local type. */
const LOCAL_TYPES = 4;
const TIMESTAMP = 253;
const UINT32 = 0x86;
/** FIT's value for a time that isn't known. */
const NO_TIME = 0xffffffff;

interface Definition {
  readonly isBigEndian: boolean;
  /** Bytes of each message after its header. */
  readonly size: number;
  /** Where in a message its own time is; null without one. */
  readonly timeAt: number | null;
  /** Whether a time is put before each message. */
  readonly isStamped: boolean;
}

/**
 * The messages of a FIT file, each with its time written out, for `Decoder.read({ dataOnly: true })`. Some
 * watches (Garmin's Forerunner 70) write a time as five bits of a message's header: the seconds since the one
 * before, modulo 32. Garmin's decoder for JavaScript refuses that. So each message of a type that may be
 * written so gets a field for the time, empty where the file has none. Throws a RangeError if the file is
 * cut short, has a wrong checksum, or has a message that nothing defines, and TooLong. A file that was never
 * finished (`isUnfinished`) has no checksum, and ends wherever it does.
 *
 * Source: FIT Protocol, "Compressed Timestamp Header".
 */
export function writeOutTimes(bytes: Uint8Array): Uint8Array {
  // A message grows by four bytes at most.
  const written = Buffer.alloc(bytes.length + 4 * MOST_MESSAGES);
  let length = 0;
  let messages = 0;
  const count = () => {
    messages += 1;
    if (messages > MOST_MESSAGES) throw new TooLong();
  };
  const put = (some: Uint8Array | readonly number[]) => {
    written.set(some, length);
    length += some.length;
  };
  // Several files may follow each other in one.
  for (let rest = Buffer.from(bytes); rest.length > 0; ) {
    const start = rest.readUInt8(0);
    if (isUnfinished(rest)) {
      try {
        rewrite(rest.subarray(start), put, count);
      } catch (error) {
        if (!(error instanceof CutShort)) throw error;
      }
      break;
    }
    const end = start + rest.readUInt32LE(4);
    if (rest.readUInt16LE(end) !== CrcCalculator.calculateCRC(rest, 0, end)) {
      throw new RangeError("The checksum is wrong.");
    }
    rewrite(rest.subarray(start, end), put, count);
    rest = rest.subarray(end + 2);
  }
  // Where the checksum would be.
  put([0, 0]);
  return written.subarray(0, length);
}

/**
 * Whether a file says that nothing follows its header, and something does. The size is written there when the
 * watch has finished; Garmin's other decoders go on reading then as well.
 */
export function isUnfinished(bytes: Buffer): boolean {
  return bytes.readUInt32LE(4) === 0 && bytes.length > bytes.readUInt8(0) + 2;
}

function rewrite(
  data: Buffer,
  put: (some: Uint8Array | readonly number[]) => void,
  count: () => void,
): void {
  const definitions = new Map<number, Definition>();
  let clock: number | null = null;
  let at = 0;
  const take = (length: number) => {
    if (at + length > data.length) throw new CutShort("The file is cut short.");
    at += length;
    return data.subarray(at - length, at);
  };

  while (at < data.length) {
    count();
    const header = take(1).readUInt8();
    if ((header & 0xc0) === 0x40) {
      const local = header & 0xf;
      const about = take(5);
      const fields = take(about.readUInt8(4) * 3);
      const more = (header & 0x20) === 0 ? about.subarray(0, 0) : take(1);
      const extra = Buffer.concat([more, take((more[0] ?? 0) * 3)]);
      const definition = definitionOf(local, about, fields, extra);
      definitions.set(local, definition);
      put([header]);
      if (definition.isStamped) {
        put(about.subarray(0, 4));
        put([about.readUInt8(4) + 1, TIMESTAMP, 4, UINT32]);
      } else put(about);
      put(fields);
      put(extra);
      continue;
    }
    const isCompressed = (header & 0x80) !== 0;
    const local = isCompressed ? (header >> 5) & 3 : header & 0xf;
    const definition = definitions.get(local);
    if (definition === undefined) {
      // A checksum's two bytes may stand where an unfinished file ends.
      if (data.length - at <= 1) throw new CutShort("The file is cut short.");
      throw new RangeError("A message isn't defined.");
    }
    const { isBigEndian, size, timeAt, isStamped } = definition;
    const message = take(size);
    let time = NO_TIME;
    if (timeAt !== null) {
      time = isBigEndian ? message.readUInt32BE(timeAt) : message.readUInt32LE(timeAt);
    } else if (isCompressed && clock !== null) {
      time = clock + (((header & 0x1f) - clock) & 0x1f);
    }
    if (time < NO_TIME) clock = time;
    put([local]);
    if (isStamped) {
      const stamp = Buffer.alloc(4);
      if (isBigEndian) stamp.writeUInt32BE(time);
      else stamp.writeUInt32LE(time);
      put(stamp);
    }
    put(message);
  }
}

/** Fields and developer fields have three bytes each, of which the second is the size. */
function definitionOf(local: number, about: Buffer, fields: Buffer, extra: Buffer): Definition {
  let size = 0;
  let timeAt: number | null = null;
  for (let at = 0; at < fields.length; at += 3) {
    const length = fields.readUInt8(at + 1);
    if (fields.readUInt8(at) === TIMESTAMP && length === 4) timeAt = size;
    size += length;
  }
  for (let at = 1; at < extra.length; at += 3) size += extra.readUInt8(at + 1);
  return {
    isBigEndian: about.readUInt8(1) !== 0,
    size,
    timeAt,
    isStamped: local < LOCAL_TYPES && timeAt === null,
  };
}
