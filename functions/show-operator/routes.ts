import { byRoute } from "../shared/by-route.ts";
import { ownerOnly } from "../shared/owner-only.ts";
import { type ShowOperatorDeps, showOperator } from "./show-operator.tsx";

export const operatorPages = byRoute<ShowOperatorDeps>({
  "GET /operator": ownerOnly(showOperator),
});
