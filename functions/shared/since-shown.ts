/** The hidden field in which a form says what its other fields showed. */
export const WAS = "was";

/**
 * A form with every field that came back as it was shown replaced by what is stored by now: whoever opened
 * the form earlier, in another tab or on another device, changes only what they typed. `now` is the form as
 * it would be shown now; a form that doesn't say what it showed counts as shown now.
 *
 *     const form = new URLSearchParams("name=Red&replace=600&was=name%3DBlue%26replace%3D600");
 *     sinceShown(form, new URLSearchParams("name=Blue&replace=700")) // name=Red&was=…&replace=700
 */
export function sinceShown(form: URLSearchParams, now: URLSearchParams): URLSearchParams {
  const given = byName(form);
  const stored = byName(now);
  const was = byName(new URLSearchParams(form.get(WAS) ?? now));
  const isTouched = (name: string) =>
    JSON.stringify(given.get(name)) !== JSON.stringify(was.get(name));
  return new URLSearchParams(
    [...new Set([...given.keys(), ...stored.keys()])].flatMap(
      (name) => (isTouched(name) ? given : stored).get(name) ?? [],
    ),
  );
}

/** Each field's names and values; a lookup of each name takes seconds in a form of many short ones. */
function byName(form: URLSearchParams) {
  return Map.groupBy(form, ([name]) => name);
}
