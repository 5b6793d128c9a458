import { byRoute } from "../shared/by-route.ts";
import { signedIn } from "../shared/signed-in.ts";
import {
  addShoe,
  assignRun,
  changeShoe,
  type KeepShoesDeps,
  setDefaults,
  showShoes,
} from "./keep-shoes.tsx";

export const shoesPages = byRoute<KeepShoesDeps>({
  "GET /shoes": signedIn(showShoes),
  "POST /shoes/add": signedIn(addShoe),
  "POST /shoes/change": signedIn(changeShoe),
  "POST /shoes/defaults": signedIn(setDefaults),
  "POST /shoes/worn": signedIn(assignRun),
});
