import sax, { type SAXParser } from "sax";
import { filesText } from "../../wording/files.en.ts";

/** What a format does with its elements. Names come without their prefix. */
export interface XmlFormat {
  open(name: string, parent: string, attributes: Readonly<Record<string, string>>): void;
  /** The text directly inside an element, once it closes. */
  close(name: string, parent: string, text: string): void;
}

export type XmlReading<F> =
  | { readonly kind: "read"; readonly format: F }
  | { readonly kind: "unreadable"; readonly reason: string };

const DEEPEST = 64;
const LONGEST_TEXT = 4000;
/** The parser itself sets no limit on an element's attributes. A root names a dozen schemas. */
const MOST_ATTRIBUTES = 256;

/** Thrown by our own rules and by a format, to stop the parser there; `message` is for the runner. */
export class Refused extends Error {}

/**
 * Reads XML piece by piece, and hands each element to the format that `formatOf` returns for the root. A
 * DOCTYPE is refused, so nobody can declare an entity, and an incomplete file is unreadable. The parser
 * holds at most 64 KB of one piece. Never throws for a bad file.
 */
export async function readXml<F extends XmlFormat>(
  chunks: AsyncIterable<Uint8Array>,
  formatOf: (root: string) => F | null,
): Promise<XmlReading<F>> {
  const reader: SAXParser = sax.parser(true, { position: true });
  const names: string[] = [];
  let format: F | null = null;
  let text = "";

  reader.onerror = (error) => {
    throw error;
  };
  reader.ondoctype = (type) => {
    throw new Refused(/^\s*html/i.test(type) ? filesText.webPage : filesText.xmlDocType);
  };
  let attributesOfOne = 0;
  reader.onattribute = () => {
    attributesOfOne += 1;
    if (attributesOfOne > MOST_ATTRIBUTES) throw new Refused(filesText.xmlWide);
  };
  reader.onopentag = ({ name, attributes }) => {
    attributesOfOne = 0;
    const local = localName(name);
    if (names.length >= DEEPEST) throw new Refused(filesText.xmlDeep);
    if (format === null) {
      format = formatOf(local);
      if (format === null) throw new Refused(filesText.xmlOther(local.slice(0, 40)));
    }
    const flat: Record<string, string> = {};
    for (const [key, value] of Object.entries(attributes)) {
      if (typeof value === "string") flat[key] = value;
    }
    format.open(local, names.at(-1) ?? "", flat);
    names.push(local);
    text = "";
  };
  const take = (more: string) => {
    if (text.length < LONGEST_TEXT) text += more;
  };
  reader.ontext = take;
  reader.oncdata = take;
  reader.onclosetag = () => {
    const name = names.pop() ?? "";
    format?.close(name, names.at(-1) ?? "", text.slice(0, LONGEST_TEXT).trim());
    text = "";
  };

  try {
    let decoder: ReturnType<typeof decoderFor> | null = null;
    for await (const chunk of chunks) {
      decoder ??= decoderFor(chunk);
      reader.write(decoder.decode(chunk, { stream: true }));
    }
    reader.write(decoder?.decode() ?? "").close();
    // The parser accepts a file that ends within the prolog.
    if (format === null) return { kind: "unreadable", reason: filesText.xmlDamaged(1) };
    return { kind: "read", format };
  } catch (error) {
    if (error instanceof Refused) return { kind: "unreadable", reason: error.message };
    if (reader.error === null) throw error;
    return { kind: "unreadable", reason: filesText.xmlDamaged(reader.line + 1) };
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

/** UTF-16 or UTF-8 by its first bytes, otherwise by what the prolog says, otherwise UTF-8. */
function decoderFor(start: Uint8Array) {
  const marked = utf16In(start);
  if (marked !== null) return new TextDecoder(marked);
  const prolog = Buffer.from(start.subarray(0, 200)).toString("latin1");
  const [, said] = /^\s*<[^>]*?encoding\s*=\s*["']([\w-]{1,30})["']/.exec(prolog) ?? [];
  try {
    // A prolog that can be read this way is not in UTF-16, whatever it says.
    return new TextDecoder(said === undefined || /^utf-?16/i.test(said) ? "utf-8" : said);
  } catch {
    return new TextDecoder();
  }
}

/** Which UTF-16 the byte order mark tells of, or without one the zero beside a first plain letter; or null. */
export function utf16In(start: Uint8Array): "utf-16le" | "utf-16be" | null {
  const [first, second] = start;
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return "utf-16le";
  return (first === 0xfe && second === 0xff) || (first === 0 && second !== 0) ? "utf-16be" : null;
}

/** A figure as XML writes it; null if it isn't one. */
export function figureIn(text: string): number | null {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text))
    ? Number(text)
    : null;
}

/**
 * Milliseconds of an ISO 8601 time; one without a zone is UTC,
 * as GPX and TCX both require. Null if it isn't one.
 */
export function timeIn(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/i.test(text)) return null;
  const ms = Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`);
  return Number.isNaN(ms) ? null : ms;
}
