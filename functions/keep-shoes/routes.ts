import { byRoute } from "../shared/http/by-route.ts";
import { inShownUnits } from "../shared/http/shown-units.ts";
import { signedIn } from "../shared/http/signed-in.ts";
import {
  addShoe,
  assignRun,
  changeShoe,
  joinPairs,
  type KeepShoesDeps,
  partPairs,
  removeShoe,
  setDefaults,
  showShoes,
} from "./keep-shoes.tsx";

export const shoesPages = byRoute<KeepShoesDeps>({
  "GET /shoes": signedIn(showShoes),
  "POST /shoes/add": signedIn(inShownUnits(addShoe)),
  "POST /shoes/change": signedIn(inShownUnits(changeShoe)),
  "POST /shoes/remove": signedIn(removeShoe),
  "POST /shoes/defaults": signedIn(setDefaults),
  "POST /shoes/worn": signedIn(assignRun),
  "POST /shoes/same": signedIn(joinPairs),
  "POST /shoes/two": signedIn(partPairs),
});
