import { farewellEmail } from "../email/account-letters.ts";
import type { ErasureMessage } from "../messages/erasure.ts";
import type { PromptEvent } from "../messages/provider-event.ts";
import type { ProviderHint } from "../messages/provider-hint.ts";
import type { ConnectionList } from "../ports/connections.ts";
import type { Queue } from "../ports/queue.ts";
import type { Runner, RunnerStore } from "../ports/runner.ts";
import type { UnreadUploads } from "../ports/uploads.ts";
import { FAREWELL } from "../shared/mail/farewell.ts";
import { type SendOnceDeps, sendOnce } from "../shared/mail/send-once.ts";
import { type EraseNowDeps, eraseNow } from "../shared/runner/erase-now.ts";

export interface EraseRunnerDeps extends SendOnceDeps, EraseNowDeps {
  readonly runners: Pick<RunnerStore, "find">;
  readonly connections: ConnectionList;
  /** For Strava. */
  readonly events: Queue<PromptEvent>;
  /** For the other services. */
  readonly hints: Queue<ProviderHint>;
  readonly erasures: Queue<ErasureMessage>;
  readonly unread: UnreadUploads;
  readonly publicUrl: string;
}

/** Access is given back within seconds, and the connection is forgotten two minutes later. */
const LOOK_AGAIN_S = 150;
/** Longer than another worker can go on retrying a message from before the erasure. */
const SWEEP_S = 900;

/**
 * Erases an account in steps that can each be repeated without harm: after a crash anywhere, the next
 * attempt carries on. The profile goes last, since it says whom to tell.
 */
export async function eraseRunner(
  message: ErasureMessage,
  deps: EraseRunnerDeps,
): Promise<{ outcome: string }> {
  const { kind, runnerId } = message;
  if (kind === "sweep" && (await deps.runners.find(runnerId)) !== null) {
    return { outcome: "an account again" };
  }
  // Each time, as a worker that was already running may have stored something before a service was left.
  const runner = await eraseNow(runnerId, deps);
  // A file that still arrives through an earlier form is removed by the worker that would have read it.
  await deps.unread.erase(runnerId);
  if (await isConnected(runnerId, message.left, deps)) {
    await deps.erasures.send([{ ...message, left: true }], LOOK_AGAIN_S);
    return { outcome: "waits for a service" };
  }
  if (runner === null) {
    await deps.accounts.eraseAll(runnerId);
    return { outcome: "swept" };
  }
  await sendOnce(farewell(runner, deps.publicUrl), deps);
  await deps.erasures.send([{ kind: "sweep", runnerId, left: false }], SWEEP_S);
  await deps.accounts.eraseAll(runnerId);
  return { outcome: "erased" };
}

/**
 * Gives every access back, and returns whether that is still under way. The workers that do it need no
 * profile.
 */
async function isConnected(
  runnerId: string,
  left: boolean,
  deps: EraseRunnerDeps,
): Promise<boolean> {
  const providers = await deps.connections.of(runnerId);
  for (const provider of providers) {
    await deps.connections.beginLeaving(runnerId, provider, Date.parse(deps.now()));
    // Only once: work that waits for a service returns to its queue by itself, and so would every further
    // message.
    if (left) continue;
    await (provider === "strava"
      ? deps.events.send([{ kind: "leave", provider, runnerId }], 0)
      : deps.hints.send([{ kind: "reconcile", provider, runnerId }], 0));
  }
  return providers.length > 0;
}

function farewell({ id, email }: Pick<Runner, "id" | "email">, publicUrl: string) {
  const mail = {
    to: email,
    ...farewellEmail(publicUrl),
    headers: {},
    notice: { runnerId: id, notice: FAREWELL },
  };
  return { mail, kind: "farewell" as const, remember: {} };
}
