import { GetParameterCommand, ParameterNotFound, SSMClient } from "@aws-sdk/client-ssm";

/** How long a value is used before it is read again, so that a changed secret takes effect by itself. */
const KEEP_MS = 5 * 60_000;

/**
 * A secret parameter of Systems Manager, read on first use and again after five minutes. Throws SSM's
 * errors when it can't be read, e.g. ParameterNotFound.
 */
export function secretParameter(
  name: string,
  client = new SSMClient({}),
  nowMs: () => number = Date.now,
): () => Promise<string> {
  let kept: { readonly value: string; readonly untilMs: number } | null = null;
  return async () => {
    if (kept !== null && kept.untilMs > nowMs()) return kept.value;
    const found = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
    const value = found.Parameter?.Value ?? "";
    kept = { value, untilMs: nowMs() + KEEP_MS };
    return value;
  };
}

/** Its value; null for a parameter that doesn't exist. */
export async function valueOrNull(parameter: () => Promise<string>): Promise<string | null> {
  try {
    return await parameter();
  } catch (error) {
    if (error instanceof ParameterNotFound) return null;
    throw error;
  }
}
