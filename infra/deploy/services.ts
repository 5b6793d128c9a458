import { z } from "zod";
import { findProvider, type ProviderName } from "../../functions/providers/table.ts";
import { jsonOf } from "../../functions/shared/json.ts";
import type { CommandResult } from "../command-result.ts";
import { polarCommand, type SecretPlace } from "../webhooks/polar-command.ts";
import type { Question } from "./question.ts";

/** One thing that a service gives an owner for an application there. */
interface Field {
  /** Its place in the service's secret. */
  readonly path: readonly string[];
  readonly question: Question;
}

/** What `npm run deploy` asks for a service, and does there. */
export interface ServiceSetUp {
  readonly name: ProviderName;
  readonly title: string;
  readonly fields: readonly Field[];
  /** What an owner sets at the service, for the app's address. */
  readonly settings: (appUrl: string) => string;
  /** Makes it send events, or tells whether it does; null if that is set at the service itself. */
  readonly command:
    | ((argv: readonly string[], place: SecretPlace, call: typeof fetch) => Promise<CommandResult>)
    | null;
}

const text = (service: string, name: string, wanted: string): Question => ({
  flag: `${service}-${name}`,
  variable: `${service}-${name}`.replaceAll("-", "_").toUpperCase(),
  text: wanted,
  fault: (answer) => (/^\S{1,200}$/.test(answer) ? null : "must be one word"),
});
/** Has no flag, because that would stay in the shell's history. */
const secret = (service: string, name: string, wanted: string, empty?: string): Question => {
  // A signing secret is one that the owner made up, so it must be longer.
  const least = empty === undefined ? 10 : 16;
  return {
    ...text(service, name, `${wanted} It is kept encrypted in your account and nowhere else.`),
    flag: null,
    secret: true,
    fault: (answer) =>
      (answer === "" && empty !== undefined) ||
      (/^\S{1,500}$/.test(answer) && answer.length >= least)
        ? null
        : `must be one word of ${least} characters or more`,
    ...(empty !== undefined && { empty }),
  };
};

/** Each new service is one more entry: the compiler asks for it. */
const SET_UPS: Readonly<Record<ProviderName, Omit<ServiceSetUp, "name" | "title">>> = {
  polar: {
    fields: [
      {
        path: ["clientId"],
        question: text("polar", "client-id", "Polar's client ID, from admin.polaraccesslink.com?"),
      },
      {
        path: ["clientSecret"],
        question: secret("polar", "client-secret", "Polar's client secret?"),
      },
    ],
    settings: (appUrl) =>
      `At admin.polaraccesslink.com, the redirect must be ${appUrl}/connect/polar/callback`,
    command: (argv, place, call) => polarCommand(argv, { env: {}, fetch: call, place }),
  },
  suunto: {
    fields: [
      {
        path: ["clientId"],
        question: text("suunto", "client-id", "Suunto's client ID, from apizone.suunto.com?"),
      },
      {
        path: ["clientSecret"],
        question: secret("suunto", "client-secret", "Suunto's client secret?"),
      },
      {
        path: ["subscriptionKey"],
        question: secret(
          "suunto",
          "subscription-key",
          "The key of your subscription to Suunto's Developer API?",
        ),
      },
      {
        path: ["notificationSecret"],
        question: secret(
          "suunto",
          "notification-secret",
          "The notification secret that you entered there, of 16 characters or more?",
          "no notifications; runs are fetched once a night",
        ),
      },
    ],
    settings: (appUrl) =>
      `At apizone.suunto.com, the redirect must be ${appUrl}/connect/suunto/callback and the notification URL for workouts ${appUrl}/webhooks/suunto`,
    command: null,
  },
  intervals: {
    fields: [
      {
        path: ["application", "clientId"],
        question: text(
          "intervals",
          "client-id",
          "The client ID of your application at intervals.icu (a runner's own key needs none)?",
        ),
      },
      {
        path: ["application", "clientSecret"],
        question: secret("intervals", "client-secret", "Its client secret?"),
      },
      {
        path: ["webhookSecret"],
        question: secret(
          "intervals",
          "webhook-secret",
          "The secret of its webhook, of 16 characters or more?",
          "no events; runs are fetched once an hour",
        ),
      },
    ],
    settings: (appUrl) =>
      `In your application at intervals.icu, the redirect must be ${appUrl}/connect/intervals/callback and the webhook for activities ${appUrl}/webhooks/intervals`,
    command: null,
  },
};

/** Every service besides Strava, in the table's order. */
export const serviceSetUps: readonly ServiceSetUp[] = Object.entries(SET_UPS).flatMap(
  ([name, setUp]) => {
    const provider = findProvider(name);
    return isName(name) && provider !== null ? [{ ...setUp, name, title: provider.title }] : [];
  },
);

function isName(name: string): name is ProviderName {
  return Object.hasOwn(SET_UPS, name);
}

/** Where a service's secret is kept; the stack lets the service's functions read it there. */
export function parameterOf(service: Pick<ServiceSetUp, "name">): string {
  return `/stridewell/services/${service.name}`;
}

type Json = Readonly<Record<string, unknown>>;
const json = z.record(z.string(), z.unknown());

/** A stored secret as it is; empty if there is none, or none that can be read. */
export function partsOf(stored: string | null): Json {
  return json.safeParse(jsonOf(stored ?? "{}")).data ?? {};
}

export function fieldOf(parts: Json, [first = "", ...rest]: readonly string[]): string | undefined {
  const value = parts[first];
  if (rest.length > 0) return fieldOf(json.safeParse(value).data ?? {}, rest);
  return typeof value === "string" ? value : undefined;
}

/** Sets one field and leaves all others; an empty answer removes it. */
export function withField(
  parts: Json,
  [first = "", ...rest]: readonly string[],
  answer: string,
): Json {
  if (rest.length > 0) {
    const inner = json.safeParse(parts[first]).data ?? {};
    return { ...parts, [first]: withField(inner, rest, answer) };
  }
  if (answer !== "") return { ...parts, [first]: answer };
  const { [first]: _, ...others } = parts;
  return others;
}

/** Null, or what is wrong with a stored secret, without quoting any of it. */
export function faultOfSecret({ name, title }: ServiceSetUp, stored: string): string | null {
  try {
    findProvider(name)?.open(stored, { fetch, nowMs: Date.now });
    return null;
  } catch {
    return `${title}'s secret is not usable`;
  }
}
