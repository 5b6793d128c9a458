import { createHmac, hash } from "node:crypto";

/** What guards the webhook: the secrets, which only Strava is told, and their hashes for the function. */
export interface WebhookKeys {
  /** The last part of the callback's address. */
  readonly pathKey: string;
  readonly pathKeyHash: string;
  readonly verifyToken: string;
  readonly verifyTokenHash: string;
}

/**
 * Both are derived from the application's client secret, so there is nothing more to keep, and the same
 * command arrives at the same address again. A hash gives away neither the key nor the secret.
 *
 *     webhookKeys(clientSecret).pathKey // "Xw3k…", 43 characters
 */
export function webhookKeys(clientSecret: string): WebhookKeys {
  const derive = (use: string) =>
    createHmac("sha256", clientSecret)
      .update(`stridewell strava webhook ${use}`)
      .digest("base64url");
  const pathKey = derive("path key");
  const verifyToken = derive("verify token");
  return {
    pathKey,
    pathKeyHash: hash("sha256", pathKey),
    verifyToken,
    verifyTokenHash: hash("sha256", verifyToken),
  };
}

/**
 * The environment that an owner's settings give the function that listens; here events from any subscription
 * are accepted.
 */
export function webhookEnvironment(clientSecret: string): Record<string, string> {
  const { pathKeyHash, verifyTokenHash } = webhookKeys(clientSecret);
  return {
    STRAVA_PATH_KEY_SHA256: pathKeyHash,
    STRAVA_VERIFY_TOKEN_SHA256: verifyTokenHash,
    STRAVA_SUBSCRIPTION_ID: "",
    STRAVA_SIGNING_KEY: "",
  };
}
