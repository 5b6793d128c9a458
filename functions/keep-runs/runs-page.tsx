import type { Child } from "hono/jsx";
import { givenName } from "../email/typed-name.ts";
import type { ActivityRecord } from "../messages/activity.ts";
import { Field, faultOf } from "../pages/field.tsx";
import type { Units } from "../wording/en.ts";
import * as en from "../wording/en.ts";
import { runsPage } from "../wording/runs.en.ts";
import { KINDS, type Refused, typedTime } from "./read-form.ts";

interface Props {
  readonly runs: readonly ActivityRecord[];
  readonly units: Units;
  /** YYYY-MM-DD, in the runner's own zone. */
  readonly today: string;
  readonly csrf: string;
  readonly newId: string;
  readonly refused: Refused | null;
  readonly done: string | null;
}

/** A page of forms has to end somewhere. */
const MOST_SHOWN = 50;

export function RunsPage(props: Props) {
  const { runs, units, today, csrf, newId, refused, done } = props;
  const empty = { day: today, at: "", distance: "", time: "", kind: "run", name: "", effort: "" };
  return (
    <>
      {done === null ? null : (
        <p class="note" role="status">
          {done}
        </p>
      )}
      {refused === null ? null : (
        <p class="note warn" role="alert">
          {runsPage.faults.summary} {refused.fault.text}
        </p>
      )}
      <p>{runsPage.lead}</p>
      <h2>{runsPage.add.title}</h2>
      <form method="post" action="/runs/add">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="id" value={newId} />
        <Fields {...props} form="add" place="new" stored={empty} />
        <p>
          <button type="submit">{runsPage.add.button}</button>
        </p>
      </form>
      {runs.length === 0 ? null : <h2>{runsPage.list}</h2>}
      {runs.length > MOST_SHOWN ? <p>{runsPage.most(MOST_SHOWN)}</p> : null}
      {runs.slice(0, MOST_SHOWN).map((run, place) => (
        <article class="card">
          <p>
            {runsPage.row(
              en.shortDate(run.day),
              run.distanceM === 0 ? null : en.distance(run.distanceM, units),
              typedTime(run.movingS),
              givenName(run.name) || en.unnamedRun,
            )}
          </p>
          <details open={refused?.form === run.sourceId}>
            <summary>{runsPage.change}</summary>
            <form method="post" action="/runs/change">
              <input type="hidden" name="csrf" value={csrf} />
              <input type="hidden" name="run" value={run.sourceId} />
              <Fields
                {...props}
                form={run.sourceId}
                place={String(place)}
                stored={asTyped(run, units)}
              />
              <p>
                <button type="submit" class="second">
                  {runsPage.save}
                </button>
              </p>
            </form>
            <form method="post" action="/runs/remove">
              <input type="hidden" name="csrf" value={csrf} />
              <input type="hidden" name="run" value={run.sourceId} />
              <p class="hint">{runsPage.removeHint}</p>
              <p>
                <button type="submit" class="second">
                  {runsPage.remove}
                </button>
              </p>
            </form>
          </details>
        </article>
      ))}
    </>
  );
}

type Typed = Record<"day" | "at" | "distance" | "time" | "kind" | "name" | "effort", string>;

function asTyped(run: ActivityRecord, units: Units): Typed {
  const { startMinute, distanceM, sessionRpe } = run;
  const two = (part: number) => String(part).padStart(2, "0");
  return {
    day: run.day,
    at: startMinute === 0 ? "" : `${two(Math.floor(startMinute / 60))}:${two(startMinute % 60)}`,
    distance: distanceM === 0 ? "" : String(Number((distanceM / en.metresPer[units]).toFixed(3))),
    time: typedTime(run.movingS),
    kind: run.sport,
    name: run.name,
    effort: sessionRpe === null ? "" : String(sessionRpe),
  };
}

/** The fields of a run: what was typed if the form was refused, otherwise what is stored. */
function Fields(props: Props & { form: string; place: string; stored: Typed }) {
  const { refused, units, form, place, stored } = props;
  const { fields } = runsPage;
  const mine = refused?.form === form ? refused : null;
  const shownIn = (name: keyof Typed) =>
    mine === null ? stored[name] : (mine.typed.get(name) ?? "");

  const field = (
    name: keyof Typed,
    label: string,
    hint: string | null,
    control: (shared: object) => Child,
  ) => (
    <Field
      id={`${name}-${place}`}
      name={name}
      label={label}
      hint={hint}
      fault={faultOf(mine, name)}
    >
      {control}
    </Field>
  );
  const input = (name: keyof Typed, label: string, hint: string | null, more: object) =>
    field(name, label, hint, (shared) => <input value={shownIn(name)} {...shared} {...more} />);

  return (
    <>
      {input("day", fields.day, null, { type: "date", required: true, max: props.today })}
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
          {KINDS.map((kind) => (
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
