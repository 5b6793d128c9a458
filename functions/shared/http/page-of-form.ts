/** In these parts each form has an address of its own; elsewhere a form is sent to its page's address. */
const PARTS: readonly string[] = ["connect", "routine", "runs", "shoes", "upload"];

/**
 * The page that holds a form, by the address that the form is sent to; null where that is the page's own.
 *
 *     pageOfForm("/runs/add") // "/runs"
 *     pageOfForm("/settings/thresholds") // null
 */
export function pageOfForm(path: string): string | null {
  const [, part = "", ...rest] = path.split("/");
  return PARTS.includes(part) && rest.length > 0 ? `/${part}` : null;
}
