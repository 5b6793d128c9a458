import { byRoute } from "../shared/by-route.ts";
import { signedIn } from "../shared/signed-in.ts";
import { addRun, changeRun, type KeepRunsDeps, removeRun, showRuns } from "./keep-runs.tsx";

export const runsPages = byRoute<KeepRunsDeps>({
  "GET /runs": signedIn(showRuns),
  "POST /runs/add": signedIn(addRun),
  "POST /runs/change": signedIn(changeRun),
  "POST /runs/remove": signedIn(removeRun),
});
