import type { Fault } from "../pages/field.tsx";
import { Refusal, WayOn } from "../pages/notes.tsx";
import type { Provider } from "../providers/provider.ts";
import { stravaFacts } from "../providers/strava/facts.ts";
import type { HttpAnswer } from "../shared/http/http-handler.ts";
import type { PageAnswer } from "../shared/http/page.ts";
import type { SignedInRequest } from "../shared/http/signed-in.ts";
import { connectPage } from "../wording/connect.en.ts";
import { connectByKey, type ProviderConnectDeps, providerSection } from "./connect-provider.tsx";
import { type StravaConnectDeps, stravaSection } from "./connect-strava.tsx";
import { ownWebhookSection } from "./own-webhook.tsx";

type SourcesDeps = StravaConnectDeps & ProviderConnectDeps;

/** Every service that runs can come from, what is connected, and what can be done about it. */
export async function showSources(
  request: SignedInRequest,
  deps: SourcesDeps,
): Promise<PageAnswer> {
  return sourcesPage(request, deps, null);
}

/** A key that can't be used leads back to its field. */
export async function takeKey(
  provider: Provider,
  request: SignedInRequest,
  deps: SourcesDeps,
): Promise<HttpAnswer> {
  const answer = await connectByKey(provider, request, deps);
  return "field" in answer ? sourcesPage(request, deps, { ...answer, of: provider.name }) : answer;
}

async function sourcesPage(
  request: SignedInRequest,
  deps: SourcesDeps,
  refused: (Fault & { readonly of: string }) | null,
): Promise<PageAnswer> {
  const strava = await stravaSection(request, deps);
  const others = await Promise.all(
    deps.providers.map(async (provider) => ({
      provider,
      section: await providerSection(
        provider,
        request,
        deps,
        refused?.of === provider.name ? [refused] : [],
      ),
    })),
  );
  const shown = [
    { name: stravaFacts.name, title: stravaFacts.title, section: strava },
    ...others.flatMap(({ provider: { name, title }, section }) =>
      section === null ? [] : [{ name, title, section }],
    ),
  ];
  const body = (
    <>
      <Refusal text={refused?.text ?? null} />
      <p>{connectPage.lead}</p>
      {shown.some(({ section }) => section.outcome === "connected") ? (
        <WayOn to="/today" link={connectPage.toToday} />
      ) : null}
      {shown.map(({ name, title, section }) => (
        <section id={name}>
          <h2>{title}</h2>
          {section.body}
        </section>
      ))}
      <h2>{connectPage.without.title}</h2>
      <ul class="links">
        <li>
          <a href="/upload">{connectPage.without.files}</a>
        </li>
        <li>
          <a href="/runs">{connectPage.without.typed}</a>
        </li>
      </ul>
      {ownWebhookSection(request, deps)}
    </>
  );
  const isOnTheWay = shown.some(({ section }) => section.isOnTheWay);
  return {
    outcome: refused === null ? strava.outcome : "refused",
    status: refused === null ? 200 : 422,
    title: connectPage.title,
    body,
    ...(isOnTheWay && refused === null && { again: "/connect" }),
  };
}
