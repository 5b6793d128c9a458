import { CANNOT_WAIT, type Kind, type Side, type When } from "../../domain/pain/check-in.ts";
import type { StoredCheckIn } from "../messages/check-in.ts";
import {
  checkInPages,
  KIND_TEXTS,
  OTHER_TEXTS,
  SCORE_TEXTS,
  SCREEN_TEXTS,
  SIDE_TEXTS,
  SIGN_TEXTS,
  WHEN_TEXTS,
} from "../wording/check-in.en.ts";
import { BodyMap } from "./body-map.tsx";
import { OTHER_SIGNS, SCORES, SCREENED, type Step, WHEN_SIGNS } from "./steps.ts";

/** The questions of one step, filled in with the answers so far and with what was typed and refused. */
export function Questions(props: { step: Step; told: StoredCheckIn; typed: URLSearchParams }) {
  const { step, told, typed } = props;
  switch (step) {
    case "where":
      return (
        <>
          <BodyMap places={told.places} />
          <Choices name="side" type="radio" told={told.side === null ? [] : [told.side]} />
        </>
      );
    case "urgent":
      return <YesNoList fields={CANNOT_WAIT} told={told} />;
    case "pain":
      return (
        <>
          <div class="row">
            {SCORES.map((field) => (
              <Score field={field} told={told[field]} />
            ))}
          </div>
          <NumberField field="daysLasted" told={told.daysLasted} typed={typed} />
          <fieldset>
            <legend>{OTHER_TEXTS.tried}</legend>
            <YesNo field="restTried" label={OTHER_TEXTS.restTried} told={told.restTried} />
            <YesNo field="iceTried" label={OTHER_TEXTS.iceTried} told={told.iceTried} />
          </fieldset>
        </>
      );
    case "when":
      return (
        <>
          <Choices name="kind" type="radio" told={told.kind === null ? [] : [told.kind]} />
          <Choices name="when" type="checkbox" told={told.when} />
          <YesNoList fields={WHEN_SIGNS} told={told} />
        </>
      );
    case "signs":
      return (
        <>
          <YesNoList fields={OTHER_SIGNS} told={told} />
          <NumberField field="sleepHours" told={told.sleepHours} typed={typed} />
        </>
      );
    case "self-screen":
      return SCREENED.map((field) => (
        <YesNo field={field} label={SCREEN_TEXTS[field]} told={told.selfScreen?.[field] ?? null} />
      ));
  }
}

const CHOICES: Readonly<
  Record<"side" | "kind" | "when", Readonly<Partial<Record<Side | Kind | When, string>>>>
> = { side: SIDE_TEXTS, kind: KIND_TEXTS, when: WHEN_TEXTS };

function Choices(props: {
  name: keyof typeof CHOICES;
  type: "radio" | "checkbox";
  told: readonly string[];
}) {
  const { name, type, told } = props;
  return (
    <fieldset>
      <legend>{OTHER_TEXTS[name]}</legend>
      {Object.entries(CHOICES[name]).map(([value, text]) => (
        <label class="choice">
          <input type={type} name={name} value={value} checked={told.includes(value)} />
          <span>{text}</span>
        </label>
      ))}
      {type === "checkbox" ? null : (
        <label class="choice">
          <input type="radio" name={name} value="" checked={told.length === 0} />
          <span>{checkInPages.unsure}</span>
        </label>
      )}
    </fieldset>
  );
}

function YesNoList(props: { fields: readonly (keyof typeof SIGN_TEXTS)[]; told: StoredCheckIn }) {
  return (
    <>
      {props.fields.map((field) => (
        <YesNo field={field} label={SIGN_TEXTS[field]} told={props.told[field]} />
      ))}
    </>
  );
}

function YesNo({ field, label, told }: { field: string; label: string; told: boolean | null }) {
  const options = [
    { value: "yes", text: checkInPages.yes, isTold: told === true },
    { value: "no", text: checkInPages.no, isTold: told === false },
    { value: "unsure", text: checkInPages.unsure, isTold: told === null },
  ];
  return (
    <fieldset class="ask">
      <legend>{label}</legend>
      {options.map(({ value, text, isTold }) => (
        <label class="choice">
          <input type="radio" name={field} value={value} checked={isTold} />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Score({ field, told }: { field: (typeof SCORES)[number]; told: number | null }) {
  const scores = Array.from({ length: 11 }, (_, score) => score);
  return (
    <div>
      <label for={field}>{SCORE_TEXTS[field]}</label>
      <select id={field} name={field}>
        <option value="" selected={told === null}>
          {checkInPages.noScore}
        </option>
        {scores.map((score) => (
          <option value={score} selected={score === told}>
            {score}
          </option>
        ))}
      </select>
    </div>
  );
}

function NumberField(props: {
  field: "daysLasted" | "sleepHours";
  told: number | null;
  typed: URLSearchParams;
}) {
  const { field, told, typed } = props;
  return (
    <p>
      <label for={field}>{OTHER_TEXTS[field]}</label>
      <input
        id={field}
        name={field}
        inputmode="decimal"
        autocomplete="off"
        size={5}
        maxlength={7}
        value={typed.get(field) ?? (told === null ? "" : String(told))}
      />
    </p>
  );
}
