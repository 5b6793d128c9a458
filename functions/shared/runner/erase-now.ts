import type { AccountStore } from "../../ports/account.ts";
import type { Runner } from "../../ports/runner.ts";

export interface EraseNowDeps {
  readonly accounts: AccountStore;
  /** A new id on each call, hard to guess. */
  readonly randomId: () => string;
  readonly now: () => string;
}

/**
 * The part of an erasure that needs no other service. The page does it too, so that it is done by the time
 * the page answers.
 */
export async function eraseNow(
  runnerId: string,
  { accounts, randomId, now }: EraseNowDeps,
): Promise<Pick<Runner, "id" | "email"> | null> {
  const keys = { linkKey: randomId(), sessionKey: randomId() };
  const runner = await accounts.beginErasing(runnerId, keys, now());
  if (runner !== null) await accounts.releaseAddresses(runner);
  await accounts.eraseItems(runnerId);
  return runner;
}
