import { byRoute } from "../shared/http/by-route.ts";
import { ownerOnly } from "../shared/http/owner-only.ts";
import { type ShowOperatorDeps, showOperator } from "./show-operator.tsx";

export const operatorPages = byRoute<ShowOperatorDeps>({
  "GET /operator": ownerOnly(showOperator),
});
