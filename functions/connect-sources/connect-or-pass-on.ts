import type { ConnectionStore } from "../ports/connections.ts";

type Outcome = Awaited<ReturnType<ConnectionStore["connect"]>>;

/**
 * Connects an account to the runner who was asked. If it is another runner's here, that one gets what was
 * granted, as a new consent can end the previous one's tokens. If nobody can have it, the access is given back:
 * otherwise the service would go on listing us, and counting the runner, for somebody who has just left.
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
  const passedOn = owner === null ? outcome : await how.connect(owner);
  if (passedOn !== "connected") await how.revoke();
  return outcome === "account-taken" && passedOn === "being-erased" ? passedOn : outcome;
}
