import { Submit } from "../pages/field.tsx";
import { Done, wordsFor } from "../pages/notes.tsx";
import type { RateBudgetStore } from "../ports/connections.ts";
import type { NoticeStore } from "../ports/mail.ts";
import type { Census, CensusStore, DeadLetterWatch } from "../ports/operator.ts";
import type { WatchedQueue } from "../shared/events/work-queues.ts";
import type { HttpAnswer } from "../shared/http/http-handler.ts";
import type { OwnerOnlyDeps } from "../shared/http/owner-only.ts";
import type { SignedInRequest } from "../shared/http/signed-in.ts";
import { operatorPage as text } from "../wording/operator.en.ts";
import { monthEstimate } from "./month-estimate.ts";

export interface ShowOperatorDeps extends OwnerOnlyDeps {
  readonly census: CensusStore;
  readonly notices: Pick<NoticeStore, "digestsSince">;
  readonly budget: Pick<RateBudgetStore, "read">;
  readonly deadLetters: DeadLetterWatch;
  readonly queues: readonly WatchedQueue[];
  readonly version: string;
  /** How many alarms the stack has. */
  readonly alarms: number;
}

/** Runners who are looked at one by one: all of a club, or a sample of more. */
const MOST_LOOKED_AT = 200;
const AT_ONCE = 25;
const HOUR_MS = 3_600_000;
const LAST_DAYS_MS = 7 * 24 * HOUR_MS;

/** How things are going, in counts. */
export async function showOperator(
  { csrf, query }: SignedInRequest,
  deps: ShowOperatorDeps,
): Promise<HttpAnswer> {
  const nowMs = deps.nowMs();
  const lateBefore = new Date(nowMs - HOUR_MS).toISOString();
  const sinceDay = new Date(nowMs - LAST_DAYS_MS).toISOString().slice(0, 10);
  const [digests, connections, budget, laidAside] = await Promise.all([
    deps.census.digests(lateBefore, MOST_LOOKED_AT),
    deps.census.connections(lateBefore, MOST_LOOKED_AT),
    deps.budget.read(),
    Promise.all(
      deps.queues.map(async (queue) => ({ queue, count: await deps.deadLetters.count(queue) })),
    ),
  ]);
  const outcomes = await outcomesOf(digests.ids, sinceDay, deps);
  const cost = {
    digests: digests.count,
    connections: connections.count,
    alarms: deps.alarms,
    queues: deps.queues.length,
  };
  const now = new Date(nowMs);
  const daysOfMonth = new Date(
    Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 0),
  ).getUTCDate();
  const usd = (days: number) => text.cost.usd(monthEstimate(cost, days).toFixed(2));
  const body = (
    <>
      <Done text={wordsFor(query.get("said"), text.said)} />
      <p>{text.lead}</p>
      <h2>{text.deadLetters.title}</h2>
      <p>{text.deadLetters.lead}</p>
      <DeadLetters laidAside={laidAside} csrf={csrf} />
      <h2>{text.sources.title}</h2>
      <Figures
        figures={[
          [text.sources.connections, counted(connections)],
          [text.sources.late, whole(connections.late), text.sources.lateHint],
        ]}
      />
      <h3>{text.sources.states(whole(connections.looked))}</h3>
      <Figures
        figures={Object.entries(text.sources.state).map(
          ([state, label]) => [label, whole(connections.states.get(state) ?? 0)] as const,
        )}
      />
      <h3>{text.sources.budget}</h3>
      {budget === null ? (
        <p>{text.sources.noBudget}</p>
      ) : (
        <Figures
          figures={(["quarterHour", "day"] as const).map((window) => {
            const { left, limit, resetsAtMs } = budget[window];
            // A budget is only noted when it gets scarce, so a new window without a note has plenty left.
            const told =
              resetsAtMs <= nowMs
                ? text.sources.plenty(whole(limit))
                : text.sources.left(whole(left), whole(limit));
            return [text.sources[window], told] as const;
          })}
        />
      )}
      <p class="quiet">{text.sources.refused}</p>
      <h2>{text.digests.title}</h2>
      <Figures
        figures={[
          [text.digests.on, counted(digests)],
          [text.digests.late, whole(digests.late), text.digests.lateHint],
        ]}
      />
      <h3>{text.digests.last(whole(digests.ids.length))}</h3>
      {outcomes.size === 0 ? <p>{text.digests.none}</p> : null}
      <Figures
        figures={Object.entries(text.digests.state).map(
          ([state, label]) => [label, whole(outcomes.get(state) ?? 0)] as const,
        )}
      />
      <h2>{text.cost.title}</h2>
      <Figures
        figures={[
          [text.cost.soFar, usd(now.getUTCDate())],
          [text.cost.whole, usd(daysOfMonth)],
        ]}
      />
      <p class="quiet">{text.cost.hint}</p>
      <p>
        {text.version} {deps.version}
      </p>
    </>
  );
  return { outcome: "shown", status: 200, title: text.title, body };
}

/** How the last digests of some runners ended: derived from their notices, never from a counter. */
async function outcomesOf(
  runnerIds: readonly string[],
  sinceDay: string,
  { notices }: Pick<ShowOperatorDeps, "notices">,
): Promise<ReadonlyMap<string, number>> {
  const outcomes = new Map<string, number>();
  for (let from = 0; from < runnerIds.length; from += AT_ONCE) {
    const some = runnerIds.slice(from, from + AT_ONCE);
    const digests = await Promise.all(some.map((id) => notices.digestsSince(id, sinceDay)));
    for (const { state, tooLate } of digests.flat()) {
      const ended = state === "skipped" ? (tooLate ? "too-late" : "given-up") : state;
      outcomes.set(ended, (outcomes.get(ended) ?? 0) + 1);
    }
  }
  return outcomes;
}

function counted({ count, isMore }: Census): string {
  return isMore ? text.moreThan(whole(count)) : whole(count);
}

function whole(count: number): string {
  return count.toLocaleString("en");
}

type Figure = readonly [label: string, figure: string, hint?: string];

function Figures({ figures }: { figures: readonly Figure[] }) {
  return (
    <dl class="figures">
      {figures.map(([label, figure, hint]) => (
        <div>
          <dt>{label}</dt>
          <dd>{figure}</dd>
          {hint === undefined ? null : <dd class="quiet">{hint}</dd>}
        </div>
      ))}
    </dl>
  );
}

function DeadLetters(props: {
  laidAside: readonly { readonly queue: WatchedQueue; readonly count: number }[];
  csrf: string;
}) {
  const { laidAside, csrf } = props;
  const waiting = laidAside.filter(({ count }) => count > 0);
  return (
    <>
      <section class="wide" aria-label={text.deadLetters.title} tabindex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{text.deadLetters.queue}</th>
              <th scope="col">{text.deadLetters.count}</th>
            </tr>
          </thead>
          <tbody>
            {laidAside.map(({ queue, count }) => (
              <tr>
                <th scope="row">{queue.name}</th>
                <td>{whole(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {waiting.length === 0 ? <p>{text.deadLetters.none}</p> : null}
      {waiting.map(({ queue }) => (
        <form method="post" action="/operator/redrive" class="card">
          <h3>{text.deadLetters.redrive(queue.name)}</h3>
          <input type="hidden" name="csrf" value={csrf} />
          <input type="hidden" name="queue" value={queue.name} />
          <label class="choice">
            <input type="checkbox" name="mended" value="yes" required />
            <span>{text.deadLetters.sure}</span>
          </label>
          <Submit label={text.deadLetters.button} />
        </form>
      ))}
    </>
  );
}
