import type { Child } from "hono/jsx";

interface FieldProps {
  /** Unique on the page. */
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly hint?: string | null;
  /** What is wrong with what was typed, and how to fix it. */
  readonly fault?: string | null;
  /** The control itself, which takes all of `shared`. */
  readonly children: (shared: Readonly<Record<string, string>>) => Child;
}

/** A control under its label, its hint and its fault, all of which are read out with it. */
export function Field({ id, name, label, hint = null, fault = null, children }: FieldProps) {
  const described = [
    ...(hint === null ? [] : [`${id}-hint`]),
    ...(fault === null ? [] : [`${id}-fault`]),
  ];
  return (
    <>
      <label for={id}>{label}</label>
      {hint === null ? null : (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault === null ? null : (
        <p class="note warn" id={`${id}-fault`}>
          {fault}
        </p>
      )}
      {children({
        id,
        name,
        ...(described.length > 0 && { "aria-describedby": described.join(" ") }),
        ...(fault !== null && { "aria-invalid": "true" }),
      })}
    </>
  );
}

/** What is wrong with the field of this name, if that is why the form was refused. */
export function faultOf(
  refused: { readonly fault: { readonly field: string; readonly text: string } } | null,
  name: string,
): string | null {
  return refused?.fault.field === name ? refused.fault.text : null;
}
