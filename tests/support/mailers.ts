import type { Mail, Mailer } from "../../functions/ports/mail.ts";
import { NothingLeft } from "../../functions/shared/errors.ts";

/** A mail service that keeps what it took, and can be told to refuse or to break. */
export function fakeMailer() {
  const taken: Mail[] = [];
  let next: "take" | "refuse" | "hold-back" | "not-made" | "break-before" | "break-after" = "take";
  let meanwhile: () => Promise<unknown> = async () => undefined;
  const mailer: Mailer = {
    async send(mail) {
      const how = next;
      next = "take";
      await meanwhile();
      meanwhile = async () => undefined;
      if (how === "refuse") {
        return { outcome: "not-sent", reason: "No.", retryInS: null };
      }
      if (how === "hold-back") {
        return { outcome: "not-sent", reason: "Mail is held back.", retryInS: 21_600 };
      }
      if (how === "not-made") throw new NothingLeft(new TypeError("no such picture"));
      if (how === "break-before") throw new Error("connection lost");
      taken.push(mail);
      if (how === "break-after") throw new Error("connection lost");
      return { outcome: "sent", messageId: `m-${taken.length}` };
    },
  };
  return {
    mailer,
    taken,
    /** What the next call, and only that one, comes to, and what happens elsewhere while it is under way. */
    once(how: typeof next, elsewhere = meanwhile) {
      next = how;
      meanwhile = elsewhere;
    },
  };
}
