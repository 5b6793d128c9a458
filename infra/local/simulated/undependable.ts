import { setTimeout as pause } from "node:timers/promises";
import type { Context, MiddlewareHandler } from "hono";
import type { FaultBox } from "./faults.ts";

/** The part of `HttpBindings` that is used, so that a caller in this process can provide its own. */
export interface HostEnv {
  Bindings: { readonly incoming: { readonly socket: { destroy(): unknown } } };
}

/** Strava's words; of the other services' answers, only the status is read. */
const REFUSED = {
  message: "Authorization Error",
  errors: [{ resource: "Athlete", field: "access_token", code: "invalid" }],
};

/** The faults that any call to a simulated service can meet, in the order in which it would meet them. */
export function undependable(faults: FaultBox): MiddlewareHandler<HostEnv> {
  return async (c, next) => {
    const { latencyMs, refusesTokens } = faults.current();
    if (latencyMs > 0) await pause(latencyMs);
    if (faults.spend("cutConnections")) return cut(c);
    if (faults.spend("serverErrors")) return c.text("upstream connect error", 503);
    if (refusesTokens && c.req.header("authorization")?.startsWith("Bearer ")) {
      return c.json(REFUSED, 401);
    }
    await next();
    return faults.spend("lostAnswers") ? cut(c) : undefined;
  };
}

function cut(c: Context<HostEnv>): Response {
  c.env.incoming.socket.destroy();
  return c.body(null);
}
