import { byRoute } from "../shared/http/by-route.ts";
import { signedIn } from "../shared/http/signed-in.ts";
import { type KeepRoutineDeps, markDone, renewFeed, showRoutine } from "./keep-routine.tsx";

export const routinePages = byRoute<KeepRoutineDeps>({
  "GET /routine": signedIn(showRoutine),
  "POST /routine/done": signedIn(markDone),
  "POST /routine/feed": signedIn(renewFeed),
});
