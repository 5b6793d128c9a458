import type { ProviderTokens } from "../ports/connections.ts";
import type { GrantedTokens } from "./provider.ts";

/** Listed among the granted permissions when a runner entered a key of their own. */
export const KEY_GRANT = "key";

/** Tokens as they are stored: one that doesn't expire gets an expiry later than any date. */
export function toProviderTokens(granted: GrantedTokens): ProviderTokens {
  return {
    accessToken: granted.accessToken,
    refreshToken: granted.refreshToken ?? "",
    expiresAtMs: granted.expiresAtMs ?? Number.MAX_SAFE_INTEGER,
  };
}
