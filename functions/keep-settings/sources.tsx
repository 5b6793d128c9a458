import type { ActivityRecord } from "../messages/activity.ts";
import { Done, wordsFor } from "../pages/notes.tsx";
import type { Sameness } from "../ports/activities.ts";
import type { HttpAnswer } from "../shared/http/http-handler.ts";
import type { PageAnswer } from "../shared/http/page.ts";
import type { SignedInRequest } from "../shared/http/signed-in.ts";
import { inOrder, readIdPair, storedRuns } from "../shared/runner/same-runs.ts";
import { domainId } from "../shared/runner/to-domain.ts";
import type { Units } from "../wording/en.ts";
import * as en from "../wording/en.ts";
import { sourceName, sourcesPage as text } from "../wording/sources.en.ts";
import { messagePage, type SettingsDeps } from "./settings.tsx";

interface Seen {
  readonly records: readonly ActivityRecord[];
  readonly sameness: Sameness;
}

async function look(runnerId: string, deps: SettingsDeps): Promise<Seen> {
  const { activities: records, sameness } = await deps.cases.read(runnerId);
  return { records, sameness };
}

/** Which source counts if several tell the same run, and which runs the runner said are two. */
export async function showSources(
  { runner, csrf, query }: SignedInRequest,
  deps: SettingsDeps,
): Promise<PageAnswer> {
  const seen = await look(runner.id, deps);
  const done = wordsFor(query.get("done"), text.done);
  return messagePage(
    "shown",
    200,
    { title: text.title, text: text.lead },
    <>
      <Done
        text={
          done && (
            <>
              {done} <a href="/training">{text.training}</a>
            </>
          )
        }
      />
      <p>{text.same}</p>
      <Order {...seen} csrf={csrf} />
      <Apart {...seen} csrf={csrf} units={runner.units} />
    </>,
  );
}

/** One button each: a source up by one, the usual order, two runs, one run after all. */
export async function takeSources(
  { runner, form }: SignedInRequest,
  deps: SettingsDeps,
): Promise<HttpAnswer> {
  const { sameness } = deps;
  const up = form.get("up");
  if (up !== null) {
    const { records, sameness: said } = await look(runner.id, deps);
    const order = movedUp(orderOf({ records, sameness: said }), up);
    // A source that is away for now keeps its place, at the end of the chosen order.
    const away = said.order.filter((source) => !order.includes(source));
    await sameness.setOrder(runner.id, [...order, ...away]);
    return { outcome: "order kept", redirect: "/settings/sources?done=order" };
  }
  if (form.has("usual")) {
    await sameness.setOrder(runner.id, []);
    return { outcome: "usual order", redirect: "/settings/sources?done=order" };
  }
  const together = readIdPair(form.get("together"));
  if (together !== null) {
    await sameness.putTogether(runner.id, together);
    return { outcome: "put together", redirect: "/settings/sources?done=together" };
  }
  const apart = readIdPair(form.get("apart"));
  const { records } = await look(runner.id, deps);
  const both = records.filter((record) => apart?.includes(domainId(record)));
  if (apart === null || storedRuns(both, { order: [], apart: [] })[0]?.others.length !== 1) {
    return messagePage("not one run", 409, text.gone);
  }
  await sameness.keepApart(runner.id, apart);
  return { outcome: "kept apart", redirect: "/settings/sources?done=apart" };
}

function orderOf({ records, sameness }: Seen): readonly string[] {
  return inOrder(
    records.map(({ source }) => source),
    sameness.order,
  );
}

/** `movedUp(["polar", "strava"], "strava") // ["strava", "polar"]`; one that isn't there moves nothing. */
function movedUp(order: readonly string[], source: string): readonly string[] {
  const at = order.indexOf(source);
  const above = order[at - 1];
  return above === undefined ? order : order.with(at - 1, source).with(at, above);
}

function Order({ csrf, ...seen }: Seen & { csrf: string }) {
  const { records, sameness } = seen;
  const order = orderOf(seen);
  if (order.length < 2) {
    const [only] = order;
    return <p>{only === undefined ? text.none : text.one(sourceName(only))}</p>;
  }
  const counted = storedRuns(records, sameness).map((run) => run.counted.record.source);
  const runsOf = (sources: readonly string[], source: string) =>
    sources.filter((one) => one === source).length;
  const sources = records.map(({ source }) => source);
  return (
    <form method="post" action="/settings/sources">
      <input type="hidden" name="csrf" value={csrf} />
      <ol>
        {order.map((source, place) => (
          <li>
            <strong>{sourceName(source)}</strong>{" "}
            <span class="quiet">{text.told(runsOf(sources, source), runsOf(counted, source))}</span>{" "}
            {place === 0 ? null : (
              <button type="submit" class="second" name="up" value={source}>
                {text.up}
                <span class="unseen">{text.upOf(sourceName(source))}</span>
              </button>
            )}
          </li>
        ))}
      </ol>
      <p class="quiet">{text.usual}</p>
      <p>
        {text.split} <a href="/training">{text.training}</a>
      </p>
      {sameness.order.length === 0 ? null : (
        <p>
          <button type="submit" class="second" name="usual" value="yes">
            {text.usualOrder}
          </button>
        </p>
      )}
    </form>
  );
}

function Apart({ records, sameness, csrf, units }: Seen & { csrf: string; units: Units }) {
  const byId = new Map(records.map((record) => [domainId(record), record]));
  // What has expired or gone can't be shown, but the runner's answer is kept for when it comes back.
  const shown = sameness.apart.flatMap((ids) => {
    const [one, other] = ids.map((id) => byId.get(id));
    return one === undefined || other === undefined ? [] : [{ ids, one, other }];
  });
  if (shown.length === 0) return null;
  const words = ({ day, distanceM, source }: ActivityRecord) =>
    text.apart.run(en.dateText(day), en.distance(distanceM, units, 2), sourceName(source));
  return (
    <>
      <h2>{text.apart.title}</h2>
      <p>{text.apart.text}</p>
      <form method="post" action="/settings/sources">
        <input type="hidden" name="csrf" value={csrf} />
        <ul>
          {shown
            .sort((a, b) => (a.one.startAt < b.one.startAt ? 1 : -1))
            .map(({ ids, one, other }) => (
              <li>
                {text.apart.and(words(one), words(other))}{" "}
                <button type="submit" class="second" name="together" value={JSON.stringify(ids)}>
                  {text.apart.together}
                </button>
              </li>
            ))}
        </ul>
      </form>
    </>
  );
}
