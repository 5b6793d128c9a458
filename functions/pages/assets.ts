import { hash } from "node:crypto";
import { once } from "../shared/once.ts";
// Drawn by us. Strava requires its own file, which may not be
// redistributed: an owner puts it in this one's place.
import connectWithStrava from "./brand/connect-with-strava.svg?raw";
import { enhance } from "./enhance.ts";
import { style } from "./style.ts";

export interface Asset {
  readonly path: string;
  readonly contentType: string;
  readonly content: string;
}

/** The URL holds the content's hash, so that browsers may keep the file for good. */
function asset(
  name: string,
  ending: "css" | "js" | "svg",
  contentType: string,
  content: string,
): Asset {
  const version = hash("sha256", content).slice(0, 12);
  return { path: `/assets/${name}-${version}.${ending}`, contentType, content };
}

export const assets = once(() => ({
  style: asset("style", "css", "text/css; charset=utf-8", style),
  enhance: asset("enhance", "js", "text/javascript; charset=utf-8", enhance),
  connectWithStrava: asset("connect-with-strava", "svg", "image/svg+xml", connectWithStrava),
}));
