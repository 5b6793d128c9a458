import type { HttpAnswer } from "./http-handler.ts";
import type { SignedInRequest } from "./signed-in.ts";

/** The hidden field in which a form says in which units it asks for distances. */
export const UNITS = "units";

/**
 * Reads a form in the units that it was shown in, and shows it in them again if it is refused: the runner
 * may have chosen others since, in another tab.
 */
export function inShownUnits<D>(
  work: (request: SignedInRequest, deps: D) => Promise<HttpAnswer>,
): (request: SignedInRequest, deps: D) => Promise<HttpAnswer> {
  return (request, deps) => {
    const shown = request.form.get(UNITS);
    const units = shown === "km" || shown === "mi" ? shown : request.runner.units;
    return work({ ...request, runner: { ...request.runner, units } }, deps);
  };
}
