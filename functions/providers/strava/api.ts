import * as z from "zod/mini";
import { measure } from "../../shared/measure.ts";
import { parseJson } from "./json.ts";
import { type Fields, type RateBudget, readBudget, windowEnds } from "./rate-budget.ts";
import {
  type WireActivity,
  type WireAthlete,
  type WireFault,
  type WireGear,
  wireActivity,
  wireAthlete,
  wireFault,
  wireGear,
} from "./wire.ts";

/**
 * The current one. Strava announced another host for 2027, but
 * its sources differ on the name, so it is a setting.
 */
export const DEFAULT_API_BASE_URL = "https://www.strava.com/api/v3";
/** The most that Strava returns on a page. */
const ACTIVITIES_PER_PAGE = 200;

const TIMEOUT_MS = 10_000;

/** The part of `fetch` that is used here, so that a lighter one will do (`functions/adapters/ask.ts`). */
export type Fetch = (
  url: string,
  init: {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly signal: AbortSignal;
    readonly redirect: "error";
  },
) => Promise<Answer>;

type Answer = Pick<Response, "ok" | "status" | "text"> & { readonly headers: Fields };

export interface StravaApiSettings {
  readonly apiBaseUrl: string;
  readonly fetch: Fetch;
  readonly nowMs: () => number;
  /** Per call; 10 s if not given. */
  readonly timeoutMs?: number;
}

/** How a call to Strava ended, and what Strava said is left for further calls (null: it said nothing). */
export type StravaAnswer<T> = StravaOutcome<T> & { readonly budget: RateBudget | null };

export type StravaOutcome<T> =
  | { readonly kind: "ok"; readonly value: T }
  /** Strava itself says that it doesn't exist, or that this token may not know of it. */
  | { readonly kind: "not-found" }
  /** The token is no longer valid: refresh it, and if that is refused, ask the runner again. */
  | { readonly kind: "unauthorized" }
  /** The operator's subscription has lapsed. No runner can change that, and no token is at fault. */
  | { readonly kind: "app-inactive" }
  /** The runner did not grant this; `missing` is Strava's name for it, such as activity:read_permission. */
  | { readonly kind: "forbidden-scope"; readonly missing: string }
  | { readonly kind: "rate-limited"; readonly retryAtMs: number }
  /** Nothing is known about what was asked for: try again later. */
  | {
      readonly kind: "unavailable";
      readonly reason: "no-connection" | "timeout" | "status" | "unreadable";
      readonly status: number | null;
      /** Strava's own words, such as "PushSubscription, callback url, not verifiable". */
      readonly said: string | null;
    };

/** One page. Activities that lack the published shape are left out. */
export interface ActivityPage {
  readonly activities: readonly WireActivity[];
  /** A page may hold fewer than asked for and still not be the last: only an empty one is. */
  readonly isEnd: boolean;
}

export interface StravaApi {
  activity(accessToken: string, id: string): Promise<StravaAnswer<WireActivity>>;
  /** Activities that began between the two instants, newest first unless `afterS` is given. Pages count from 1. */
  activities(
    accessToken: string,
    asked: {
      readonly page: number;
      readonly perPage?: number;
      readonly afterS?: number;
      readonly beforeS?: number;
    },
  ): Promise<StravaAnswer<ActivityPage>>;
  athlete(accessToken: string): Promise<StravaAnswer<WireAthlete>>;
  gear(accessToken: string, id: string): Promise<StravaAnswer<WireGear>>;
}

/**
 * Strava's API for one application. The token is only ever sent in the header; nothing is retried here.
 *
 *     const strava = stravaApi({ apiBaseUrl: DEFAULT_API_BASE_URL, fetch, nowMs: Date.now });
 *     await strava.activity(token, "16181809559")
 *     // { kind: "ok", value: { id: "16181809559", sport_type: "Run", … }, budget: { … } }
 */
export function stravaApi(settings: StravaApiSettings): StravaApi {
  const get = <S extends z.ZodMiniType>(
    accessToken: string,
    path: string,
    schema: S,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<StravaAnswer<z.infer<S>>> =>
    callStrava(settings, schema, path, {
      headers: { authorization: `Bearer ${accessToken}`, ...headers },
    });

  return {
    activity: (accessToken, id) =>
      get(accessToken, `/activities/${encodeURIComponent(id)}`, wireActivity),
    athlete: (accessToken) => get(accessToken, "/athlete", wireAthlete),
    gear: (accessToken, id) => get(accessToken, `/gear/${encodeURIComponent(id)}`, wireGear),
    activities: async (accessToken, { page, perPage = ACTIVITIES_PER_PAGE, afterS, beforeS }) => {
      const query = new URLSearchParams({ page: String(page), per_page: String(perPage) });
      if (afterS !== undefined) query.set("after", String(afterS));
      if (beforeS !== undefined) query.set("before", String(beforeS));
      const list = z.array(z.unknown());
      // Half a year is a quarter of a megabyte; all other answers are too small to be worth compressing.
      const packed = { "accept-encoding": "gzip" };
      const answer = await get(accessToken, `/athlete/activities?${query}`, list, packed);
      if (answer.kind !== "ok") return answer;
      const read = answer.value.map((entry) => wireActivity.safeParse(entry));
      const activities = read.flatMap(({ data }) => (data === undefined ? [] : [data]));
      return { ...answer, value: { activities, isEnd: read.length === 0 } };
    },
  };
}

/** One call with everything it can result in, counted. Shared by all that call the API's host. */
export async function callStrava<S extends z.ZodMiniType>(
  ...asked: Parameters<typeof callOnce<S>>
): Promise<StravaAnswer<z.infer<S>>> {
  const answer = await callOnce(...asked);
  const { kind, budget } = answer;
  if (kind === "rate-limited") measure("StravaFaults", { fault: "limited" });
  if (kind === "app-inactive") measure("StravaFaults", { fault: "refused" });
  if (kind === "unavailable") measure("StravaFaults", { fault: "no answer" });
  if (budget !== null) {
    measure("StravaCallsLeftQuarterHour", {}, budget.quarterHour.left);
    measure("StravaCallsLeftDay", {}, budget.day.left);
  }
  return answer;
}

async function callOnce<S extends z.ZodMiniType>(
  { apiBaseUrl, fetch, nowMs, timeoutMs = TIMEOUT_MS }: StravaApiSettings,
  schema: S,
  path: string,
  { headers, ...init }: Omit<Parameters<Fetch>[1], "signal" | "redirect">,
): Promise<StravaAnswer<z.infer<S>>> {
  let response: Answer;
  let text: string;
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    response = await fetch(`${apiBaseUrl}${path}`, {
      ...init,
      headers: { "user-agent": "Stridewell", ...headers },
      signal,
      redirect: "error",
    });
    text = await response.text();
  } catch (error) {
    const reason =
      error instanceof Error && error.name === "TimeoutError" ? "timeout" : "no-connection";
    return { kind: "unavailable", reason, status: null, said: null, budget: null };
  }
  const budget = readBudget(response.headers, nowMs());
  const { status } = response;
  const json = jsonOf(text);
  if (response.ok) {
    const parsed = schema.safeParse(json);
    return parsed.success
      ? { kind: "ok", value: parsed.data, budget }
      : { kind: "unavailable", reason: "unreadable", status, said: null, budget };
  }
  return { ...refusal(response, faultIn(json), budget, nowMs()), budget };
}

/** What a status and Strava's own words mean. In doubt, the runner is not blamed. */
function refusal(
  response: Answer,
  fault: WireFault | null,
  budget: RateBudget | null,
  nowMs: number,
): StravaOutcome<never> {
  const { status } = response;
  const ends = windowEnds(response.headers, nowMs);
  if (status === 429) {
    return {
      kind: "rate-limited",
      retryAtMs: budget?.day.left === 0 ? ends.day : ends.quarterHour,
    };
  }
  if (fault !== null && (status === 401 || status === 403)) {
    if (isInactive(fault)) return { kind: "app-inactive" };
    const missing = fault.errors.find(({ code }) => code === "missing")?.field;
    if (missing) return { kind: "forbidden-scope", missing };
  }
  if (status === 401) return { kind: "unauthorized" };
  // A wrong base URL gets a 404 too; if that were believed, it would erase every run.
  if (status === 404 && fault !== null && !fault.errors.some(({ field }) => field === "path")) {
    return { kind: "not-found" };
  }
  // A program's tests have this as Strava's answer for a pair that isn't there.
  if (status === 400 && fault?.errors.some(isUnknownGear)) return { kind: "not-found" };
  return { kind: "unavailable", reason: "status", status, said: wordsOf(fault) };
}

function isUnknownGear({ resource, field, code }: WireFault["errors"][number]): boolean {
  return resource === "Gear" && field === "id" && code === "invalid";
}

function wordsOf(fault: WireFault | null): string | null {
  const said = fault?.errors.map(({ resource, field, code }) =>
    [resource, field, code].filter(Boolean).join(", "),
  );
  return said?.join("; ").slice(0, 200) || null;
}

/** `{resource: Application, field: Status, code: Inactive}`: the operator's subscription has lapsed. */
export function isInactive(fault: WireFault): boolean {
  return fault.errors.some(
    ({ resource, code }) => resource === "Application" && code?.toLowerCase() === "inactive",
  );
}

export function faultIn(json: unknown): WireFault | null {
  return wireFault.safeParse(json).data ?? null;
}

/** undefined for what isn't JSON, such as a page from a proxy between us and Strava. */
export function jsonOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
