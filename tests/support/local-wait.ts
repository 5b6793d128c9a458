import { setTimeout as pause } from "node:timers/promises";

/** Calls `look` again and again until it returns something other than undefined or false. */
export async function until<T>(
  look: () => T | Promise<T>,
  limitMs = 10_000,
): Promise<Exclude<T, undefined | false>> {
  const endMs = Date.now() + limitMs;
  // A look uses the same processor as what is being waited for, so it comes soon at first, then less often.
  for (let waitMs = 5; ; waitMs = Math.min(60, waitMs * 1.5)) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen as Exclude<T, undefined | false>;
    if (Date.now() > endMs) throw new Error(`It did not happen within ${limitMs} ms.`);
    await pause(waitMs);
  }
}
