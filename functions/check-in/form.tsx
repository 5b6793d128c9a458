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
  told: StoredCheckIn;
  typed: URLSearchParams;
  faults: readonly Fault[];
}) {
  const { step, told, typed, faults } = props;
  switch (step) {
    case "where":
      return (
        <>
          <BodyMap places={told.places} />
          <Choices {...{ faults }} name="side" type="radio" told={listOf(told.side)} />
        </>
      );
    case "urgent":
      return <YesNoList {...{ told, faults }} fields={CANNOT_WAIT} />;
    case "pain":
      return (
        <>
          <div class="row">
            {SCORES.map((field) => (
              <Score {...{ field, faults }} told={told[field]} />
            ))}
          </div>
          <NumberField {...{ typed, faults }} field="daysLasted" told={told.daysLasted} />
          <fieldset>
            <legend>{OTHER_TEXTS.tried}</legend>
            <YesNo
              {...{ faults }}
              field="restTried"
              label={OTHER_TEXTS.restTried}
              told={told.restTried}
            />
            <YesNo
              {...{ faults }}
              field="iceTried"
              label={OTHER_TEXTS.iceTried}
              told={told.iceTried}
            />
          </fieldset>
        </>
      );
    case "when":
      return (
        <>
          <Choices {...{ faults }} name="kind" type="radio" told={listOf(told.kind)} />
          <Choices {...{ faults }} name="when" type="checkbox" told={told.when} />
          <YesNoList {...{ told, faults }} fields={WHEN_SIGNS} />
        </>
      );
    case "signs":
      return (
        <>
          <YesNoList {...{ told, faults }} fields={OTHER_SIGNS} />
          <NumberField {...{ typed, faults }} field="sleepHours" told={told.sleepHours} />
        </>
      );
    case "self-screen":
      return SCREENED.map((field) => (
        <YesNo
          {...{ field, faults }}
          label={SCREEN_TEXTS[field]}
          told={told.selfScreen?.[field] ?? null}
        />
      ));
  }
}

const listOf = (told: string | null) => (told === null ? [] : [told]);

const CHOICES: Readonly<
  Record<"side" | "kind" | "when", Readonly<Partial<Record<Side | Kind | When, string>>>>
> = { side: SIDE_TEXTS, kind: KIND_TEXTS, when: WHEN_TEXTS };

function Choices(props: {
  name: keyof typeof CHOICES;
  type: "radio" | "checkbox";
  told: readonly string[];
  faults: readonly Fault[];
}) {
  const { name, type, told, faults } = props;
  return (
    <Group name={name} legend={OTHER_TEXTS[name]} faults={faults}>
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
    </Group>
  );
}

function YesNoList(props: {
  fields: readonly (keyof typeof SIGN_TEXTS)[];
  told: StoredCheckIn;
  faults: readonly Fault[];
}) {
  const { fields, told, faults } = props;
  return (
    <>
      {fields.map((field) => (
        <YesNo {...{ field, faults }} label={SIGN_TEXTS[field]} told={told[field]} />
      ))}
    </>
  );
}

function YesNo(props: {
  field: string;
  label: string;
  told: boolean | null;
  faults: readonly Fault[];
}) {
  const { field, label, told, faults } = props;
  const options = [
    { value: "yes", text: checkInPages.yes, isTold: told === true },
    { value: "no", text: checkInPages.no, isTold: told === false },
    { value: "unsure", text: checkInPages.unsure, isTold: told === null },
  ];
  return (
    <Group class="ask" name={field} legend={label} faults={faults}>
      {options.map(({ value, text, isTold }) => (
        <label class="choice">
          <input type="radio" name={field} value={value} checked={isTold} />
          <span>{text}</span>
        </label>
      ))}
    </Group>
  );
}

function Score(props: {
  field: (typeof SCORES)[number];
  told: number | null;
  faults: readonly Fault[];
}) {
  const { field, told, faults } = props;
  const scores = Array.from({ length: 11 }, (_, score) => score);
  return (
    <div>
      <Field id={field} name={field} label={SCORE_TEXTS[field]} faults={faults}>
        {(shared) => (
          <select {...shared}>
            <option value="" selected={told === null}>
              {checkInPages.noScore}
            </option>
            {scores.map((score) => (
              <option value={score} selected={score === told}>
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
  told: number | null;
  typed: URLSearchParams;
  faults: readonly Fault[];
}) {
  const { field, told, typed, faults } = props;
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
            value={typed.get(field) ?? (told === null ? "" : String(told))}
          />
        )}
      </Field>
    </div>
  );
}
