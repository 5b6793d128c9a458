import * as z from "zod/mini";
import type { NoticeId } from "../../ports/mail.ts";
import { jsonOf } from "../json.ts";

const noticeId = z.tuple([z.string().check(z.minLength(1)), z.string().check(z.minLength(1))]);

/** SES's own limit for the value of a tag, which may hold only letters, digits, `-` and `_`. */
const MAX_TAG = 256;

/**
 * A notice as the value of an SES tag, from which `noticeOfTag` reads it back exactly. Throws RangeError
 * when the ids together are too long for a tag.
 *
 *     noticeTag({ runnerId: "r1", notice: "digest:2021-09-12" }) // "WyJyMSIsImRpZ2VzdDoyMDIxLTA5LTEyIl0"
 */
export function noticeTag({ runnerId, notice }: NoticeId): string {
  const tag = Buffer.from(JSON.stringify([runnerId, notice])).toString("base64url");
  if (tag.length > MAX_TAG) throw new RangeError("The notice's ids are too long for a tag.");
  return tag;
}

/** The notice that a tag names; null for a tag that isn't ours. */
export function noticeOfTag(tag: string): NoticeId | null {
  const told = jsonOf(Buffer.from(tag, "base64url").toString("utf8"));
  const [runnerId, notice] = noticeId.safeParse(told).data ?? [];
  return runnerId === undefined || notice === undefined ? null : { runnerId, notice };
}
