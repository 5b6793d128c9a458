/** The hidden field in which a form says what its other fields showed. */
export const WAS = "was";

/**
 * A form with every field that came back as it was shown replaced by what is stored by now: whoever opened
 * the form earlier, in another tab or on another device, changes only what they typed. `now` is the form as
 * it would be shown now; a form that doesn't say what it showed counts as shown now. `boxes` names the
 * fields of several boxes, each of which counts on its own.
 *
 *     const form = new URLSearchParams("name=Red&replace=600&was=name%3DBlue%26replace%3D600");
 *     sinceShown(form, new URLSearchParams("name=Blue&replace=700")) // name=Red&was=…&replace=700
 */
export function sinceShown(
  form: URLSearchParams,
  now: URLSearchParams,
  boxes: readonly string[] = [],
): URLSearchParams {
  // By field at once: a lookup of each name takes seconds in a form of many short ones.
  const byField = (all: URLSearchParams) =>
    Map.groupBy(all, ([name, value]) => (boxes.includes(name) ? `${name}=${value}` : name));
  const given = byField(form);
  const stored = byField(now);
  const was = byField(new URLSearchParams(form.get(WAS) ?? now));
  const isTouched = (field: string) =>
    JSON.stringify(given.get(field)) !== JSON.stringify(was.get(field));
  return new URLSearchParams(
    [...new Set([...given.keys(), ...stored.keys()])].flatMap(
      (field) => (isTouched(field) ? given : stored).get(field) ?? [],
    ),
  );
}
