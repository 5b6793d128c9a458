import type { Child } from "hono/jsx";
import { type Activity, isRun, RUN_SPORTS } from "../../domain/history.ts";
import { type ShoeWear, soonestDueFirst, wornOf } from "../../domain/shoes.ts";
import { definitions } from "../../domain/thresholds.ts";
import { Credits } from "../pages/credits.tsx";
import { Field, Submit } from "../pages/field.tsx";
import { Done, Refusal } from "../pages/notes.tsx";
import { Parts } from "../pages/parts.tsx";
import type { Refused } from "../pages/refused.ts";
import { ShoeBar } from "../pages/shoe-bar.tsx";
import { Was } from "../pages/was.tsx";
import type { StoredShoe } from "../ports/shoes.ts";
import { creditsOf } from "../shared/credits.ts";
import { UNITS } from "../shared/http/shown-units.ts";
import { isOwn } from "../shared/runner/own-source.ts";
import { domainId } from "../shared/runner/to-domain.ts";
import { givenName } from "../shared/runner/typed-name.ts";
import { isoDay } from "../shared/time.ts";
import type { Units } from "../wording/en.ts";
import * as en from "../wording/en.ts";
import { unassignedShoes } from "../wording/shoe-wear.en.ts";
import { shoesPage } from "../wording/shoes.en.ts";
import { sourceName } from "../wording/sources.en.ts";
import { type PairField, shownFields } from "./read-form.ts";
import { choicesOf, type Name, othersOf, type Shelf, sameForm, shownDefaults } from "./shelf.ts";

interface Props {
  readonly shelf: Shelf;
  readonly units: Units;
  readonly csrf: string;
  readonly newId: string;
  /** Its form is `add`, `worn`, `defaults`, the id of the pair that was to be changed, or its `sameForm`. */
  readonly refused: Refused<Name> | null;
  readonly done: string | null;
}

export function ShoesPage(props: Props) {
  const { shelf, units, done, refused } = props;
  const { judged, stored } = shelf;
  const shoeOf = new Map(stored.map((shoe) => [domainId(shoe), shoe]));
  const retired = judged.shoes.filter(({ status }) => status === "retired");
  const unassigned = unassignedShoes(judged, units);
  const hasCounted = choicesOf(shelf).length > 0;
  const { worn, defaults, add } = shoesPage;
  const parts = [
    ...(hasCounted && recentRuns(shelf).length > 0 ? [["worn", worn.title] as const] : []),
    ...(hasCounted ? [["usual", defaults.title] as const] : []),
    ["add", add.title] as const,
  ];
  const pair = (wear: ShoeWear) => {
    const shoe = shoeOf.get(wear.shoeId);
    return shoe === undefined ? null : <Pair {...props} wear={wear} shoe={shoe} />;
  };
  return (
    <>
      <Done text={done} />
      <Refusal text={refused && en.nothingChanged(refused.faults.map(({ text }) => text))} />
      <p>{judged.shoes.length === 0 ? shoesPage.none : shoesPage.lead}</p>
      {judged.shoes.length === 0 ? null : <Parts parts={parts} />}
      {soonestDueFirst(judged.shoes).map(pair)}
      {unassigned === null ? null : <p class="note">{unassigned}</p>}
      {hasCounted ? <Worn {...props} /> : null}
      {hasCounted ? <Defaults {...props} /> : null}
      <h2 id="add">{add.title}</h2>
      <Add {...props} />
      {retired.length === 0 ? null : (
        <>
          <h2>{shoesPage.retired}</h2>
          {retired.map(pair)}
        </>
      )}
      <Credits credits={creditsOf(shelf)} />
    </>
  );
}

function Pair(props: Props & { wear: ShoeWear; shoe: StoredShoe }) {
  const { wear, shoe, shelf, units, refused } = props;
  const isTold = shoe.providerDistanceM !== null;
  const isRotated = shelf.judged.shoes.filter(({ status }) => status !== "retired").length > 1;
  const now = shownFields(shoe, units);
  const fields = fieldsOf(props, wear.shoeId, now);
  const mine = refused?.form === wear.shoeId ? refused.typed : null;
  return (
    <article class="card">
      <ShoeBar shoe={wear} reading={{ units, isoDay }} />
      {isRotated && wear.rotationShare !== null ? (
        <p class="quiet">{shoesPage.share(en.pct(100 * wear.rotationShare))}</p>
      ) : null}
      <AlsoNamed {...props} />
      <details open={[wear.shoeId, sameForm(wear.shoeId)].includes(refused?.form ?? "")}>
        <summary>
          {isOwn(shoe) ? shoesPage.changeOrDelete : shoesPage.change}
          <span class="unseen">: {wear.name}</span>
        </summary>
        <Form {...props} action="/shoes/change">
          <input type="hidden" name="shoe" value={wear.shoeId} />
          <Was now={now} typed={mine} />
          {isOwn(shoe) ? fields.name : null}
          {isTold ? <p class="hint">{shoesPage.told}</p> : fields.start}
          {fields.notice}
          {fields.replace}
          <label class="choice">
            <input
              type="checkbox"
              name="retired"
              value="yes"
              checked={(mine ?? now).has("retired")}
            />
            {shoesPage.fields.retired}
          </label>
          {isTold && shoe.retired ? <p class="hint">{shoesPage.toldRetired}</p> : null}
          <Submit label={shoesPage.save} look="second" />
        </Form>
        <Same {...props} />
        {isOwn(shoe) ? (
          <Form {...props} action="/shoes/remove">
            <input type="hidden" name="shoe" value={wear.shoeId} />
            <p class="hint">{shoesPage.removeHint}</p>
            <Submit label={shoesPage.remove} look="second" />
          </Form>
        ) : null}
      </details>
    </article>
  );
}

/** A pair's other names, each with a way to undo the joining. */
function AlsoNamed(props: Props & { wear: ShoeWear }) {
  const { wear, shelf } = props;
  const { same } = shoesPage;
  if (wear.alsoIds.length === 0) return null;
  const also = shelf.stored.filter((shoe) => wear.alsoIds.includes(domainId(shoe)));
  return (
    <>
      <Form {...props} action="/shoes/two">
        {also.map((shoe) => {
          const named = [givenName(shoe.name), sourceName(shoe.source)] as const;
          return (
            <p>
              {same.also(...named)}{" "}
              <button type="submit" class="second small" name="shoe" value={domainId(shoe)}>
                {same.apart}
                <span class="unseen">{same.apartOf(...named)}</span>
              </button>
            </p>
          );
        })}
      </Form>
      <p class="quiet">{same.how}</p>
    </>
  );
}

function Same(props: Props & { wear: ShoeWear; shoe: StoredShoe }) {
  const { wear, shelf, refused } = props;
  const { same } = shoesPage;
  const others = othersOf(shelf, wear);
  const mine = refused?.form === sameForm(wear.shoeId) ? refused : null;
  if (others.length === 0) return null;
  const id = `same-${shelf.stored.indexOf(props.shoe)}`;
  const sourceOf = new Map(shelf.stored.map((one) => [domainId(one), one.source]));
  return (
    <Form {...props} action="/shoes/same">
      <input type="hidden" name="shoe" value={wear.shoeId} />
      <Field id={id} name="as" label={same.label} hint={same.hint} faults={faultsOf(mine)}>
        {(shared) => (
          <select {...shared} required>
            <option value="">{same.choose}</option>
            {others.map(({ shoeId, name }) => (
              <option value={shoeId}>
                {same.option(name, sourceName(sourceOf.get(shoeId) ?? ""))}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Submit label={same.button} look="second" />
    </Form>
  );
}

function Add(props: Props) {
  const { name, start, notice, replace } = fieldsOf(props, "add", new URLSearchParams());
  return (
    <Form {...props} action="/shoes/add">
      <input type="hidden" name="id" value={props.newId} />
      {name}
      {start}
      {notice}
      {replace}
      <Submit label={shoesPage.add.button} />
    </Form>
  );
}

const faultsOf = (refused: Refused<Name> | null) => refused?.faults ?? [];

/** The fields of a pair: what was typed if the form was refused, otherwise what is stored. */
function fieldsOf(
  { refused, units, shelf }: Props,
  form: string,
  now: URLSearchParams,
): Record<PairField, Child> {
  const { fields } = shoesPage;
  const mine = refused?.form === form ? refused : null;
  const input = (name: PairField, label: string, hint: string | null, more: object) => {
    // A source's ids may hold anything, even a space; `-1` is the new pair.
    const id = `${name}-${shelf.stored.findIndex((shoe) => domainId(shoe) === form)}`;
    return (
      <Field id={id} name={name} label={label} hint={hint} faults={faultsOf(mine)}>
        {(shared) => <input value={(mine?.typed ?? now).get(name) ?? ""} {...shared} {...more} />}
      </Field>
    );
  };
  const number = { inputmode: "decimal", maxlength: 8, size: 8 };
  const { shoeNoticeM, shoeReplaceM } = shelf.limits;
  return {
    name: input("name", fields.name, null, { required: true, maxlength: 60 }),
    start: input("start", fields.start(units), null, number),
    notice: input(
      "notice",
      fields.notice(units),
      fields.limitHint(en.distance(shoeNoticeM, units, 0)),
      number,
    ),
    replace: input(
      "replace",
      fields.replace(units),
      fields.limitHint(en.distance(shoeReplaceM, units, 0)),
      number,
    ),
  };
}

/** The runs that a runner still remembers, newest first. */
function recentRuns({ known: { history, today } }: Shelf): readonly Activity[] {
  const from = today - definitions.shoeUseDays.value + 1;
  return history.activities
    .filter((run) => isRun(run) && run.day >= from && run.day <= today)
    .sort((a, b) => b.day - a.day || b.startMinute - a.startMinute);
}

/** Those without a pair first. */
function Worn(props: Props) {
  const { shelf, units, refused } = props;
  const { worn } = shoesPage;
  const { records, judged } = shelf;
  const names = new Map(records.map((record) => [domainId(record), givenName(record.name)]));
  const shoeNames = new Map(
    judged.shoes.flatMap(({ shoeId, alsoIds, name }) =>
      [shoeId, ...alsoIds].map((id) => [id, name] as const),
    ),
  );
  const runs = recentRuns(shelf);
  if (runs.length === 0) return null;
  const loose = new Set(judged.unassigned.recentActivityIds);
  const mine = refused?.form === "worn" ? refused : null;
  const option = (run: Activity) => {
    const name = names.get(run.id) ?? "";
    const said = en.runLine(en.shortDate(isoDay(run.day)), { ...run, name }, units);
    const shoe = shoeNames.get(wornOf(run).shoeId ?? "");
    return (
      <option value={run.id} selected={mine?.typed.get("run") === run.id}>
        {shoe === undefined ? said : worn.optionWith(said, shoe)}
      </option>
    );
  };
  const without = runs.filter(({ id }) => loose.has(id));
  const within = runs.filter(({ id }) => !loose.has(id));
  return (
    <>
      <h2 id="worn">{worn.title}</h2>
      <p>{worn.text}</p>
      <Form {...props} action="/shoes/worn">
        <Field id="worn-run" name="run" label={worn.run} faults={faultsOf(mine)}>
          {(shared) => (
            <select {...shared} required>
              <option value="">{worn.choose}</option>
              {without.length === 0 ? null : (
                <optgroup label={worn.without}>{without.map(option)}</optgroup>
              )}
              {within.length === 0 ? null : (
                <optgroup label={worn.within}>{within.map(option)}</optgroup>
              )}
            </select>
          )}
        </Field>
        <Field id="worn-shoe" name="shoe" label={worn.shoe} faults={faultsOf(mine)}>
          {(shared) => (
            <select {...shared} required>
              <option value="">{worn.chooseShoe}</option>
              <Pairs shelf={shelf} chosen={mine?.typed.get("shoe") ?? ""} />
            </select>
          )}
        </Field>
        <Submit label={worn.button} look="second" />
      </Form>
    </>
  );
}

function Defaults(props: Props) {
  const { shelf, refused } = props;
  const { defaults } = shoesPage;
  const mine = refused?.form === "defaults" ? refused : null;
  const now = shownDefaults(shelf);
  return (
    <>
      <h2 id="usual">{defaults.title}</h2>
      <p>{defaults.text}</p>
      <Form {...props} action="/shoes/defaults">
        <Was now={now} typed={mine?.typed ?? null} />
        {RUN_SPORTS.map((kind) => (
          <Field
            id={`usual-${kind}`}
            name={kind}
            label={defaults.sport[kind]}
            faults={faultsOf(mine)}
          >
            {(shared) => (
              <select {...shared}>
                <option value="">{defaults.none}</option>
                <Pairs shelf={shelf} chosen={(mine?.typed ?? now).get(kind) ?? ""} />
              </select>
            )}
          </Field>
        ))}
        <Submit label={defaults.button} look="second" />
      </Form>
    </>
  );
}

function Pairs({ shelf, chosen }: { shelf: Shelf; chosen: string }) {
  return (
    <>
      {choicesOf(shelf).map(({ id, name, ids }) => (
        <option value={id} selected={ids.includes(chosen)}>
          {name}
        </option>
      ))}
    </>
  );
}

function Form(props: { csrf: string; units: Units; action: string; children?: Child }) {
  return (
    <form method="post" action={props.action}>
      <input type="hidden" name="csrf" value={props.csrf} />
      <input type="hidden" name={UNITS} value={props.units} />
      {props.children}
    </form>
  );
}
