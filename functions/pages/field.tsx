import type { Child } from "hono/jsx";

/** What is wrong with a field of a refused form, and how to correct it. */
export interface Fault<Name extends string = string> {
  /** The field's name; `form` if no single field can be corrected. */
  readonly field: Name | "form";
  readonly text: string;
}

interface AskProps {
  readonly name: string;
  /** All of the form's, the first one first: that field gets the focus, so nobody has to look for it. */
  readonly faults?: readonly Fault[];
}

/** What a control takes so that it is read out with its fault and, if it is the first, has the focus. */
type Shared = Readonly<Record<string, string | boolean>>;

interface FieldProps extends AskProps {
  /** Unique on the page. */
  readonly id: string;
  readonly label: string;
  readonly hint?: string | null;
  /** The control itself, which takes all of `shared`. */
  readonly children: (shared: Shared) => Child;
}

/** A control under its label, its hint and its fault, all of which are read out with it. */
export function Field({ id, name, label, hint = null, faults = [], children }: FieldProps) {
  const hintId = hint === null ? null : `${id}-hint`;
  return (
    <>
      <label for={id}>{label}</label>
      {hintId === null ? null : (
        <p class="hint" id={hintId}>
          {hint}
        </p>
      )}
      <FaultOf id={id} name={name} faults={faults} />
      {children(sharedBy({ id, name, faults }, hintId))}
    </>
  );
}

interface BoxProps extends AskProps {
  readonly label: string;
  readonly children: (shared: Shared) => Child;
}

/** A box to tick beside its label, under its fault. Its name is unique on the page. */
export function Box({ name, label, faults = [], children }: BoxProps) {
  return (
    <>
      <FaultOf id={name} name={name} faults={faults} />
      <label class="choice" for={name}>
        {children(sharedBy({ id: name, name, faults }, null))}
        <span>{label}</span>
      </label>
    </>
  );
}

interface GroupProps extends AskProps {
  readonly legend: string;
  readonly class?: string;
  readonly children?: Child;
}

/**
 * Boxes or buttons that answer one question, under its words and its fault. Its name is unique on the page.
 * Nothing marks a whole group as wrong, so it takes the focus itself and is read out with its fault.
 */
export function Group({ name, legend, faults = [], children, ...more }: GroupProps) {
  const isFaulty = faults.some(({ field }) => field === name);
  return (
    <fieldset
      {...more}
      {...(isFaulty && { name, "aria-describedby": `${name}-fault` })}
      {...(faults[0]?.field === name && { tabindex: -1, autofocus: true })}
    >
      <legend>{legend}</legend>
      <FaultOf id={name} name={name} faults={faults} />
      {children}
    </fieldset>
  );
}

type Asked = Required<AskProps> & { readonly id: string };

function sharedBy({ id, name, faults }: Asked, hintId: string | null): Shared {
  const isFaulty = faults.some(({ field }) => field === name);
  const described = [hintId ?? [], isFaulty ? `${id}-fault` : []].flat();
  return {
    id,
    name,
    ...(described.length > 0 && { "aria-describedby": described.join(" ") }),
    ...(isFaulty && { "aria-invalid": "true" }),
    ...(faults[0]?.field === name && { autofocus: true }),
  };
}

function FaultOf({ id, name, faults }: Asked) {
  const fault = faults.find(({ field }) => field === name);
  return fault === undefined ? null : (
    <p class="note warn" id={`${id}-fault`}>
      {fault.text}
    </p>
  );
}

/** The button that sends a form. */
export function Submit({ label, look }: { label: string; look?: "second" | "danger" }) {
  return (
    <p>
      <button type="submit" class={look}>
        {label}
      </button>
    </p>
  );
}
