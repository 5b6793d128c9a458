import { checkup } from "../../domain/checkup.ts";
import { RUN_SPORTS } from "../../domain/history.ts";
import type { DefaultShoes } from "../../domain/shoes.ts";
import { limitsFor } from "../../domain/thresholds.ts";
import type { Fault } from "../pages/field.tsx";
import { Message, wordsFor } from "../pages/notes.tsx";
import { outcomeOf, type Refused } from "../pages/refused.ts";
import type { SamenessStore } from "../ports/activities.ts";
import type { OwnShoeStore, WearStore } from "../ports/shoes.ts";
import type { HttpAnswer } from "../shared/http/http-handler.ts";
import type { SignedInDeps, SignedInRequest } from "../shared/http/signed-in.ts";
import { sinceShown } from "../shared/http/since-shown.ts";
import { type CaseStores, loadCase } from "../shared/runner/load-case.ts";
import { isOwn } from "../shared/runner/own-source.ts";
import { domainId } from "../shared/runner/to-domain.ts";
import { givenName } from "../shared/runner/typed-name.ts";
import { isDeepStrictEqual } from "../shared/same.ts";
import { dayInZone, dayNumberOf, isoDay } from "../shared/time.ts";
import { shoesPage } from "../wording/shoes.en.ts";
import { readChange, readNewShoe } from "./read-form.ts";
import {
  choicesOf,
  type Name,
  othersOf,
  pairOf,
  type Shelf,
  sameForm,
  shownDefaults,
} from "./shelf.ts";
import { ShoesPage } from "./shoes-page.tsx";

export interface KeepShoesDeps extends SignedInDeps, CaseStores {
  readonly ownShoes: OwnShoeStore;
  readonly wear: WearStore;
  readonly sameness: SamenessStore;
  /** A new one with each call. */
  readonly randomId: () => string;
}

/** Nobody runs in more; a page of forms has to end somewhere. */
const MOST_PAIRS = 100;

export async function showShoes(
  request: SignedInRequest,
  deps: KeepShoesDeps,
): Promise<HttpAnswer> {
  return page(request, await look(request, deps), deps, null);
}

export async function addShoe(request: SignedInRequest, deps: KeepShoesDeps): Promise<HttpAnswer> {
  const { runner, form } = request;
  const shelf = await look(request, deps);
  const refuse = (...faults: readonly Fault<Name>[]) =>
    page(request, shelf, deps, { form: "add", faults, typed: form });
  const own = shelf.stored.filter(isOwn);
  if (own.length >= MOST_PAIRS) {
    return refuse({ field: "form", text: shoesPage.faults.many(MOST_PAIRS) });
  }
  const read = readNewShoe(form, runner.units, shelf.limits);
  if ("faults" in read) return refuse(...read.faults);
  const { name } = read.value;
  // The form carries its id, so that sending it twice adds one pair. A browser that goes back fills in
  // what was typed, beside an id that may be new or the one from before.
  const given = form.get("id") ?? "";
  const taken = own.find(({ sourceId }) => sourceId === given);
  const isSame = taken !== undefined && isDeepStrictEqual({ ...taken, ...read.value }, taken);
  if (!isSame && own.some((pair) => pair.name === name && !pair.retired)) {
    return refuse({ field: "name", text: shoesPage.faults.again(name) });
  }
  const isUsable = /^[\w-]{8,64}$/.test(given) && (taken === undefined || isSame);
  const sourceId = isUsable ? given : deps.randomId();
  const outcome = await deps.ownShoes.add(runner.id, { ...read.value, sourceId });
  return { outcome, redirect: "/shoes?done=added" };
}

export async function changeShoe(
  request: SignedInRequest,
  deps: KeepShoesDeps,
): Promise<HttpAnswer> {
  const { runner, form } = request;
  const shelf = await look(request, deps);
  const id = form.get("shoe") ?? "";
  const shoe = shelf.stored.find((one) => domainId(one) === id);
  if (shoe === undefined) return unknownShoe();
  const read = readChange(form, shoe, runner.units, shelf.limits);
  if ("faults" in read) {
    return page(request, shelf, deps, { form: id, faults: read.faults, typed: form });
  }
  const outcome = await deps.ownShoes.change(runner.id, shoe, read.value);
  return outcome === "unknown-shoe" ? unknownShoe() : { outcome, redirect: "/shoes?done=changed" };
}

/** A pair that a source lists would come back with its next report. */
export async function removeShoe(
  request: SignedInRequest,
  deps: KeepShoesDeps,
): Promise<HttpAnswer> {
  const { runner, form } = request;
  const { stored } = await look(request, deps);
  const shoe = stored.find((one) => domainId(one) === form.get("shoe"));
  if (shoe === undefined || !isOwn(shoe)) return unknownShoe();
  await deps.ownShoes.remove(runner.id, shoe.sourceId);
  return { outcome: "removed", redirect: "/shoes?done=removed" };
}

export async function setDefaults(
  request: SignedInRequest,
  deps: KeepShoesDeps,
): Promise<HttpAnswer> {
  const shelf = await look(request, deps);
  const choices = choicesOf(shelf);
  const form = sinceShown(request.form, shownDefaults(shelf));
  const defaults: { -readonly [sport in keyof DefaultShoes]: string } = {};
  const faults: Fault<Name>[] = [];
  for (const kind of RUN_SPORTS) {
    const id = form.get(kind) ?? "";
    if (id === "") continue;
    const choice = choices.find(({ ids }) => ids.includes(id));
    if (choice !== undefined) defaults[kind] = choice.id;
    else {
      const text = shoesPage.faults.usual(shoesPage.defaults.sport[kind]);
      faults.push({ field: kind, text });
    }
  }
  if (faults.length > 0) {
    return page(request, shelf, deps, { form: "defaults", faults, typed: request.form });
  }
  await deps.wear.setDefaults(request.runner.id, defaults);
  return { outcome: "defaults set", redirect: "/shoes?done=defaults" };
}

export async function assignRun(
  request: SignedInRequest,
  deps: KeepShoesDeps,
): Promise<HttpAnswer> {
  const { runner, form } = request;
  const shelf = await look(request, deps);
  const { faults: texts } = shoesPage;
  const run = shelf.runs.get(form.get("run") ?? "");
  const named = form.get("shoe") ?? "";
  const choice = choicesOf(shelf).find(({ ids }) => ids.includes(named));
  if (run === undefined || choice === undefined) {
    const faults: Fault<Name>[] = [];
    if (run === undefined) faults.push({ field: "run", text: texts.run });
    if (choice === undefined) faults.push({ field: "shoe", text: texts.shoe });
    return page(request, shelf, deps, { form: "worn", faults, typed: form });
  }
  // Under each source's record, so that it holds when one of the sources is disconnected.
  for (const { record } of [run.counted, ...run.others]) {
    await deps.wear.assign(runner.id, record, choice.id);
  }
  return { outcome: "assigned", redirect: "/shoes?done=worn" };
}

/** Two names, one pair: the chosen one's name and limits apply. */
export async function joinPairs(
  request: SignedInRequest,
  deps: KeepShoesDeps,
): Promise<HttpAnswer> {
  const { runner, form } = request;
  const shelf = await look(request, deps);
  const pair = pairOf(shelf, form.get("shoe") ?? "");
  if (pair === null) return unknownShoe();
  const other = othersOf(shelf, pair).find(({ shoeId }) => shoeId === form.get("as"));
  if (other === undefined) {
    const faults: readonly Fault<Name>[] = [{ field: "as", text: shoesPage.faults.same }];
    return page(request, shelf, deps, { form: sameForm(pair.shoeId), faults, typed: form });
  }
  const since = isoDay(shelf.known.today);
  await deps.sameness.joinPairs(runner.id, pair.shoeId, other.shoeId, since);
  return { outcome: "joined", redirect: "/shoes?done=joined" };
}

export async function partPairs(
  request: SignedInRequest,
  deps: KeepShoesDeps,
): Promise<HttpAnswer> {
  const { runner, form } = request;
  const shelf = await look(request, deps);
  const id = form.get("shoe") ?? "";
  const pair = pairOf(shelf, id);
  if (pair === null || !pair.alsoIds.includes(id)) return unknownShoe();
  await deps.sameness.partPairs(runner.id, id);
  // If each of the two was said to be the other at the same moment, the other statement goes too.
  if (shelf.sameness.pairs.has(pair.shoeId)) {
    await deps.sameness.partPairs(runner.id, pair.shoeId);
  }
  return { outcome: "parted", redirect: "/shoes?done=parted" };
}

async function look({ runner }: SignedInRequest, deps: KeepShoesDeps): Promise<Shelf> {
  const today = dayNumberOf(dayInZone(deps.nowMs(), runner.zone));
  const loaded = await loadCase(runner, today, deps);
  const { history, shoes, options } = loaded.known;
  const judged = checkup(history, shoes, today, options);
  const named = judged.shoes.map((shoe) => ({ ...shoe, name: givenName(shoe.name) }));
  return { ...loaded, judged: { ...judged, shoes: named }, limits: limitsFor(options?.limits) };
}

function page(
  request: SignedInRequest,
  shelf: Shelf,
  deps: KeepShoesDeps,
  refused: Refused<Name> | null,
): HttpAnswer {
  const done = refused === null ? wordsFor(request.query.get("done"), shoesPage.done) : null;
  return {
    outcome: outcomeOf(refused),
    status: refused === null ? 200 : 422,
    title: shoesPage.title,
    body: (
      <ShoesPage
        shelf={shelf}
        units={request.runner.units}
        csrf={request.csrf}
        newId={deps.randomId()}
        refused={refused}
        done={done}
      />
    ),
  };
}

function unknownShoe(): HttpAnswer {
  const { title, text, back } = shoesPage.unknown;
  const body = <Message text={text} to="/shoes" link={back} />;
  return { outcome: "unknown pair", status: 404, title, body };
}
