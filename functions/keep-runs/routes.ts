import { byRoute } from "../shared/http/by-route.ts";
import { inShownUnits } from "../shared/http/shown-units.ts";
import { signedIn } from "../shared/http/signed-in.ts";
import { addRun, changeRun, type KeepRunsDeps, removeRun, showRuns } from "./keep-runs.tsx";

export const runsPages = byRoute<KeepRunsDeps>({
  "GET /runs": signedIn(showRuns),
  "POST /runs/add": signedIn(inShownUnits(addRun)),
  "POST /runs/change": signedIn(inShownUnits(changeRun)),
  "POST /runs/remove": signedIn(removeRun),
});
