import { isSameAddress } from "../mail/same-address.ts";
import type { HttpAnswer, HttpRequest } from "./http-handler.ts";
import { readSession } from "./session.ts";
import { type SignedInDeps, type SignedInRequest, signedIn } from "./signed-in.ts";

export interface OwnerOnlyDeps extends SignedInDeps {
  /** The address of the person who runs this Stridewell. */
  readonly owner: string;
}

/**
 * Lets only the signed-in owner through, and a form only from our own page. Everybody else gets the same
 * answer as for an address where there is nothing (ADR 17).
 */
export function ownerOnly<D extends OwnerOnlyDeps>(
  work: (request: SignedInRequest, deps: D) => Promise<HttpAnswer>,
): (request: HttpRequest, deps: D) => Promise<HttpAnswer> {
  const forTheOwner = signedIn(work);
  return async (request, deps) => {
    const session = await readSession(request.cookies, deps.runners, deps.nowMs());
    if (session === null || !isSameAddress(session.runner.email, deps.owner)) {
      return { outcome: "not the owner", isNoPage: true };
    }
    return forTheOwner(request, deps);
  };
}
