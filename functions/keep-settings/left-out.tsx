import { isRun } from "../../domain/history.ts";
import type { ActivityRecord } from "../messages/activity.ts";
import { type Fault, Field, Group, Submit } from "../pages/field.tsx";
import { Done, Refusal, WayOn, wordsFor } from "../pages/notes.tsx";
import { DISMISSAL_REASONS, type Dismissal } from "../ports/activities.ts";
import type { Runner } from "../ports/runner.ts";
import type { HttpAnswer } from "../shared/http/http-handler.ts";
import type { SignedInRequest } from "../shared/http/signed-in.ts";
import { type LoadedCase, loadCase } from "../shared/runner/load-case.ts";
import type { StoredRun } from "../shared/runner/same-runs.ts";
import { domainId } from "../shared/runner/to-domain.ts";
import { givenName } from "../shared/runner/typed-name.ts";
import { dayInZone, dayNumberOf } from "../shared/time.ts";
import * as en from "../wording/en.ts";
import { settingsPage, leftOutPage as text } from "../wording/settings.en.ts";
import type { SettingsDeps } from "./settings.tsx";

/** A list to choose from has to end somewhere; older runs decide little. */
const MOST_RUNS = 200;

type DoneName = keyof typeof text.done;

/** The runs that count nowhere, and a way to leave out another one. */
export async function showLeftOut(
  request: SignedInRequest,
  deps: SettingsDeps,
): Promise<HttpAnswer> {
  return page(request, await look(request.runner, deps), []);
}

export async function takeLeftOut(
  request: SignedInRequest,
  deps: SettingsDeps,
): Promise<HttpAnswer> {
  const { runner, form } = request;
  const seen = await look(runner, deps);
  const id = form.get("run") ?? "";
  const done = (what: DoneName): HttpAnswer => ({
    outcome: what,
    redirect: `/settings/runs?done=${what}`,
  });
  const ids = [id, ...recordsOf(seen.byId.get(id)).map(domainId)];
  const isOut = seen.dismissals.some(({ activityId }) => ids.includes(activityId));
  if (form.get("do") === "take-back") {
    if (!isOut) return page(request, seen, [{ field: "form", text: text.faults.unknown }]);
    for (const one of ids) await deps.dismissals.takeBack(runner.id, one);
    return done("taken-back");
  }
  const why = DISMISSAL_REASONS.find((reason) => reason === form.get("why"));
  // One that is out already may have been left out only under some of its sources, or by the same form sent twice.
  const isKnown = isOut || seen.runs.some((record) => domainId(record) === id);
  if (!isKnown || why === undefined) {
    const faults: Fault[] = [];
    if (!isKnown) faults.push({ field: "run", text: text.faults.run });
    if (why === undefined) faults.push({ field: "why", text: text.faults.why });
    return page(request, seen, faults);
  }
  // Under each source's record, so that it stays left out when one of the sources is disconnected.
  for (const record of recordsOf(seen.byId.get(id))) {
    await deps.dismissals.dismiss(runner.id, record, why);
  }
  return done("left-out");
}

interface Seen extends Pick<LoadedCase, "dismissals"> {
  /** By the id under which each source tells the run. */
  readonly byId: ReadonlyMap<string, StoredRun>;
  /** Those that can be left out, newest first. */
  readonly runs: readonly ActivityRecord[];
}

async function look(runner: Runner, deps: SettingsDeps): Promise<Seen> {
  const today = dayNumberOf(dayInZone(deps.nowMs(), runner.zone));
  const { known, runs: all, dismissals: every } = await loadCase(runner, today, deps);
  const isOut = new Set(known.history.dismissed);
  const byId = new Map<string, StoredRun>();
  for (const run of all.values()) {
    for (const { id } of [run.counted, ...run.others]) byId.set(id, run);
  }
  const runs = known.history.activities
    .filter((one) => isRun(one) && !isOut.has(one.id))
    .flatMap(({ id }) => byId.get(id)?.counted.record ?? [])
    .sort((a, b) => (a.startAt < b.startAt ? 1 : -1));
  const listed = new Set<unknown>();
  const dismissals = every.filter(({ activityId }) => {
    const run = byId.get(activityId) ?? activityId;
    return !listed.has(run) && listed.add(run);
  });
  return { dismissals, byId, runs };
}

const recordsOf = (run: StoredRun | undefined): readonly ActivityRecord[] =>
  run === undefined ? [] : [run.counted, ...run.others].map(({ record }) => record);

function page(
  { runner, csrf, query, form }: SignedInRequest,
  seen: Seen,
  faults: readonly Fault[],
): HttpAnswer {
  const isRefused = faults.length > 0;
  const body = (
    <>
      <p>{text.lead}</p>
      <Done text={isRefused ? null : wordsFor(query.get("done"), text.done)} />
      <Refusal text={isRefused ? en.nothingChanged(faults.map((fault) => fault.text)) : null} />
      <h2>{text.out}</h2>
      {seen.dismissals.length === 0 ? <p>{text.none}</p> : null}
      {seen.dismissals.map((dismissal) => (
        <Out dismissal={dismissal} seen={seen} units={runner.units} csrf={csrf} />
      ))}
      <h2>{text.leave}</h2>
      {seen.runs.length === 0 ? (
        <p>{text.noRuns}</p>
      ) : (
        <Leave {...{ seen, csrf, form, faults }} runner={runner} />
      )}
      <WayOn to="/training" link={text.toTraining} />
      <WayOn to="/settings" link={settingsPage.back} look="button second" />
    </>
  );
  const outcome = isRefused ? "unusable" : "shown";
  return { outcome, status: isRefused ? 422 : 200, title: text.title, body };
}

function Leave(props: {
  seen: Seen;
  csrf: string;
  form: URLSearchParams;
  faults: readonly Fault[];
  runner: Runner;
}) {
  const { seen, csrf, form, faults, runner } = props;
  return (
    <form method="post" action="/settings/runs">
      <input type="hidden" name="csrf" value={csrf} />
      <input type="hidden" name="do" value="leave-out" />
      <Field id="run" name="run" label={text.run} faults={faults}>
        {(shared) => (
          <select {...shared} required>
            <option value="">{text.choose}</option>
            {seen.runs.slice(0, MOST_RUNS).map((run) => (
              <option value={domainId(run)} selected={form.get("run") === domainId(run)}>
                {describe(run, runner)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Group name="why" legend={text.why} faults={faults}>
        {DISMISSAL_REASONS.map((reason) => (
          <label class="choice">
            <input
              type="radio"
              name="why"
              value={reason}
              required
              checked={form.get("why") === reason}
            />
            <span>{text.reasons[reason]}</span>
          </label>
        ))}
      </Group>
      <Submit label={text.button} />
    </form>
  );
}

function Out(props: { dismissal: Dismissal; seen: Seen; units: Runner["units"]; csrf: string }) {
  const { dismissal, seen, units, csrf } = props;
  const run = seen.byId.get(dismissal.activityId)?.counted.record;
  const what = run === undefined ? text.notStored : describe(run, { units });
  return (
    <form method="post" action="/settings/runs" class="card">
      <input type="hidden" name="csrf" value={csrf} />
      <input type="hidden" name="do" value="take-back" />
      <input type="hidden" name="run" value={dismissal.activityId} />
      <p>
        {what}. <span class="quiet">{text.reasons[dismissal.why]}.</span>
      </p>
      <button type="submit" class="second">
        {text.takeBack}
        <span class="unseen">: {what}</span>
      </button>
    </form>
  );
}

function describe(run: ActivityRecord, { units }: Pick<Runner, "units">): string {
  return en.runLine(en.dateText(run.day), { ...run, name: givenName(run.name) }, units, 2);
}
