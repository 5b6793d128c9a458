/** In these parts a form is sent to its page's own path. */
const AT_OWN_PATH: readonly string[] = ["check-in", "settings", "sign-in"];

/**
 * Where a form can be filled in again: elsewhere on the page that the first part of its path names.
 *
 *     pageOfForm("/check-in/2026-01-31/c1/pain") // "/check-in/2026-01-31/c1/pain"
 *     pageOfForm("/check-in/2026-01-31/c1/delete") // "/check-in/2026-01-31/c1"
 *     pageOfForm("/runs/add") // "/runs"
 */
export function pageOfForm(path: string): string {
  const [, part = ""] = path.split("/");
  return AT_OWN_PATH.includes(part) ? path.replace(/^(\/check-in\/.*)\/delete$/, "$1") : `/${part}`;
}
