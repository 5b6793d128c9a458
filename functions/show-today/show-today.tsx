import { type Caution, cautionOf } from "../../domain/caution.ts";
import { decidingBreak, shownCeiling } from "../../domain/ceiling.ts";
import type { Checkup } from "../../domain/checkup.ts";
import type { Finding } from "../../domain/finding.ts";
import { assess } from "../../domain/judge.ts";
import { reasonNotToRun, runsSinceStop, type Triage } from "../../domain/pain/triage.ts";
import { mostWorn, type ShoeWear, soonestDueFirst } from "../../domain/shoes.ts";
import { isOwn } from "../../domain/thresholds.ts";
import type { StoredCheckIn } from "../messages/check-in.ts";
import { Credits } from "../pages/credits.tsx";
import { Hip } from "../pages/hip.tsx";
import { MissingRuns } from "../pages/missing-runs.tsx";
import { WayOn } from "../pages/notes.tsx";
import { ShoeBar } from "../pages/shoe-bar.tsx";
import type { Runner } from "../ports/runner.ts";
import type { Window } from "../ports/stored-case.ts";
import { creditsOf } from "../shared/credits.ts";
import type { PageAnswer } from "../shared/http/page.ts";
import type { SignedInDeps, SignedInRequest } from "../shared/http/signed-in.ts";
import { type CaseStores, loadCase } from "../shared/runner/load-case.ts";
import { givenName } from "../shared/runner/typed-name.ts";
import { dayInZone, dayNumberOf, isoDay, localTime } from "../shared/time.ts";
import { mailStopped as mailStoppedText } from "../wording/account.en.ts";
import type { Reading } from "../wording/en.ts";
import * as en from "../wording/en.ts";
import { cautionText, describeFinding, ruleName } from "../wording/finding.en.ts";
import { HIP_REPORT } from "../wording/pain.en.ts";
import { reportWords } from "../wording/report.en.ts";
import { todayPage } from "../wording/training.en.ts";
import { ceilingsWhy, fewRuns, knowsTimeOnly, weekNotes } from "../wording/week.en.ts";
import { type Why, whyCeiling, whyFinding } from "../wording/why.en.ts";

export type ShowTodayDeps = SignedInDeps & CaseStores;

/** Whether all that was run is here to be judged. */
type Known = Window["kind"];

interface Told {
  readonly checkup: Checkup;
  readonly triage: Triage | null;
  readonly checkIns: readonly StoredCheckIn[];
  readonly reading: Reading;
  readonly known: Known;
  readonly caution: Caution | null;
}

/** Can I run, and how far? What the hip says comes first. */
export async function showToday(
  { runner }: SignedInRequest,
  deps: ShowTodayDeps,
): Promise<PageAnswer> {
  const today = dayNumberOf(dayInZone(deps.nowMs(), runner.zone));
  const loaded = await loadCase(runner, today, deps);
  const { known, window } = loaded;
  const { checkup, triage } = assess(known);
  const shoes = checkup.shoes.map((shoe) => ({ ...shoe, name: givenName(shoe.name) }));
  const told: Told = {
    checkup: { ...checkup, shoes },
    triage,
    checkIns: loaded.checkIns,
    reading: { units: runner.units, isoDay },
    known: window.kind,
    caution: cautionOf(checkup, triage),
  };
  const isNew = checkup.firstRunOn === null;
  const isSilent = isNew && triage === null && window.kind === "whole";
  return {
    outcome: isNew ? "nothing yet" : "shown",
    status: 200,
    title: todayPage.title,
    ...(window.kind === "behind" && { again: "/today" }),
    body: (
      <>
        {runner.generated ? <p class="note">{reportWords.generated}</p> : null}
        <MailStopped {...runner} />
        {window.kind === "whole" ? <MissingRuns health={loaded.health} /> : null}
        {isSilent ? null : <Verdict {...told} isNew={isNew} />}
        {isNew ? <Begin shoes={shoes} hasTold={triage !== null} /> : null}
        {isNew || window.kind !== "whole" ? null : <Judged {...told} />}
        <Credits credits={creditsOf(loaded)} />
      </>
    ),
  };
}

function MailStopped({ mailStopped, zone }: Pick<Runner, "mailStopped" | "zone">) {
  if (mailStopped === null) return null;
  const { reason, at } = mailStopped;
  return (
    <p class="note">
      {mailStoppedText[reason](en.dateText(localTime(at, zone).day))}{" "}
      <a href="/settings#mail">{todayPage.toMail}</a>
    </p>
  );
}

/** The traffic light in words, with the red flags above it. */
function Verdict({ isNew, ...told }: Told & { isNew: boolean }) {
  const { checkup, triage, known, caution } = told;
  const { verdict, untold, tellHips, tellAgain, askTitle, pauseName } = todayPage;
  const noRun = reasonNotToRun(triage);
  const { tone, said } = answerOf(told);
  const isSilent = isNew && noRun === null && known === "whole";
  const hasLimits = noRun === null && !isNew && known === "whole";
  const since = runsSinceStop(triage, checkup.sessions);
  return (
    <section aria-labelledby="can-i-run">
      <h2 id="can-i-run">{askTitle}</h2>
      {isSilent ? null : (
        <div class={`note verdict ${tone}`}>
          <p>
            <strong>{said.title}</strong>
          </p>
          <p>{triage === null && tone === "good" ? untold : said.text}</p>
          {triage === null && caution !== null && known === "whole" ? <p>{untold}</p> : null}
          {known === "whole" ? null : <WayOn to="/connect" link={verdict.toSources[known]} />}
        </div>
      )}
      {triage === null ? null : <Hip {...told} triage={triage} today={checkup.today} />}
      {since === 0 ? null : <p class="note warn">{HIP_REPORT.ranSince(since)}</p>}
      {checkup.pauses.length === 0 ? null : (
        <p class="note">
          {verdict.paused(en.list(checkup.pauses.map((reason) => pauseName[reason])))}{" "}
          {checkup.pauses.includes("race-week") && known === "whole"
            ? raceText(triage, caution, hasLimits)
            : null}
        </p>
      )}
      {hasLimits ? <Lines {...told} /> : null}
      <WayOn to="/check-in" link={triage === null ? tellHips : tellAgain} look="button second" />
      {noRun === null ? (
        <WayOn to={`/routine#day-${isoDay(checkup.today)}`} link={todayPage.routine} />
      ) : null}
    </section>
  );
}

/** What holds of the body holds of a race too; what holds of the training doesn't. */
const OF_THE_BODY: readonly Caution[] = ["ill", "after-illness", "amber", "no-run-score"];

function raceText(
  triage: Triage | null,
  caution: Caution | null,
  hasLimits: boolean,
): string | null {
  const { race } = todayPage.verdict;
  if (reasonNotToRun(triage) !== null) return race.body;
  if (caution === null) return hasLimits ? race.limits : null;
  return OF_THE_BODY.includes(caution) ? race.body : null;
}

/** What matters most comes first. */
function answerOf({ checkup, triage, known, caution, reading }: Told) {
  const { verdict } = todayPage;
  const warn = (said: { readonly title: string; readonly text: string }) =>
    ({ tone: "warn", said }) as const;
  const noRun = reasonNotToRun(triage);
  if (noRun !== null) {
    return {
      tone: "stop",
      said: { ...verdict[noRun], text: HIP_REPORT.noCeiling[noRun] },
    } as const;
  }
  if (known !== "whole") return warn(verdict[known]);
  if (caution !== null) {
    const { title, text } = verdict[caution];
    return warn({ title, text: cautionText(text, caution, checkup, reading.isoDay) });
  }
  // As after years without a run.
  const hasLimits = Object.values(shownCeiling(checkup.ceiling)).some((limit) => limit !== null);
  const { title } = hasLimits ? verdict.yes : verdict.noLimits;
  return { tone: "good", said: { ...verdict.yes, title } } as const;
}

/** The limits to stay under. */
function Lines({ checkup, caution, reading }: Told) {
  const { units } = reading;
  const { weekDistanceM, weekMovingS, longestRunM } = shownCeiling(checkup.ceiling);
  const isBack = decidingBreak(checkup.ceiling) !== null;
  const why = isBack ? ceilingsWhy(checkup, caution) : fewRuns(checkup, caution);
  const lacksDistance = weekDistanceM === null && weekMovingS !== null;
  const { week } = checkup;
  return (
    <>
      {knowsTimeOnly(checkup) ? (
        <dl class="figures">
          <div>
            <dt>{todayPage.nextWeek}</dt>
            <dd>{en.atMostTime(weekMovingS)}</dd>
            {weekMovingS === null ? <dd class="quiet">{todayPage.noNextWeek}</dd> : null}
          </div>
          <div>
            <dt>{todayPage.lastWeek}</dt>
            <dd>{en.duration(week.movingS)}</dd>
            <dd class="quiet">{en.runs(week.runs)}</dd>
          </div>
        </dl>
      ) : (
        <dl class="figures">
          <div>
            <dt>{todayPage.nextRun}</dt>
            <dd>{en.atMost(longestRunM, units)}</dd>
            {longestRunM === null ? <dd class="quiet">{todayPage.noNextRun}</dd> : null}
          </div>
          <div>
            <dt>{todayPage.nextWeek}</dt>
            <dd>{en.atMost(weekDistanceM, units)}</dd>
            <dd class="quiet">
              {weekMovingS === null
                ? todayPage.noNextWeek
                : `${todayPage.nextWeekTime} ${en.atMostTime(weekMovingS)}`}
            </dd>
            {lacksDistance ? <dd class="quiet">{reportWords.noDistance}</dd> : null}
          </div>
          <div>
            <dt>{todayPage.lastWeek}</dt>
            <dd>{en.weekDistance(week, units)}</dd>
            <dd class="quiet">
              {en.runs(week.runs)}, {en.duration(week.movingS)}
            </dd>
          </div>
        </dl>
      )}
      {why === null ? null : <p>{why}</p>}
      <p class="quiet">
        {todayPage.lines}{" "}
        {isOwn(checkup.limits, "ceilingRatio") ? en.label.own : en.label.convention}.
      </p>
      <WhyOf why={whyCeiling(checkup, reading)} about={todayPage.nextRun} />
    </>
  );
}

function Judged(told: Told) {
  const { checkup, triage, reading, caution } = told;
  const { nothing, onlyReturn } = todayPage;
  const isReturn = reasonNotToRun(triage) === null && caution === "return";
  const raised = checkup.findings.filter(({ answer }) => answer === "raised");
  const others = checkup.findings.filter(({ answer }) => answer !== "raised");
  const shoes = others.find(isOfShoes);
  return (
    <>
      <h2>{todayPage.findings}</h2>
      <p class="quiet">{todayPage.asOf(en.dateText(reading.isoDay(checkup.today)))}</p>
      {raised.length === 0 ? <p>{isReturn ? onlyReturn : nothing}</p> : null}
      {raised.map((finding) => (
        <article class="card">
          <FindingOf {...told} finding={finding} />
        </article>
      ))}
      {others
        .filter((finding) => finding !== shoes)
        .map((finding) => (
          <FindingOf {...told} finding={finding} />
        ))}
      {weekNotes(checkup).map((note) => (
        <p>{note}</p>
      ))}
      <WayOn to="/settings/runs" link={todayPage.leaveOut} />
      {shoes === undefined ? null : <NextShoe {...told} finding={shoes} />}
      <WayOn to="/training" link={todayPage.allTraining} />
    </>
  );
}

/** A worn pair stands out with its bar; otherwise the next one has a place of its own. */
const isOfShoes = ({ rule }: Finding) => rule === "shoe-wear";

/** What stands out is shown at once; the rest opens. While the hip says no, nothing says how to run on. */
function FindingOf({ finding, checkup, triage, reading }: Told & { finding: Finding }) {
  const { title, figure, why, label } = describeFinding(finding, checkup, reading);
  const mayRun = reasonNotToRun(triage) === null;
  const sum = whyFinding(finding.rule, checkup, reading);
  if (finding.answer === "raised") {
    return (
      <>
        <h3>{title}</h3>
        {isOfShoes(finding) ? (
          <Bars shoes={mostWorn(checkup.shoes)} reading={reading} />
        ) : figure === null ? null : (
          <p>{figure}</p>
        )}
        {mayRun ? <p>{why}</p> : null}
        <p class="quiet">{label}</p>
        <WhyOf why={sum} about={ruleName[finding.rule]} />
      </>
    );
  }
  return (
    <details>
      <summary>
        {title}
        {figure === null ? null : <span class="quiet"> · {figure}</span>}
      </summary>
      {mayRun || finding.because !== null ? <p>{why}</p> : null}
      <p class="quiet">{label}</p>
      <Sum why={sum} />
    </details>
  );
}

function WhyOf({ why, about }: { why: Why; about: string }) {
  return (
    <details>
      <summary>
        {todayPage.why}
        <span class="unseen">: {about}</span>
      </summary>
      <Sum why={why} />
    </details>
  );
}

function Sum({ why: { formula, figures, sources } }: { why: Why }) {
  return (
    <dl>
      <dt>{todayPage.formula}</dt>
      <dd>{formula}</dd>
      {figures.length === 0 ? null : (
        <>
          <dt>{todayPage.figures}</dt>
          {figures.map((figure) => (
            <dd>{figure}</dd>
          ))}
        </>
      )}
      <dt>{todayPage.sources}</dt>
      {sources.map((source) => (
        <dd>{en.sentence(source)}.</dd>
      ))}
    </dl>
  );
}

/** A page needs no bar for each of forty. */
const MOST_BARS = 3;

function Bars({ shoes, reading }: { shoes: readonly ShoeWear[]; reading: Reading }) {
  return (
    <>
      {shoes.slice(0, MOST_BARS).map((shoe) => (
        <ShoeBar shoe={shoe} reading={reading} />
      ))}
      <WayOn to="/shoes" link={todayPage.allShoes} />
    </>
  );
}

function NextShoe({ checkup, reading, finding }: Told & { finding: Finding }) {
  const [next] = soonestDueFirst(checkup.shoes);
  const { label } = describeFinding(finding, checkup, reading);
  return (
    <>
      <h2>{todayPage.nextShoe}</h2>
      {next === undefined ? (
        <p>
          {todayPage.noShoes} <a href="/shoes">{todayPage.addShoe}</a>
        </p>
      ) : (
        <Bars shoes={[next]} reading={reading} />
      )}
      <p class="quiet">{label}</p>
      <WhyOf why={whyFinding(finding.rule, checkup, reading)} about={ruleName[finding.rule]} />
    </>
  );
}

/** For a runner without a known run: what to do, in order. */
function Begin({ shoes, hasTold }: { shoes: readonly ShoeWear[]; hasTold: boolean }) {
  const { title, text, steps, connect, connectText, hips, ...words } = todayPage.new;
  return (
    <>
      <h2>{title}</h2>
      <p>{text}</p>
      <h2>{steps}</h2>
      <p>{connectText}</p>
      <WayOn to="/connect" link={connect} look="button" />
      <p>
        {words.import} <a href="/upload">{words.bring}</a>
      </p>
      <p>
        {words.noWatch} <a href="/runs">{words.typed}</a>
      </p>
      {shoes.length > 0 ? null : (
        <p>
          {words.shoes} <a href="/shoes">{todayPage.addShoe}</a>
        </p>
      )}
      {hasTold ? null : (
        <p>
          {hips} <a href="/check-in">{todayPage.tellHips}</a>
        </p>
      )}
    </>
  );
}
