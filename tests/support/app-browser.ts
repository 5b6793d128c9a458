/**
 * A browser in front of a running application: it keeps cookies, follows no redirects and runs no scripts.
 */
export function appBrowser(appUrl: string, given: ReadonlyMap<string, string> = new Map()) {
  const cookies = new Map(given);

  const send = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(new URL(path, appUrl), {
      ...init,
      redirect: "manual",
      headers: {
        ...init.headers,
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      },
    });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = "", value = "", life] = /^([^=]+)=([^;]*);.*Max-Age=(\d+)/.exec(set) ?? [];
      if (life === "0") cookies.delete(name);
      else cookies.set(name, value);
    }
    const html = await answer.text();
    return { status: answer.status, to: answer.headers.get("location"), html };
  };

  return {
    cookies: cookies as ReadonlyMap<string, string>,
    get: (path: string) => send(path),
    post: (path: string, form: Record<string, string>) =>
      send(path, {
        method: "POST",
        body: new URLSearchParams(form),
        // As browsers do for a form on a page that sends no referrer.
        headers: { origin: "null", "sec-fetch-site": "same-origin" },
      }),
    cookieValues: () => [...cookies.values()],
    /** The token that every form on a page carries. */
    csrfOn: async (path: string) =>
      /name="csrf" value="([^"]+)"/.exec((await send(path)).html)?.[1] ?? "",
  };
}
