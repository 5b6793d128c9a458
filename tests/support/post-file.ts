import type { appBrowser } from "./app-browser.ts";

type Browser = ReturnType<typeof appBrowser>;

/**
 * Posts a file with the upload page's form, as a browser without scripts does; `back` is where the bucket
 * redirects it. Without a page that was opened before, it opens one.
 */
export async function postFile(
  browser: Browser,
  name: string,
  content: Blob,
  opened?: string,
): Promise<{ readonly status: number; readonly back: string }> {
  const html = opened ?? (await browser.get("/upload")).html;
  const form = new FormData();
  for (const [, field = "", value = ""] of html.matchAll(
    /<input type="hidden" name="([^"]+)" value="([^"]*)"/g,
  )) {
    form.append(field, value);
  }
  form.append("file", content, name);
  const action = /<form method="post" action="([^"]+)" enctype/.exec(html)?.[1] ?? "";
  const sent = await fetch(action, { method: "POST", body: form, redirect: "manual" });
  const { pathname, search } = new URL(sent.headers.get("location") ?? "/", action);
  return { status: sent.status, back: `${pathname}${search}` };
}
