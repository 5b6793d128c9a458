import type { TokenVault } from "../ports/connections.ts";

const refuse = () => Promise.reject(new Error("This function has no key to tokens."));

/** For code that looks at connections but may not open them. */
export const noVault: TokenVault = { seal: refuse, open: refuse };
