import { byRoute } from "../shared/http/by-route.ts";
import { signedIn } from "../shared/http/signed-in.ts";
import { type ShowTodayDeps, showToday } from "./show-today.tsx";

export const todayPages = byRoute<ShowTodayDeps>({ "GET /today": signedIn(showToday) });
