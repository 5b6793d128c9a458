import type { Assessment } from "../../domain/judge.ts";
import type { CheckIn } from "../../domain/pain/check-in.ts";
import { type Flag, isAlarm } from "../../domain/pain/flags.ts";
import { reasonNotToRun, type Triage } from "../../domain/pain/triage.ts";
import type { StoredCheckIn } from "../messages/check-in.ts";
import { urgencyTone } from "../pages/hip.tsx";
import { WayOn } from "../pages/notes.tsx";
import { PostButton } from "../pages/post-button.tsx";
import type { PageAnswer } from "../shared/http/page.ts";
import { isoDay } from "../shared/time.ts";
import {
  checkInPages,
  PLACE_TEXTS,
  resultPage,
  SIDE_TEXTS,
  SIGN_TEXTS,
  STEP_TEXTS,
} from "../wording/check-in.en.ts";
import * as en from "../wording/en.ts";
import {
  CAUSE_CODE_TEXTS,
  CAUSE_TEXTS,
  FLAG_TEXTS,
  factorText,
  fitsText,
  HIP_REPORT,
  lightText,
  NOT_A_DIAGNOSIS,
  scoresText,
  TREND_TEXTS,
  URGENCY_TEXTS,
  unansweredText,
} from "../wording/pain.en.ts";
import { STEPS, stepAsking } from "./steps.ts";

const SHOWN = 12;

interface Result {
  readonly checkIn: StoredCheckIn;
  readonly judged: Assessment;
  /** In the order of their days. */
  readonly all: readonly StoredCheckIn[];
  readonly csrf: string;
  /** YYYY-MM-DD, in the runner's own zone. */
  readonly today: string;
  readonly units: en.Units;
}

export function resultAnswer({ checkIn, judged, all, csrf, today, units }: Result): PageAnswer {
  const { triage } = judged;
  if (triage === null) throw new Error("A check-in that was judged without being there.");
  const path = `/check-in/${checkIn.day}/${checkIn.id}`;
  const [top] = triage.flags;
  const isPast = checkIn.day < today;
  const told = isoDay(triage.day);
  const body = (
    <>
      <p class="quiet">{resultPage.of(en.dateText(checkIn.day))}</p>
      {told < checkIn.day ? <p class="note">{resultPage.onlyBegun(en.dateText(told))}</p> : null}
      {isPast ? (
        <p class="note">
          {resultPage.past} <a href="/today">{resultPage.toToday}</a>
        </p>
      ) : null}
      {top === undefined ? (
        <p>{triage.unanswered.length === 0 ? resultPage.noFlag : resultPage.noFlagYet}</p>
      ) : (
        <Flags top={top} flags={triage.flags} />
      )}
      {top !== undefined && isAlarm(top.urgency) ? null : <p>{resultPage.notAsked}</p>}
      <Open triage={triage} path={path} />
      {triage.clearedOn === null ? null : (
        <p class="note">{HIP_REPORT.cleared(en.dateText(isoDay(triage.clearedOn)))}</p>
      )}
      <h2>{isPast ? resultPage.runningThen : resultPage.running}</h2>
      <Running triage={triage} />
      {top?.urgency === "emergency" ? null : <WhatItMayBe triage={triage} units={units} />}
      <p class="note">{NOT_A_DIAGNOSIS}</p>
      <h2>{resultPage.correct}</h2>
      <ul class="links">
        {STEPS.map((step) => (
          <li>
            <a href={step === "where" ? `/check-in?id=${checkIn.id}` : `${path}/${step}`}>
              {STEP_TEXTS[step].title}
            </a>
          </li>
        ))}
      </ul>
      <details>
        <summary>{resultPage.remove.title}</summary>
        <p>{resultPage.remove.text}</p>
        <PostButton
          action={`${path}/delete`}
          csrf={csrf}
          label={resultPage.remove.button}
          look="danger"
        />
      </details>
      <WayOn to="/check-in" link={resultPage.again} look="button second" />
      <History checkIns={all} />
    </>
  );
  const outcome = top === undefined ? "no flag" : top.urgency;
  return { outcome, status: 200, title: resultPage.title, body };
}

/** When to see somebody and whom first; what was noticed after that. */
function Flags({ top, flags }: { top: Flag; flags: readonly Flag[] }) {
  const { title, when, whom, until } = URGENCY_TEXTS[top.urgency];
  const first = flags.filter(({ urgency }) => urgency === top.urgency);
  const rest = flags.filter(({ urgency }) => urgency !== top.urgency);
  return (
    <section class={`note ${urgencyTone(top.urgency)}`} role="alert">
      <h2>{title}</h2>
      <p>
        <strong>{resultPage.when}:</strong> {when}
        <br />
        <strong>{resultPage.whom}:</strong> {whom}
        <br />
        <strong>{resultPage.until}:</strong> {until}
      </p>
      <p>{resultPage.because}</p>
      <ul>
        {first.map(({ id }) => (
          <li>{FLAG_TEXTS[id]}</li>
        ))}
      </ul>
      {rest.length === 0 ? null : (
        <>
          <p>{resultPage.alsoNoticed}</p>
          <ul>
            {rest.map(({ id }) => (
              <li>{FLAG_TEXTS[id]}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Running({ triage }: { triage: Triage }) {
  const reason = reasonNotToRun(triage);
  return (
    <>
      {reason === null ? null : (
        <p>
          <strong>{HIP_REPORT.noCeiling[reason]}</strong>
        </p>
      )}
      <p class={`light ${triage.light}`}>{lightText(triage)}</p>
    </>
  );
}

/** Not next to an emergency: a milder possible cause would only be a reason to wait. */
function WhatItMayBe({ triage, units }: { triage: Triage; units: en.Units }) {
  const scores = scoresText(triage.trend, units);
  return (
    <>
      <Causes triage={triage} />
      <h2>{resultPage.trend}</h2>
      <p>{TREND_TEXTS[triage.trend.direction]}</p>
      {scores === null ? null : <p class="quiet">{scores}</p>}
    </>
  );
}

function Causes({ triage: { causes, contributing, nothingHurts } }: { triage: Triage }) {
  const hasNone = causes.length === 0;
  // Nobody looks for the cause of a pain that isn't there.
  const isUnhurt = nothingHurts && hasNone;
  return (
    <>
      {isUnhurt ? null : <h2>{resultPage.causes}</h2>}
      {hasNone && !isUnhurt ? <p>{resultPage.noCauses}</p> : null}
      {causes.map(({ id, fits, against }) => (
        <details open={id === causes[0]?.id}>
          <summary>{CAUSE_TEXTS[id]}</summary>
          <p>
            {resultPage.fits} {fitsText(fits)}.
          </p>
          {against.length === 0 ? null : (
            <p>
              {resultPage.against} {against.map((code) => CAUSE_CODE_TEXTS[code]).join("; ")}.
            </p>
          )}
        </details>
      ))}
      {contributing.length === 0 ? null : (
        <>
          {isUnhurt ? <h2>{resultPage.factorsUnhurt}</h2> : <h3>{resultPage.factors}</h3>}
          <ul>
            {contributing.map((factor) => (
              <li>{factorText(factor)}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Open({ triage: { unanswered }, path }: { triage: Triage; path: string }) {
  const text = unansweredText(unanswered.length);
  const [first] = unanswered;
  if (text === null || first === undefined) return null;
  return (
    <>
      <h2>{resultPage.open}</h2>
      <p>{text}</p>
      <details>
        <summary>{HIP_REPORT.answer}</summary>
        <ul class="links">
          {unanswered.map((sign) => (
            <li>
              <a href={`${path}/${stepAsking(sign)}`}>{SIGN_TEXTS[sign]}</a>
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

/** Those that count least fold away, but can still be read, corrected and deleted. */
export function History({ checkIns }: { checkIns: readonly StoredCheckIn[] }) {
  const { title, none, older } = checkInPages.history;
  const newest = checkIns.toReversed();
  const rest = newest.slice(SHOWN);
  return (
    <>
      <h2>{title}</h2>
      {newest.length === 0 ? <p>{none}</p> : <Scores title={title} of={newest.slice(0, SHOWN)} />}
      {rest.length === 0 ? null : (
        <details>
          <summary>{older(rest.length)}</summary>
          <Scores title={older(rest.length)} of={rest} />
        </details>
      )}
    </>
  );
}

function Scores({ title, of }: { title: string; of: readonly StoredCheckIn[] }) {
  const { caption, date, during, after, morning, open } = checkInPages.history;
  return (
    <section class="wide" aria-label={title} tabindex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {[date, during, after, morning].map((heading) => (
              <th scope="col">{heading}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {of.map((checkIn) => (
            <tr>
              <th scope="row">
                <a
                  href={`/check-in/${checkIn.day}/${checkIn.id}`}
                  aria-label={open(en.dateText(checkIn.day), placesText(checkIn))}
                >
                  {en.dateText(checkIn.day)}
                </a>
                <span class="hint">{placesText(checkIn)}</span>
              </th>
              <td>{scoreText(checkIn.painDuring)}</td>
              <td>{scoreText(checkIn.painAfter)}</td>
              <td>{scoreText(checkIn.painNextMorning)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function placesText({ places, side }: Pick<CheckIn, "places" | "side">): string {
  if (places.length === 0) return checkInPages.history.nowhere;
  const names = places.map((place) => PLACE_TEXTS[place]).join(", ");
  return side === null ? names : `${names} (${SIDE_TEXTS[side].toLowerCase()})`;
}

const scoreText = (score: number | null) => (score === null ? "–" : String(score));
