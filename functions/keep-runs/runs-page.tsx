import type { Child } from "hono/jsx";
import { RUN_SPORTS } from "../../domain/history.ts";
import type { ActivityRecord } from "../messages/activity.ts";
import { Field, Submit } from "../pages/field.tsx";
import { Done, Refusal, WayOn } from "../pages/notes.tsx";
import type { Refused } from "../pages/refused.ts";
import { Was } from "../pages/was.tsx";
import { UNITS } from "../shared/http/shown-units.ts";
import { givenName } from "../shared/runner/typed-name.ts";
import type { Units } from "../wording/en.ts";
import * as en from "../wording/en.ts";
import { runsPage } from "../wording/runs.en.ts";
import { latestDay, type Name, shownFields, typedTime } from "./read-form.ts";

interface Props {
  readonly runs: readonly ActivityRecord[];
  readonly units: Units;
  /** YYYY-MM-DD, in the runner's own zone. */
  readonly today: string;
  readonly csrf: string;
  readonly newId: string;
  /** Its form is `add`, or the id of the run that was to be changed. */
  readonly refused: Refused<Name> | null;
  readonly done: string | null;
  /** How many newer runs to pass over, as the URL asks for it. */
  readonly after: number;
}

/** A page of forms has to end somewhere. */
const MOST_SHOWN = 50;

/** Where the page that shows a place of the list begins: `firstShown(73) // 50`. */
export const firstShown = (place: number) => MOST_SHOWN * Math.floor(place / MOST_SHOWN);

export function RunsPage(props: Props) {
  const { runs, today, csrf, newId, refused, done } = props;
  // A refused form is shown wherever its run is.
  const at = runs.findIndex(({ sourceId }) => sourceId === refused?.form);
  // Beyond the last one, which may be deleted by now, it is the last page.
  const place = Math.max(0, Math.min(at < 0 ? props.after : at, runs.length - 1));
  const first = firstShown(place);
  const end = first + MOST_SHOWN;
  const sends = first === 0 ? "" : `?after=${first}`;
  const empty = new URLSearchParams({ day: today, kind: "run" });
  return (
    <>
      <Done text={done} />
      <Refusal text={refused && en.nothingChanged(refused.faults.map(({ text }) => text))} />
      <p>{runsPage.lead}</p>
      <h2>{runsPage.add.title}</h2>
      <form method="post" action={`/runs/add${sends}`}>
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="id" value={newId} />
        <Fields {...props} form="add" place="new" now={empty} />
        <Submit label={runsPage.add.button} />
      </form>
      {runs.length === 0 ? null : <h2>{runsPage.list}</h2>}
      {runs.slice(first, end).map((run, row) => (
        <Run {...props} run={run} place={String(row)} sends={sends} />
      ))}
      {first === 0 ? null : (
        <WayOn to={`/runs?after=${first - MOST_SHOWN}`} link={runsPage.newer} />
      )}
      {runs.length > end ? (
        <WayOn to={`/runs?after=${end}`} link={runsPage.older(runs.length - end)} />
      ) : null}
    </>
  );
}

function Run(props: Props & { run: ActivityRecord; place: string; sends: string }) {
  const { run, units, csrf, refused, sends } = props;
  const isRefused = refused?.form === run.sourceId;
  const now = shownFields(run, units);
  const what = runsPage.row(
    en.dateText(run.day),
    run.distanceM === 0 ? null : en.distance(run.distanceM, units),
    typedTime(run.movingS),
    givenName(run.name) || en.unnamedRun,
  );
  return (
    <article class="card">
      <p>{what}</p>
      <details open={isRefused}>
        <summary>
          {runsPage.change}
          <span class="unseen">: {what}</span>
        </summary>
        <form method="post" action={`/runs/change${sends}`}>
          <input type="hidden" name="csrf" value={csrf} />
          <input type="hidden" name="run" value={run.sourceId} />
          <Was now={now} typed={isRefused ? refused.typed : null} />
          <Fields {...props} form={run.sourceId} now={now} />
          <Submit label={runsPage.save} look="second" />
        </form>
        <form method="post" action="/runs/remove">
          <input type="hidden" name="csrf" value={csrf} />
          <input type="hidden" name="run" value={run.sourceId} />
          <p class="hint">{runsPage.removeHint}</p>
          <Submit label={runsPage.remove} look="second" />
        </form>
      </details>
    </article>
  );
}

/** The fields of a run: what was typed if the form was refused, otherwise what is stored. */
function Fields(props: Props & { form: string; place: string; now: URLSearchParams }) {
  const { refused, units, form, place, now } = props;
  const { fields } = runsPage;
  const mine = refused?.form === form ? refused : null;
  const shownIn = (name: Name) => (mine?.typed ?? now).get(name) ?? "";

  const field = (
    name: Name,
    label: string,
    hint: string | null,
    control: (shared: object) => Child,
  ) => (
    <Field
      id={`${name}-${place}`}
      name={name}
      label={label}
      hint={hint}
      faults={mine?.faults ?? []}
    >
      {control}
    </Field>
  );
  const input = (name: Name, label: string, hint: string | null, more: object) =>
    field(name, label, hint, (shared) => <input value={shownIn(name)} {...shared} {...more} />);

  return (
    <>
      <input type="hidden" name={UNITS} value={units} />
      {input("day", fields.day, null, {
        type: "date",
        required: true,
        max: latestDay(now.get("day") ?? "", props.today),
      })}
      {input("at", fields.at, fields.atHint, { type: "time" })}
      {input("distance", fields.distance(units), fields.distanceHint, {
        inputmode: "decimal",
        maxlength: 8,
        size: 8,
      })}
      {input("time", fields.time, fields.timeHint, { required: true, maxlength: 8, size: 8 })}
      {field("effort", fields.effort, null, (shared) => (
        <select {...shared}>
          <option value="">{runsPage.noEffort}</option>
          {runsPage.efforts.map((words, effort) => (
            <option value={String(effort)} selected={shownIn("effort") === String(effort)}>
              {words}
            </option>
          ))}
        </select>
      ))}
      {field("kind", fields.kind, null, (shared) => (
        <select {...shared}>
          {RUN_SPORTS.map((kind) => (
            <option value={kind} selected={shownIn("kind") === kind}>
              {runsPage.kinds[kind]}
            </option>
          ))}
        </select>
      ))}
      {input("name", fields.name, null, { maxlength: 100 })}
    </>
  );
}
