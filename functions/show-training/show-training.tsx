import { isOwn, limitsFor } from "../../domain/thresholds.ts";
import { trainingOf } from "../../domain/training.ts";
import type { HistoryEvent } from "../messages/provider-event.ts";
import { Credits } from "../pages/credits.tsx";
import { MissingRuns } from "../pages/missing-runs.tsx";
import { WayOn } from "../pages/notes.tsx";
import type { Queue } from "../ports/queue.ts";
import type { WindowStore } from "../ports/stored-case.ts";
import { STRAVA_HISTORY_DAYS } from "../providers/strava/facts.ts";
import { creditsOf } from "../shared/credits.ts";
import type { PageAnswer } from "../shared/http/page.ts";
import type { SignedInDeps, SignedInRequest } from "../shared/http/signed-in.ts";
import { type CaseStores, loadCase } from "../shared/runner/load-case.ts";
import { dayInZone, dayNumberOf } from "../shared/time.ts";
import * as en from "../wording/en.ts";
import { reportWords } from "../wording/report.en.ts";
import { todayPage, trainingPage } from "../wording/training.en.ts";
import { Distance, Form, Load, Runs, Time } from "./charts.tsx";

/** How many weeks can be shown; the first is the default. */
const SPANS = [12, 52];

const DAY_S = 24 * 3600;
/** The longest span, the four weeks before it that its first ceiling rests on, and some to spare. */
const LOOK_BACK_DAYS = 400;

export interface ShowTrainingDeps extends SignedInDeps, CaseStores {
  readonly windows: WindowStore;
  readonly events: Queue<HistoryEvent>;
}

/** Charts of the last weeks, each with the same figures in a table. */
export async function showTraining(
  { runner, query, csrf }: SignedInRequest,
  deps: ShowTrainingDeps,
): Promise<PageAnswer> {
  const today = dayNumberOf(dayInZone(deps.nowMs(), runner.zone));
  const loaded = await loadCase(runner, today, deps);
  const { known, runs, window } = loaded;
  const span = SPANS.find((weeks) => String(weeks) === query.get("weeks")) ?? 12;
  const isComing = window.kind === "whole" && (await lookFurther(runner.id, span, deps));
  const isUnderWay = isComing || window.kind === "behind";
  const follows = isUnderWay ? { again: `/training?weeks=${span}` } : {};
  const training = trainingOf(known.history, today, span, known.options);
  const { title, none, connect, lead } = trainingPage;
  if (training.weeks.length === 0) {
    const body = (
      <>
        <Coming isComing={isComing} />
        <p>{none}</p>
        <WayOn to="/connect" link={connect} look="button" />
        <OwnRuns />
        {loaded.dismissals.length === 0 ? null : <LeftOut count={loaded.dismissals.length} />}
      </>
    );
    return { outcome: "nothing yet", status: 200, title, body, ...follows };
  }
  const seen = { training, units: runner.units };
  const limits = limitsFor(known.options?.limits);
  const body = (
    <>
      {runner.generated ? <p class="note">{reportWords.generated}</p> : null}
      {window.kind === "whole" ? (
        <MissingRuns health={loaded.health} />
      ) : (
        <p class="note warn">
          {todayPage.verdict[window.kind].text}{" "}
          <a href="/connect">{todayPage.verdict.toSources[window.kind]}</a>
        </p>
      )}
      <Coming isComing={isComing} />
      <p>{lead(en.overPct(limits.ceilingRatio), isOwn(limits, "ceilingRatio"))}</p>
      <nav class="tabs" aria-label={trainingPage.show}>
        {SPANS.map((weeks) => (
          <a
            href={`/training?weeks=${weeks}`}
            {...(weeks === span ? { "aria-current": "true" } : {})}
          >
            {trainingPage.weeks(weeks)}
          </a>
        ))}
      </nav>
      <Distance {...seen} />
      <Time {...seen} />
      <Load {...seen} maxHeartRateBpm={runner.maxHeartRateBpm} />
      <Runs {...seen} told={runs} csrf={csrf} limits={limits} />
      <Form {...seen} />
      <OwnRuns />
      <LeftOut count={loaded.dismissals.length} />
      <Credits credits={creditsOf(loaded)} />
    </>
  );
  return { outcome: `${span} weeks`, status: 200, title, body, ...follows };
}

/** Where to add runs that no service sends. */
function OwnRuns() {
  return (
    <p>
      <a href="/runs">{trainingPage.typeIn}</a> · <a href="/upload">{trainingPage.bring}</a>
    </p>
  );
}

function LeftOut({ count }: { count: number }) {
  return (
    <p>
      {count === 0 ? null : `${trainingPage.leftOut(en.runs(count))} `}
      <a href="/settings/runs">{todayPage.leaveOut}</a>
    </p>
  );
}

/** There even when empty, so that screen readers announce its changes. */
function Coming({ isComing }: { isComing: boolean }) {
  return <p role="status">{isComing ? trainingPage.coming : null}</p>;
}

/** If a chart reaches back before the window, has those runs listed again. True while they are coming. */
async function lookFurther(
  runnerId: string,
  weeks: number,
  deps: ShowTrainingDeps,
): Promise<boolean> {
  const nowMs = deps.nowMs();
  const agoS = (days: number) => Math.floor(nowMs / 1000) - days * DAY_S;
  const days = (weeks + 4) * 7;
  if (days <= STRAVA_HISTORY_DAYS) return false;
  const found = await deps.windows.findSince(runnerId, agoS(days), nowMs);
  if (found !== "absent") return found === "asked";
  // Noted first: a hundred requests at the same moment would use up the calls to Strava that all runners share.
  if (!(await deps.windows.noteAsked(runnerId, "look-back", nowMs))) return true;
  await deps.events.send(
    [
      {
        kind: "look-back",
        provider: "strava",
        runnerId,
        afterS: agoS(LOOK_BACK_DAYS),
        // A day more than needed, so that no run falls between the two.
        beforeS: agoS(STRAVA_HISTORY_DAYS - 1),
        page: 1,
        askedAtMs: nowMs,
      },
    ],
    0,
  );
  return true;
}
