import { WAS } from "../shared/http/since-shown.ts";

/** Says what a form shows; see `sinceShown`. A form that was refused still says what it showed at first. */
export function Was({ now, typed }: { now: URLSearchParams; typed: URLSearchParams | null }) {
  return <input type="hidden" name={WAS} value={typed?.get(WAS) ?? String(now)} />;
}
