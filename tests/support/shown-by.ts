/** What the first form in this page that says so showed: the value of its hidden field. */
export function shownBy(html: string): string {
  const [, was = ""] = /name="was" value="([^"]*)"/.exec(html) ?? [];
  return was.replaceAll("&amp;", "&");
}
