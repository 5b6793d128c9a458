import { NUDGES } from "../../domain/nudges/thresholds.ts";
import { PAIN } from "../../domain/pain/thresholds.ts";
import {
  contradictionIn,
  definitions,
  OWN_THRESHOLDS,
  type OwnLimits,
  type OwnThreshold,
  type Threshold,
  thresholds,
} from "../../domain/thresholds.ts";
import { PRACTICE } from "../../domain/tips/thresholds.ts";
import { type Fault, Field, Submit } from "../pages/field.tsx";
import { Done, Refusal, WayOn, wordsFor } from "../pages/notes.tsx";
import { PostButton } from "../pages/post-button.tsx";
import { Was } from "../pages/was.tsx";
import type { HttpAnswer } from "../shared/http/http-handler.ts";
import { UNITS } from "../shared/http/shown-units.ts";
import type { SignedInRequest } from "../shared/http/signed-in.ts";
import { sinceShown } from "../shared/http/since-shown.ts";
import type { Units } from "../wording/en.ts";
import {
  fixedThresholdText,
  ownThresholdText,
  settingsPage,
  thresholdsPage as text,
} from "../wording/settings.en.ts";
import { readThreshold, shownOurs, shownRange, shownThreshold, unitOf } from "./own-threshold.ts";
import { changedMeanwhile, type SettingsDeps } from "./settings.tsx";

/** The numbers that no runner sets. */
const fixed = Object.fromEntries(
  Object.entries(thresholds).filter(([name]) => !OWN_THRESHOLDS.some((own) => own === name)),
);

const GROUPS: readonly (readonly [string, Readonly<Record<string, Threshold>>])[] = [
  [text.groups.load, fixed],
  [text.groups.pain, PAIN],
  [text.groups.nudges, NUDGES],
  [text.groups.practice, PRACTICE],
  [text.groups.definitions, definitions],
];

/** Each number with what it rests on; those that a runner may set have a field. */
export async function showThresholds(request: SignedInRequest): Promise<HttpAnswer> {
  return answer(request, { faults: [], typed: null });
}

/** An emptied field goes back to our number; a field left as it was shown changes nothing. */
export async function takeThresholds(
  request: SignedInRequest,
  deps: SettingsDeps,
): Promise<HttpAnswer> {
  const { runner, form } = request;
  const isReset = form.get("do") === "reset";
  const read = isReset
    ? { own: {}, faults: [] }
    : readOwn(sinceShown(form, shownFields(runner)), runner);
  if (read.faults.length > 0) return answer(request, { faults: read.faults, typed: form });
  const kept = await deps.settings.keep(runner, { ...runner, limits: read.own });
  if (kept === "changed-meanwhile") return changedMeanwhile();
  const saved = isReset ? "reset" : "kept";
  return { outcome: `thresholds ${saved}`, redirect: `/settings/thresholds?saved=${saved}` };
}

interface OwnNumbers {
  readonly limits: OwnLimits;
  readonly units: Units;
}

/** The form as it shows what is stored. */
function shownFields({ limits, units }: OwnNumbers): URLSearchParams {
  return new URLSearchParams(
    Object.fromEntries(
      OWN_THRESHOLDS.map((name) => [name, shownThreshold(name, limits[name], units)]),
    ),
  );
}

function readOwn(
  form: URLSearchParams,
  { limits, units }: OwnNumbers,
): { readonly own: OwnLimits; readonly faults: readonly Fault[] } {
  const own: { [name in OwnThreshold]?: number } = {};
  const faults: Fault[] = [];
  for (const name of OWN_THRESHOLDS) {
    const before = limits[name];
    const typed = form.get(name)?.trim();
    if (typed === undefined || typed === shownThreshold(name, before, units)) {
      if (before !== undefined) own[name] = before;
      continue;
    }
    const value = readThreshold(name, typed, units);
    if (value === "empty") continue;
    if (value === "unusable") faults.push({ field: name, text: rangeText(name, units) });
    else own[name] = value;
  }
  const pair = faults.length === 0 ? contradictionIn(own) : null;
  if (pair !== null) {
    for (const name of OWN_THRESHOLDS.filter((one) => pair.includes(one))) {
      faults.push({ field: name, text: text.own.order(labelOf(pair[0]), labelOf(pair[1])) });
    }
  }
  return { own, faults };
}

const labels = new Map<string, string>(
  Object.entries({ ...fixedThresholdText, ...ownThresholdText }),
);

function labelOf(name: string): string {
  return labels.get(name) ?? name;
}

function rangeText(name: OwnThreshold, units: Units): string {
  return text.own.range(...shownRange(name, units));
}

function answer(
  { runner, csrf, query }: SignedInRequest,
  shown: { readonly faults: readonly Fault[]; readonly typed: URLSearchParams | null },
): HttpAnswer {
  const { faults, typed } = shown;
  const isFaulty = faults.length > 0;
  const now = shownFields(runner);
  const body = (
    <>
      <p>{text.lead}</p>
      <Done text={wordsFor(query.get("saved"), text.own.saved)} />
      <h2>{text.own.title}</h2>
      <p>{text.own.lead}</p>
      <Refusal
        text={isFaulty ? text.own.faulty(faults.map(({ field }) => labelOf(field))) : null}
      />
      <form method="post" action="/settings/thresholds">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name={UNITS} value={runner.units} />
        <Was now={now} typed={typed} />
        {OWN_THRESHOLDS.map((name) => (
          <Own
            name={name}
            units={runner.units}
            value={(typed ?? now).get(name) ?? ""}
            faults={faults}
          />
        ))}
        <Submit label={settingsPage.save} />
      </form>
      {Object.keys(runner.limits).length === 0 ? null : (
        <PostButton
          action="/settings/thresholds"
          csrf={csrf}
          send={{ do: "reset" }}
          label={text.own.reset}
        />
      )}
      {GROUPS.map(([title, group]) => (
        <Group title={title} group={group} />
      ))}
      <WayOn to="/settings" link={settingsPage.back} look="button second" />
    </>
  );
  const outcome = isFaulty ? "unusable" : "shown";
  return { outcome, status: isFaulty ? 422 : 200, title: text.title, body };
}

function Own(props: { name: OwnThreshold; units: Units; value: string; faults: readonly Fault[] }) {
  const { name, units, value, faults } = props;
  const { basis, source } = thresholds[name];
  const ours = shownOurs(name, units);
  const unit = text.own.unit[unitOf(name, units)];
  return (
    <div class="field">
      <Field
        id={name}
        name={name}
        label={`${ownThresholdText[name]} (${unit})`}
        hint={text.own.ours(ours, text.bases[basis], source)}
        faults={faults}
      >
        {(shared) => (
          <input
            {...shared}
            value={value}
            inputmode="decimal"
            size={7}
            maxlength={9}
            autocomplete="off"
            placeholder={ours}
          />
        )}
      </Field>
    </div>
  );
}

function Group(props: { title: string; group: Readonly<Record<string, Threshold>> }) {
  const { title, group } = props;
  return (
    <>
      <h2>{title}</h2>
      <details>
        <summary>{text.show(Object.keys(group).length)}</summary>
        <dl class="numbers">
          {Object.entries(group).map(([name, { value, basis, source }]) => (
            <>
              <dt>
                {labelOf(name)}: {rounded(value)}
              </dt>
              <dd class="quiet">
                {text.bases[basis]} ({source}).
              </dd>
            </>
          ))}
        </dl>
      </details>
    </>
  );
}

/** `rounded(482803.2) // "482,803"` */
function rounded(value: number): string {
  return new Intl.NumberFormat("en", {
    maximumFractionDigits: value >= 1000 ? 0 : 3,
  }).format(value);
}
