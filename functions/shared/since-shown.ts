/** The hidden field in which a form says what its other fields showed. */
export const WAS = "was";

/**
 * A form with every field that came back as it was shown replaced by what is stored by now: whoever opened
 * the form earlier, in another tab or on another device, changes only what they typed. `now` is the form as
 * it would be shown now; a form that doesn't say what it showed counts as shown now.
 *
 *     const form = new URLSearchParams("name=Red&replace=600&was=name%3DBlue%26replace%3D600");
 *     sinceShown(form, new URLSearchParams("name=Blue&replace=700")) // name=Red&replace=700&was=…
 */
export function sinceShown(form: URLSearchParams, now: URLSearchParams): URLSearchParams {
  const was = new URLSearchParams(form.get(WAS) ?? now);
  const merged = new URLSearchParams(form);
  for (const name of new Set([...was.keys(), ...now.keys()])) {
    if (form.getAll(name).join("\n") !== was.getAll(name).join("\n")) continue;
    merged.delete(name);
    for (const value of now.getAll(name)) merged.append(name, value);
  }
  return merged;
}
