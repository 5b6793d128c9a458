import type { LimitStore } from "../ports/sign-in.ts";

export interface MayConnectDeps {
  readonly limits: LimitStore;
  readonly nowMs: () => number;
}

const PER_RUNNER = { atMost: 20, windowS: 24 * 3600 };

/**
 * Whether a runner may try to connect once more today: each time their history is fetched, under a limit of the
 * service's that all runners share, or a key is tried there.
 */
export function mayConnect(runnerId: string, { limits, nowMs }: MayConnectDeps): Promise<boolean> {
  return limits.take(`connecting of ${runnerId}`, PER_RUNNER, nowMs());
}
