import type { ProviderTokens } from "../ports.ts";
import type { GrantedTokens } from "./provider.ts";

/** Stands among what was granted where a runner typed in a key of their own. */
export const KEY_GRANT = "key";

/** As they are stored: one that does not end ends later than anything. */
export function toProviderTokens(granted: GrantedTokens): ProviderTokens {
  return {
    accessToken: granted.accessToken,
    refreshToken: granted.refreshToken ?? "",
    expiresAtMs: granted.expiresAtMs ?? Number.MAX_SAFE_INTEGER,
  };
}
