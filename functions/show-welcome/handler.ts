import { byRoute } from "../shared/http/by-route.ts";
import { httpHandler } from "../shared/http/http-handler.ts";
import { showAsset, showNothing, showWelcome } from "./show-welcome.tsx";

export const handler = httpHandler({
  deps: () => ({}),
  work: byRoute({
    "GET /": showWelcome,
    "GET /assets/{name}": showAsset,
    $default: showNothing,
  }),
});
