import { stravaFacts } from "../providers/strava/facts.ts";
import type { PageAnswer } from "../shared/page.ts";
import type { SignedInRequest } from "../shared/signed-in.ts";
import { connectPage } from "../wording/connect.en.ts";
import { type ProviderConnectDeps, providerSection } from "./connect-provider.tsx";
import { type StravaConnectDeps, stravaSection } from "./connect-strava.tsx";
import { ownWebhookSection } from "./own-webhook.tsx";

/** Every service that runs can come from, what is connected, and what can be done about it. */
export async function showSources(
  request: SignedInRequest,
  deps: StravaConnectDeps & ProviderConnectDeps,
): Promise<PageAnswer> {
  const strava = await stravaSection(request, deps);
  const others = await Promise.all(
    deps.providers.map(async (provider) => ({
      provider,
      section: await providerSection(provider, request, deps),
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
      <p>{connectPage.lead}</p>
      {shown.map(({ name, title, section }) => (
        <section id={name}>
          <h2>{title}</h2>
          {section.body}
        </section>
      ))}
      <h2>{connectPage.without.title}</h2>
      <ul>
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
    outcome: strava.outcome,
    status: 200,
    title: connectPage.title,
    body,
    ...(isOnTheWay && { again: "/connect" }),
  };
}
