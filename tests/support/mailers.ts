import type { Mail, Mailer } from "../../functions/ports.ts";

/** A mail service that keeps what it took, and can be told to refuse or to break. */
export function fakeMailer() {
  const taken: Mail[] = [];
  let next: "take" | "refuse" | "break-before" | "break-after" = "take";
  const mailer: Mailer = {
    async send(mail) {
      const how = next;
      next = "take";
      if (how === "refuse") return { outcome: "not-sent", reason: "MessageRejected" };
      if (how === "break-before") throw new Error("connection lost");
      taken.push(mail);
      if (how === "break-after") throw new Error("connection lost");
      return { outcome: "sent", messageId: `m-${taken.length}` };
    },
  };
  return {
    mailer,
    taken,
    /** How the next call, and only that one, goes. */
    once(how: typeof next) {
      next = how;
    },
  };
}
