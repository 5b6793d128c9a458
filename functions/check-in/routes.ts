import { byRoute } from "../shared/http/by-route.ts";
import { signedIn } from "../shared/http/signed-in.ts";
import {
  type CheckInDeps,
  showResult,
  showStep,
  startCheckIn,
  takeStart,
  takeStep,
} from "./check-in.tsx";

export const checkInPages = byRoute<CheckInDeps>({
  "GET /check-in": signedIn(startCheckIn),
  "POST /check-in": signedIn(takeStart),
  "GET /check-in/{day}/{id}": signedIn(showResult),
  "GET /check-in/{day}/{id}/{step}": signedIn(showStep),
  "POST /check-in/{day}/{id}/{step}": signedIn(takeStep),
});
