import { expect } from "vitest";

/**
 * What a form that can't be taken is answered with: a page that says so, says it again at the field,
 * which reads it out, and keeps what was typed into the others.
 */
export function expectRefused(
  { status, html }: { readonly status: number; readonly html: string },
  said: string,
  kept: string | null,
): void {
  expect(status).toBe(422);
  expect(html).toMatch(/role="alert">[^<]*Nothing was changed\./);
  const [invalid = "", ...others] = html.match(/<(?:input|select)[^>]*aria-invalid="true"/g) ?? [];
  expect(others).toEqual([]);
  const [, described = ""] = /aria-describedby="([^"]+)"/.exec(invalid) ?? [];
  const at = html.indexOf(`id="${described.split(" ").at(-1)}"`);
  expect(html.slice(at, html.indexOf("</p>", at))).toContain(said);
  if (kept !== null) expect(html).toContain(`value="${kept}"`);
}
