import { type CheckInRecord, checkInRecord } from "../../../functions/messages/check-in.ts";
import { jsonOf } from "../../../functions/shared/json.ts";

export type ReadCheckIns =
  | { readonly answer: "check-ins"; readonly checkIns: readonly CheckInRecord[] }
  | { readonly answer: "unusable"; readonly problems: readonly string[] };

/**
 * Reads a check-in file: one check-in, or a list of them. Each problem names the field and the fix.
 *
 * @example
 * readCheckIns('{"places":["outside"],"painDuring":11}')
 * // { answer: "unusable", problems:
 * //   ["painDuring: must be a number from 0 to 10, or null where it isn't known"] }
 */
export function readCheckIns(text: string): ReadCheckIns {
  const json = jsonOf(text.replace(/^\uFEFF/, ""));
  if (json === undefined) {
    return { answer: "unusable", problems: ["the file isn't JSON; see docs/check-in.md"] };
  }
  const items: unknown[] = Array.isArray(json) ? json : [json];
  if (items.length === 0) {
    return { answer: "unusable", problems: ["the list is empty; give at least one check-in"] };
  }
  const checkIns: CheckInRecord[] = [];
  const problems: string[] = [];
  for (const [index, item] of items.entries()) {
    const read = checkInRecord.safeParse(item);
    if (read.success) checkIns.push(read.data);
    else {
      const within = Array.isArray(json) ? [`[${index}]`] : [];
      for (const issue of read.error.issues) {
        const path = [...within, ...issue.path.map(String)].join(".");
        problems.push(`${path === "" ? "check-in" : path}: ${issue.message}`);
      }
    }
  }
  return problems.length > 0 ? { answer: "unusable", problems } : { answer: "check-ins", checkIns };
}
