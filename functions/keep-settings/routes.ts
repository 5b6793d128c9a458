import { byRoute } from "../shared/http/by-route.ts";
import { inShownUnits } from "../shared/http/shown-units.ts";
import { signedIn } from "../shared/http/signed-in.ts";
import { askAddress, showAddressLink, showAsked, takeAddressLink } from "./address.tsx";
import { askDelete, sayGoodbye, takeDelete } from "./delete.tsx";
import { sendExport, showExport } from "./export.tsx";
import { showLeftOut, takeLeftOut } from "./left-out.tsx";
import { type SettingsDeps, showSettings, takeSettings } from "./settings.tsx";
import { showSources, takeSources } from "./sources.tsx";
import { showThresholds, takeThresholds } from "./thresholds.tsx";

export const settingsPages = byRoute<SettingsDeps>({
  "GET /settings": signedIn(showSettings),
  "POST /settings": signedIn(takeSettings),
  "GET /settings/address": signedIn(showAsked),
  "POST /settings/address": signedIn(askAddress),
  "GET /settings/address/{token}": signedIn(showAddressLink),
  "POST /settings/address/{token}": signedIn(takeAddressLink),
  "GET /settings/sources": signedIn(showSources),
  "POST /settings/sources": signedIn(takeSources),
  "GET /settings/thresholds": signedIn(showThresholds),
  "POST /settings/thresholds": signedIn(inShownUnits(takeThresholds)),
  "GET /settings/runs": signedIn(showLeftOut),
  "POST /settings/runs": signedIn(takeLeftOut),
  "GET /settings/export": signedIn(showExport),
  "GET /settings/export/{part}": signedIn(sendExport),
  "GET /settings/delete": signedIn(askDelete),
  "POST /settings/delete": signedIn(takeDelete),
  "GET /goodbye": sayGoodbye,
});
