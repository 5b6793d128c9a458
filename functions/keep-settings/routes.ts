import { byRoute } from "../shared/by-route.ts";
import { signedIn } from "../shared/signed-in.ts";
import { askAddress, showAddressLink, showAsked, takeAddressLink } from "./address.tsx";
import { askDelete, sayGoodbye, takeDelete } from "./delete.tsx";
import { sendExport, showExport } from "./export.tsx";
import { type SettingsDeps, showSettings, takeSettings } from "./settings.tsx";
import { showSources, takeSources } from "./sources.tsx";
import { showThresholds } from "./thresholds.tsx";

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
  "GET /settings/export": signedIn(showExport),
  "GET /settings/export/{part}": signedIn(sendExport),
  "GET /settings/delete": signedIn(askDelete),
  "POST /settings/delete": signedIn(takeDelete),
  "GET /goodbye": sayGoodbye,
});
