import type { Sport } from "../../../domain/history.ts";

/** What GPX and TCX files call a sport, in letters and digits only. Strava once wrote numbers of its own. */
const SPORTS: ReadonlyMap<string, Sport> = new Map<string, Sport>([
  ["running", "run"],
  ["run", "run"],
  ["9", "run"],
  ["jogging", "run"],
  ["streetrunning", "run"],
  ["trackrunning", "run"],
  ["treadmillrunning", "run"],
  ["indoorrunning", "run"],
  ["ultrarun", "run"],
  ["race", "run"],
  ["trailrunning", "trail-run"],
  ["trailrun", "trail-run"],
  ["virtualrun", "virtual-run"],
  ["virtualrunning", "virtual-run"],
  ["walking", "walk"],
  ["walk", "walk"],
  ["10", "walk"],
  ["hiking", "hike"],
  ["hike", "hike"],
  ["4", "hike"],
  ["biking", "ride"],
  ["cycling", "ride"],
  ["ride", "ride"],
  ["1", "ride"],
  ["roadbiking", "ride"],
  ["mountainbiking", "ride"],
  ["gravelcycling", "ride"],
  ["indoorcycling", "ride"],
  ["virtualride", "ride"],
  ["swimming", "swim"],
  ["swim", "swim"],
  ["16", "swim"],
  ["lapswimming", "swim"],
  ["openwaterswimming", "swim"],
  ["elliptical", "elliptical"],
  ["strengthtraining", "strength"],
  ["yoga", "mobility"],
  ["pilates", "mobility"],
]);

/** Makers invent names of their own: "Track Run", "obstacle_run", "Running, Treadmill". */
const KINDS: readonly (readonly [RegExp, Sport])[] = [
  [/^(swimrun|wheelchair|horse|motor)/, "other"],
  [/^trail.*run|^run.*trail/, "trail-run"],
  [/^virtual.*run|^run.*virtual/, "virtual-run"],
  [/^run|^jog|run(ning)?$|treadmill$/, "run"],
  [/^walk|walk(ing)?$/, "walk"],
  [/^hik(e|ing)|hik(e|ing)$/, "hike"],
  [/^cycl|(cycl|bik|rid)(e|ing)$/, "ride"],
  [/^swim|swim(ming)?$/, "swim"],
];

/**
 * Null for no name, or none that was chosen; a sport that we don't know is "other".
 *
 *     namedSport("trail_running") // "trail-run"
 *     namedSport("Track Run") // "run"
 *     namedSport("Curling") // "other"
 */
export function namedSport(text: string): Sport | null {
  const letters = text.toLowerCase().replace(/[^a-z0-9]/g, "");
  // OpenTracks writes "unknown" until the runner chooses.
  if (letters === "" || letters === "unknown") return null;
  return SPORTS.get(letters) ?? KINDS.find(([kind]) => kind.test(letters))?.[1] ?? "other";
}

/** How Runkeeper and Zepp Life name an activity: by its sport and when it was. They say the sport nowhere else. */
const NAMED_BY_SPORT = [/^(\D+) \d\d?[/.-]\d\d?[/.-](\d\d){1,2}\b/, /^\d{8} (\D+)$/];

/**
 * The sport that such a name begins or ends with; null for any other name, and for a sport that we don't know.
 *
 *     sportInName("Cycling 8/21/20 2:53 pm") // "ride"
 *     sportInName("20231013 Outdoor cycling") // "ride"
 *     sportInName("Running late") // null
 */
export function sportInName(name: string): Sport | null {
  const [said = ""] = NAMED_BY_SPORT.flatMap((form) => form.exec(name)?.[1] ?? []);
  const sport = namedSport(said);
  return sport === "other" ? null : sport;
}

const ON_FOOT: readonly (Sport | null)[] = ["run", "trail-run", "virtual-run", "walk", "hike"];

/** Metres a second that nobody exceeds: a bound for a receiver's jumps, not for a runner. Our own figures. */
export function fastestOf(sport: Sport | null): number {
  return ON_FOOT.includes(sport) ? 15 : 40;
}
