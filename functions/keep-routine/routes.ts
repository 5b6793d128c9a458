import { byRoute } from "../shared/by-route.ts";
import { signedIn } from "../shared/signed-in.ts";
import { type KeepRoutineDeps, markDone, renewFeed, showRoutine } from "./keep-routine.tsx";

export const routinePages = byRoute<KeepRoutineDeps>({
  "GET /routine": signedIn(showRoutine),
  "POST /routine/done": signedIn(markDone),
  "POST /routine/feed": signedIn(renewFeed),
});
