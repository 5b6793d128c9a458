import type { ActivityRecord } from "../messages/activity.ts";
import { runnerId } from "../messages/runner-id.ts";
import type { ToldActivityStore } from "../ports/activities.ts";
import type { RunnerStore } from "../ports/runner.ts";
import type { LimitStore } from "../ports/sign-in.ts";
import { webhookFacts } from "../providers/webhook/facts.ts";
import { parseOwn } from "../providers/webhook/parse.ts";
import { verifyOwn } from "../providers/webhook/verify.ts";
import { type AskNudgesDeps, askNudgesAfter } from "../shared/events/ask-nudges.ts";
import type { JsonAnswer } from "../shared/http/json-handler.ts";
import type { PostedRequest } from "../shared/http/webhook-http.ts";
import { ownWebhook } from "../wording/webhook.en.ts";

export interface ReceiveRunDeps extends AskNudgesDeps {
  readonly runners: Pick<RunnerStore, "find">;
  readonly activities: Pick<ToldActivityStore, "save" | "has" | "remove">;
  readonly limits: LimitStore;
}

export interface RunAnswer extends JsonAnswer {
  readonly status: 200 | 401 | 413 | 422 | 429;
  readonly body: { readonly outcome: string } | { readonly error: string };
}

/** Many times what a run needs. */
export const MOST_BYTES = 16 * 1024;
const OF_AN_HOUR = { atMost: 100, windowS: 3600 };
/** New runs: one a day for over 13 years, at once. All that is stored is held in memory whenever the runner is judged. */
const NEW_OF_A_MONTH = { atMost: 5000, windowS: 30 * 24 * 3600 };

/**
 * One run from a runner's own script; the address ends with the runner's id. The run is stored before the
 * answer, so that the script knows the outcome. The same `id` is the same run, and the request signed last
 * counts, so sending a request again changes nothing.
 */
export async function receiveRun(request: PostedRequest, deps: ReceiveRunDeps): Promise<RunAnswer> {
  if (Buffer.byteLength(request.body) > MOST_BYTES) {
    return refused(413, "too large", ownWebhook.tooLarge);
  }
  const id = runnerId.safeParse(request.key).data;
  const runner = id === undefined ? null : await deps.runners.find(id);
  const verdict = verifyOwn(request, runner, deps.nowMs());
  if (verdict.kind === "refused" || runner === null) {
    const reason = verdict.kind === "refused" ? verdict.reason : "wrong";
    return refused(401, `${reason} key`, ownWebhook.refused[reason]);
  }
  if (!(await deps.limits.take(`webhook ${runner.id}`, OF_AN_HOUR, deps.nowMs()))) {
    return refused(429, "too many", ownWebhook.tooMany);
  }
  const message = parseOwn(request.body, runner.zone, deps.nowMs());
  switch (message.kind) {
    case "unreadable":
      return refused(422, "unreadable", message.text);
    case "ping":
      return done("pong");
    case "deleted": {
      const activity = { source: webhookFacts.name, sourceId: message.sourceId };
      return done(await deps.activities.remove(runner.id, activity, verdict.atMs));
    }
    case "run":
      if (!(await hasRoom(runner.id, message.record, deps))) {
        return refused(429, "too many of a month", ownWebhook.tooManyOfMonth);
      }
      return store(runner.id, message.record, verdict.atMs, deps);
  }
}

/** What is here may be sent again and again, as by a script that sends its last ten each hour. */
async function hasRoom(
  whose: string,
  record: ActivityRecord,
  { activities, limits, nowMs }: ReceiveRunDeps,
): Promise<boolean> {
  if (await activities.has(whose, record)) return true;
  return limits.take(`runs told by ${whose}`, NEW_OF_A_MONTH, nowMs());
}

async function store(
  whose: string,
  record: ActivityRecord,
  atMs: number,
  deps: ReceiveRunDeps,
): Promise<RunAnswer> {
  await askNudgesAfter(whose, record, deps);
  const saved = await deps.activities.save(whose, record, {
    atMs,
    untilMs: null,
    detailAtMs: atMs,
  });
  // Whoever erases all that came so takes the keys first: what is stored while they are there is erased too, and so is
  // what replaced a run, since that was still to be erased. Whoever only revokes a key keeps their runs.
  if (saved !== "stored" || (await hasKey(whose, deps))) return done(saved);
  await deps.activities.remove(whose, record, atMs);
  return refused(401, "erased meanwhile", ownWebhook.refused.wrong);
}

async function hasKey(whose: string, { runners }: ReceiveRunDeps): Promise<boolean> {
  const { signed, sent } = (await runners.find(whose))?.webhookKeys ?? { signed: null, sent: null };
  return signed !== null || sent !== null;
}

const done = (outcome: string): RunAnswer => ({ status: 200, outcome, body: { outcome } });
const refused = (
  status: Exclude<RunAnswer["status"], 200>,
  outcome: string,
  error: string,
): RunAnswer => ({ status, outcome, body: { error } });
