import type { ConnectionStore } from "../ports/connections.ts";

type Outcome = Awaited<ReturnType<ConnectionStore["connect"]>>;

/**
 * Connects an account to the runner who was asked. If it is another runner's here, that one gets what was
 * granted, as a new consent can end the previous one's tokens; if it is nobody's, the access is given back.
 * An account that is still being erased is said to be that, rather than another runner's.
 */
export async function connectOrPassOn(
  runnerId: string,
  how: {
    readonly connect: (runnerId: string) => Promise<Outcome>;
    readonly ownerOf: () => Promise<string | null>;
    readonly revoke: () => Promise<unknown>;
  },
): Promise<Outcome> {
  const outcome = await how.connect(runnerId);
  if (outcome === "connected") return outcome;
  const owner = await how.ownerOf();
  if (owner === null) {
    await how.revoke();
    return outcome;
  }
  const passedOn = await how.connect(owner);
  return outcome === "account-taken" && passedOn === "being-erased" ? passedOn : outcome;
}
