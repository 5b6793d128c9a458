import { TryAgain } from "../shared/errors.ts";
import { ask } from "./ask.ts";
import { type AwsAccess, signed } from "./signed.ts";

const DEADLINE_MS = 800;
/** How long a value is used before it is read again, so that a changed secret takes effect by itself. */
const KEEP_MS = 5 * 60_000;

/**
 * Secret parameters, each read by one signed request, for the function that must answer at once (see
 * `sendSigned`). Null for a parameter that doesn't exist; rejects when Systems Manager didn't say either
 * way.
 */
export function signedParameters(
  endpoint: string,
  access: () => AwsAccess,
  nowMs: () => number = Date.now,
): (name: string) => Promise<string | null> {
  const kept = new Map<string, { readonly value: string | null; readonly untilMs: number }>();
  return async (name) => {
    const known = kept.get(name);
    if (known !== undefined && known.untilMs > nowMs()) return known.value;
    const url = new URL("/", endpoint).href;
    const request = {
      method: "POST",
      service: "ssm",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "AmazonSSM.GetParameter",
        connection: "close",
      },
      body: JSON.stringify({ Name: name, WithDecryption: true }),
    };
    const asked = await signed(url, request, access());
    const signal = AbortSignal.timeout(DEADLINE_MS);
    const response = await ask(url, { ...asked, signal });
    const said: unknown = JSON.parse(await response.text());
    const value = response.ok ? valueIn(said) : null;
    if (value === null && !isAbsent(said)) throw new TryAgain(`SSM answered ${response.status}`);
    kept.set(name, { value, untilMs: nowMs() + KEEP_MS });
    return value;
  };
}

const fieldsOf = (json: unknown): Readonly<Record<string, unknown>> =>
  typeof json === "object" && json !== null ? { ...json } : {};

function valueIn(said: unknown): string | null {
  const value = fieldsOf(fieldsOf(said)["Parameter"])["Value"];
  return typeof value === "string" ? value : null;
}

function isAbsent(said: unknown): boolean {
  return String(fieldsOf(said)["__type"]).endsWith("ParameterNotFound");
}
