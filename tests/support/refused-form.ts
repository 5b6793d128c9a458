import { expect, it } from "vitest";

type Typed = Readonly<Record<string, string>>;

/** What someone enters wrongly, what that is called, and what the form says about it at the field. */
type Mistyped = readonly [what: string, typed: Typed, said: string];

/** Tests that a form accepts none of these: `kept` is a field that is right unless it is the mistyped one. */
export function itRefuses(
  cases: readonly Mistyped[],
  form: {
    send(typed: Typed): Promise<{ readonly status: number; readonly html: string }>;
    readonly kept: readonly [field: string, value: string];
    /** Everything that must be as it was. */
    stored(): Promise<unknown>;
  },
): void {
  it.each(cases)(
    "with %s writes nothing, names the field and keeps what was typed",
    async (_, typed, said) => {
      const before = await form.stored();
      const answer = await form.send(typed);
      const [field, value] = form.kept;
      expectRefused(answer, said, field in typed ? null : value);
      expect(await form.stored()).toEqual(before);
    },
  );
}

/**
 * What a refused form is answered with: a page that says so, says it again at the field, which reads it out,
 * and keeps what was typed into the others.
 */
function expectRefused(
  { status, html }: { readonly status: number; readonly html: string },
  said: string,
  kept: string | null,
): void {
  expect(status).toBe(422);
  expect(html).toMatch(/role="alert">[^<]*Nothing was changed\./);
  expect(html.match(/aria-invalid="true"/g)).toHaveLength(1);
  expectFault(html, "", said);
  if (kept !== null) expect(html).toContain(`value="${kept}"`);
}

/**
 * The field of a refused form that the page puts the focus on: it is marked as wrong, and is read out with what
 * is said about it. An empty `name` stands for any field.
 */
export function expectFault(html: string, name: string, said: string): void {
  const focused = html.match(/<(?:input|select|fieldset)[^>]* autofocus=""[^>]*>/g) ?? [];
  expect(focused).toHaveLength(1);
  const [control = ""] = focused;
  expect(control).toContain(name === "" ? "name=" : `name="${name}"`);
  // HTML has no wrong group of boxes: it is only described, and can take the focus.
  expect(control).toContain(control.startsWith("<fieldset") ? 'tabindex="-1"' : "aria-invalid");
  const [, described = ""] = /aria-describedby="([^"]+)"/.exec(control) ?? [];
  const at = html.indexOf(`id="${described.split(" ").at(-1)}"`);
  expect(html.slice(at, html.indexOf("</p>", at))).toContain(said);
}

/**
 * The names of all fields of a refused form that are marked as wrong, as far down the page as they are. Each is
 * read out with its own fault.
 */
export function faultyFields(html: string): readonly string[] {
  const controls = html.match(
    /<(?:input|select|fieldset)[^>]* aria-describedby="[^"]*-fault"[^>]*>/g,
  );
  return (controls ?? []).map((control) => {
    const [, described = ""] = /aria-describedby="([^"]+)"/.exec(control) ?? [];
    expect(html).toContain(`id="${described.split(" ").at(-1)}"`);
    return / name="([^"]*)"/.exec(control)?.[1] ?? "";
  });
}
