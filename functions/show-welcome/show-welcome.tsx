import { assets } from "../pages/assets.ts";
import { WayOn } from "../pages/notes.tsx";
import type { HttpAnswer, HttpRequest } from "../shared/http/http-handler.ts";
import { pathWith } from "../shared/http/next-path.ts";
import { pageOfForm } from "../shared/http/page-of-form.ts";
import { joinPage } from "../wording/account.en.ts";
import { welcomePage } from "../wording/pages.en.ts";

/** What Stridewell is, for visitors who aren't signed in. */
export async function showWelcome(): Promise<HttpAnswer> {
  const { title, lead, points, begin, known, already, stored } = welcomePage;
  const body = (
    <>
      <p>{lead}</p>
      <ul>
        {points.map((point) => (
          <li>{point}</li>
        ))}
      </ul>
      <WayOn to="/sign-in" link={begin} look="button" />
      <p class="quiet">
        {known} <a href="/today">{already}</a>
      </p>
      <p>{stored}</p>
      <details>
        <summary>{joinPage.what}</summary>
        <ul>
          {joinPage.stored.map((line) => (
            <li>{line}</li>
          ))}
        </ul>
        <p>{joinPage.who}</p>
      </details>
    </>
  );
  return { outcome: "shown", status: 200, title, body };
}

export async function showAsset(request: HttpRequest): Promise<HttpAnswer> {
  const path = `/assets/${request.path["name"]}`;
  const found = Object.values(assets()).find((asset) => asset.path === path);
  if (found !== undefined) {
    const { contentType, content } = found;
    return { outcome: "asset", file: { contentType, content, isForever: true } };
  }
  const { title, text } = welcomePage.noSuchFile;
  return { outcome: "no such asset", status: 404, title, body: <p>{text}</p> };
}

/**
 * For every URL without a page. It reads nothing, since most who ask are no runners. Where a form is sent to,
 * it leads to the form's page: that address stays in the address bar if the form is refused, so a tab that is
 * restored, or a bookmark, may ask for it.
 */
export async function showNothing({ method, rawPath, query }: HttpRequest): Promise<HttpAnswer> {
  const page = method === "GET" ? pageOfForm(rawPath) : null;
  return page === null
    ? { outcome: "no such page", isNoPage: true }
    : { outcome: "to a form's page", redirect: pathWith(page, query) };
}
