import { CANNOT_WAIT, type Kind, type Side, type When } from "../../domain/pain/check-in.ts";
import type { StoredCheckIn } from "../messages/check-in.ts";
import { type Fault, Field, Group } from "../pages/field.tsx";
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
export function Questions(props: {
  step: Step;
  checkIn: StoredCheckIn;
  typed: URLSearchParams;
  faults: readonly Fault[];
}) {
  const { step, checkIn, typed, faults } = props;
  switch (step) {
    case "where":
      return (
        <>
          <BodyMap places={checkIn.places} />
          <Choices faults={faults} name="side" type="radio" chosen={listOf(checkIn.side)} />
        </>
      );
    case "urgent":
      return <YesNoList checkIn={checkIn} faults={faults} fields={CANNOT_WAIT} />;
    case "pain":
      return (
        <>
          <div class="row">
            {SCORES.map((field) => (
              <Score field={field} faults={faults} answer={checkIn[field]} />
            ))}
          </div>
          <NumberField
            typed={typed}
            faults={faults}
            field="daysLasted"
            answer={checkIn.daysLasted}
          />
          <fieldset>
            <legend>{OTHER_TEXTS.tried}</legend>
            <YesNo
              faults={faults}
              field="restTried"
              label={OTHER_TEXTS.restTried}
              answer={checkIn.restTried}
            />
            <YesNo
              faults={faults}
              field="iceTried"
              label={OTHER_TEXTS.iceTried}
              answer={checkIn.iceTried}
            />
          </fieldset>
        </>
      );
    case "when":
      return (
        <>
          <Choices faults={faults} name="kind" type="radio" chosen={listOf(checkIn.kind)} />
          <Choices faults={faults} name="when" type="checkbox" chosen={checkIn.when} />
          <YesNoList checkIn={checkIn} faults={faults} fields={WHEN_SIGNS} />
        </>
      );
    case "signs":
      return (
        <>
          <YesNoList checkIn={checkIn} faults={faults} fields={OTHER_SIGNS} />
          <NumberField
            typed={typed}
            faults={faults}
            field="sleepHours"
            answer={checkIn.sleepHours}
          />
        </>
      );
    case "self-screen":
      return SCREENED.map((field) => (
        <YesNo
          field={field}
          faults={faults}
          label={SCREEN_TEXTS[field]}
          answer={checkIn.selfScreen?.[field] ?? null}
        />
      ));
  }
}

const listOf = (answer: string | null) => (answer === null ? [] : [answer]);

const CHOICES: Readonly<
  Record<"side" | "kind" | "when", Readonly<Partial<Record<Side | Kind | When, string>>>>
> = { side: SIDE_TEXTS, kind: KIND_TEXTS, when: WHEN_TEXTS };

function Choices(props: {
  name: keyof typeof CHOICES;
  type: "radio" | "checkbox";
  chosen: readonly string[];
  faults: readonly Fault[];
}) {
  const { name, type, chosen, faults } = props;
  return (
    <Group name={name} legend={OTHER_TEXTS[name]} faults={faults}>
      {Object.entries(CHOICES[name]).map(([value, text]) => (
        <label class="choice">
          <input type={type} name={name} value={value} checked={chosen.includes(value)} />
          <span>{text}</span>
        </label>
      ))}
      {type === "checkbox" ? null : (
        <label class="choice">
          <input type="radio" name={name} value="" checked={chosen.length === 0} />
          <span>{checkInPages.unsure}</span>
        </label>
      )}
    </Group>
  );
}

function YesNoList(props: {
  fields: readonly (keyof typeof SIGN_TEXTS)[];
  checkIn: StoredCheckIn;
  faults: readonly Fault[];
}) {
  const { fields, checkIn, faults } = props;
  return (
    <>
      {fields.map((field) => (
        <YesNo field={field} faults={faults} label={SIGN_TEXTS[field]} answer={checkIn[field]} />
      ))}
    </>
  );
}

export function YesNo(props: {
  field: string;
  label: string;
  answer: boolean | null;
  faults: readonly Fault[];
}) {
  const { field, label, answer, faults } = props;
  const options = [
    { value: "yes", text: checkInPages.yes, isChosen: answer === true },
    { value: "no", text: checkInPages.no, isChosen: answer === false },
    { value: "unsure", text: checkInPages.unsure, isChosen: answer === null },
  ];
  return (
    <Group class="ask" name={field} legend={label} faults={faults}>
      {options.map(({ value, text, isChosen }) => (
        <label class="choice">
          <input type="radio" name={field} value={value} checked={isChosen} />
          <span>{text}</span>
        </label>
      ))}
    </Group>
  );
}

function Score(props: {
  field: (typeof SCORES)[number];
  answer: number | null;
  faults: readonly Fault[];
}) {
  const { field, answer, faults } = props;
  const scores = Array.from({ length: 11 }, (_, score) => score);
  return (
    <div>
      <Field id={field} name={field} label={SCORE_TEXTS[field]} faults={faults}>
        {(shared) => (
          <select {...shared}>
            <option value="" selected={answer === null}>
              {checkInPages.noScore}
            </option>
            {scores.map((score) => (
              <option value={score} selected={score === answer}>
                {score}
              </option>
            ))}
          </select>
        )}
      </Field>
    </div>
  );
}

function NumberField(props: {
  field: "daysLasted" | "sleepHours";
  answer: number | null;
  typed: URLSearchParams;
  faults: readonly Fault[];
}) {
  const { field, answer, typed, faults } = props;
  return (
    <div class="field">
      <Field id={field} name={field} label={OTHER_TEXTS[field]} faults={faults}>
        {(shared) => (
          <input
            {...shared}
            inputmode="decimal"
            autocomplete="off"
            size={5}
            maxlength={7}
            value={typed.get(field) ?? (answer === null ? "" : String(answer))}
          />
        )}
      </Field>
    </div>
  );
}
