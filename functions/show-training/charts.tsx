import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import { isSpike } from "../../domain/sessions.ts";
import { isOwn, type Limits } from "../../domain/thresholds.ts";
import type { Training, TrainingWeek } from "../../domain/training.ts";
import type { Svg } from "../charts/svg.ts";
import { barsChart, linesChart, runsChart } from "../charts/training-charts.ts";
import { originalOf } from "../shared/credits.ts";
import type { StoredRun } from "../shared/runner/same-runs.ts";
import { givenName } from "../shared/runner/typed-name.ts";
import { isoDay } from "../shared/time.ts";
import type { Units } from "../wording/en.ts";
import * as en from "../wording/en.ts";
import { bandName } from "../wording/finding.en.ts";
import { alsoFrom, sourceName } from "../wording/sources.en.ts";
import { trainingPage } from "../wording/training.en.ts";

/** The one form of all the buttons that say one run is really two: there may be hundreds. */
const APART = "apart";

interface Seen {
  readonly training: Training;
  readonly units: Units;
}

interface Measure {
  readonly title: string;
  readonly alt: (weeks: number, now: string, most: string) => string;
  readonly amount: (week: TrainingWeek) => number | null;
  readonly ceiling: (week: TrainingWeek) => number | null;
  /** What the axis counts in: 1000 to show metres as kilometres. */
  readonly per: number;
  readonly figure: (amount: number) => string;
  /** The same for the limit, if that is shown rounded down. */
  readonly limit?: (amount: number) => string;
}

export function Distance({ training, units }: Seen) {
  return (
    <Weeks
      weeks={training.weeks}
      measure={{
        ...trainingPage.distance,
        // Runs on a treadmill without a sensor: how far they went is unknown, not nothing.
        amount: ({ distanceM, runs }) => (distanceM === 0 && runs > 0 ? null : distanceM),
        ceiling: ({ ceiling }) => ceiling.weekDistanceM,
        per: en.metresPer[units],
        figure: (metres) => en.distance(metres, units),
        limit: (metres) => en.atMost(metres, units),
      }}
      unit={units}
    />
  );
}

export function Time({ training }: Seen) {
  return (
    <Weeks
      weeks={training.weeks}
      measure={{
        ...trainingPage.time,
        amount: ({ movingS }) => movingS,
        ceiling: ({ ceiling }) => ceiling.weekMovingS,
        per: 3600,
        figure: en.duration,
        limit: en.atMostTime,
      }}
      unit={trainingPage.hours}
    />
  );
}

export function Load({ training, maxHeartRateBpm }: Seen & { maxHeartRateBpm: number | null }) {
  const { load } = trainingPage;
  const { method, heartRateFaults } = training;
  const faults =
    heartRateFaults === 0 ? "" : load.faults(en.runs(heartRateFaults), maxHeartRateBpm);
  if (method === null) {
    return (
      <>
        <h2>{load.title}</h2>
        {faults === "" ? null : <p>{faults}</p>}
        <p>
          {load.none} <a href="/settings#body">{load.enter}</a>
        </p>
      </>
    );
  }
  return (
    <Weeks
      weeks={training.weeks}
      measure={{
        ...load,
        amount: (week) => week.load,
        ceiling: ({ ceiling }) => ceiling.load,
        per: 1,
        figure: whole,
      }}
      note={`${load.by[method]} ${faults}`.trim()}
    />
  );
}

function Weeks(props: {
  weeks: readonly TrainingWeek[];
  measure: Measure;
  unit?: string;
  note?: string;
}) {
  const { weeks, measure, unit, note } = props;
  const { title, alt, amount, ceiling, per, figure, limit = figure } = measure;
  const scaled = (value: number | null) => (value === null ? null : value / per);
  const told = (value: number | null, as: (value: number) => string) =>
    value === null ? trainingPage.unknown : as(value);
  const most = weeks.reduce((max, week) => Math.max(max, amount(week) ?? 0), 0);
  const now = weeks.at(-1);
  const svg = barsChart({
    bars: weeks.map((week) => ({
      amount: scaled(amount(week)),
      ceiling: scaled(ceiling(week) || null),
      label: en.shortDate(isoDay(week.to)),
    })),
    axis: plain,
    alt: alt(weeks.length, told(now === undefined ? null : amount(now), figure), figure(most)),
  });
  return (
    <>
      <h2>{unit === undefined ? title : `${title} (${unit})`}</h2>
      {note === undefined ? null : <p>{note}</p>}
      <Chart
        svg={svg}
        caption={title}
        head={[trainingPage.week, title, trainingPage.line]}
        rows={[...weeks]
          .reverse()
          .map((week) => [
            en.dateText(isoDay(week.to)),
            told(amount(week), figure),
            told(ceiling(week) || null, limit),
          ])}
      />
    </>
  );
}

export function Runs(
  props: Seen & {
    readonly told: ReadonlyMap<string, StoredRun>;
    readonly csrf: string;
    readonly limits: Limits;
  },
) {
  const { training, units, told, csrf, limits } = props;
  const overRatio = limits.spikeReferenceRatio;
  const over = overRatio.toFixed(2);
  const { sessions, weeks } = training;
  const { runs } = trainingPage;
  const first = weeks[0]?.from ?? 0;
  const days = weeks.length * 7;
  const per = en.metresPer[units];
  if (sessions.length === 0) {
    return (
      <>
        <h2>{runs.title}</h2>
        <p>{runs.none}</p>
      </>
    );
  }
  const svg = runsChart({
    days,
    runs: sessions.map((session) => ({
      at: session.day - first,
      amount: session.distanceM / per,
      ceiling:
        session.longestPrior30dM === null ? null : (overRatio * session.longestPrior30dM) / per,
      isOver: isSpike(session),
    })),
    labels: dayLabels(first, days),
    axis: plain,
    alt: runs.alt(en.runs(sessions.length), sessions.filter(isSpike).length, over),
  });
  return (
    <>
      <h2>{`${runs.title} (${units})`}</h2>
      <p>{isOwn(limits, "spikeReferenceRatio") ? runs.own(over) : runs.text(over)}</p>
      <Chart
        svg={svg}
        caption={runs.title}
        head={[runs.day, runs.run, runs.distance, runs.longest, runs.ratio, runs.band]}
        rows={[...sessions]
          .reverse()
          .map(({ activityId, day, distanceM, longestPrior30dM, ratio, band }) => [
            en.shortDate(isoDay(day)),
            <RunName run={told.get(activityId)} />,
            // A treadmill run without a distance is compared with nothing.
            distanceM === 0 ? trainingPage.unknown : en.distance(distanceM, units, 2),
            longestPrior30dM === null
              ? trainingPage.unknown
              : en.distance(longestPrior30dM, units, 2),
            ratio === null || distanceM === 0
              ? trainingPage.unknown
              : en.ratioBeyond(ratio, overRatio),
            distanceM === 0 ? trainingPage.unknown : bandName(band, limits),
          ])}
      />
      {[...told.values()].some(({ others }) => others.length > 0) ? (
        <form id={APART} method="post" action="/settings/sources">
          <input type="hidden" name="csrf" value={csrf} />
        </form>
      ) : null}
    </>
  );
}

function RunName({ run }: { run: StoredRun | undefined }) {
  if (run === undefined) return null;
  const { record } = run.counted;
  const original = originalOf(record);
  return (
    <>
      <span class="name">{givenName(record.name) || en.unnamedRun}</span>
      {original === null ? null : (
        <>
          {" "}
          <a href={original.href}>{original.text}</a>
        </>
      )}
      {run.others.length === 0 ? null : <AlsoFrom {...run} />}
    </>
  );
}

/** Who else tells this run, and a button that says one of them is another run. */
function AlsoFrom({ counted, others }: StoredRun) {
  const sources = others.map(({ record }) => sourceName(record.source));
  return (
    <>
      <span class="quiet">, {alsoFrom.also(en.list(sources))}</span>
      {others.map(({ id, record }) => (
        <button
          type="submit"
          form={APART}
          class="second small"
          name="apart"
          value={JSON.stringify([counted.id, id])}
        >
          {alsoFrom.apart}
          <span class="unseen">
            {alsoFrom.apartOf(en.dateText(record.day), sourceName(record.source))}
          </span>
        </button>
      ))}
    </>
  );
}

export function Form({ training: { days } }: Seen) {
  const { form } = trainingPage;
  const first = days.at(0);
  const last = days.at(-1);
  if (first === undefined || last === undefined) return null;
  const svg = linesChart({
    lines: [
      { name: form.fitness, amounts: days.map(({ fitness }) => fitness) },
      { name: form.fatigue, amounts: days.map(({ fatigue }) => fatigue) },
      { name: form.form, amounts: days.map((day) => day.form) },
    ],
    labels: dayLabels(first.day, days.length),
    axis: plain,
    alt: form.alt(whole(last.fitness), whole(last.fatigue), whole(last.form)),
  });
  const weekly = [...days].reverse().filter((_, index) => index % 7 === 0);
  return (
    <>
      <h2>{form.title}</h2>
      <p>{form.text}</p>
      <Chart
        svg={svg}
        caption={form.title}
        head={[form.day, form.fitness, form.fatigue, form.form]}
        rows={weekly.map((day) => [
          en.dateText(isoDay(day.day)),
          whole(day.fitness),
          whole(day.fatigue),
          whole(day.form),
        ])}
      />
    </>
  );
}

/** A picture, and under it the same as a table: for screen readers, and to copy. */
function Chart(props: {
  svg: Svg;
  caption: string;
  head: readonly string[];
  rows: readonly (readonly Child[])[];
}) {
  const { svg, caption, head, rows } = props;
  return (
    <>
      {raw(svg)}
      <details>
        <summary>
          {trainingPage.table}
          <span class="unseen">: {caption}</span>
        </summary>
        <section class="wide" aria-label={caption} tabindex={0}>
          <table>
            <caption>{caption}</caption>
            <thead>
              <tr>
                {head.map((name) => (
                  <th scope="col">{name}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(([name, ...figures]) => (
                <tr>
                  <th scope="row">{name}</th>
                  {figures.map((figure) => (
                    <td>{figure}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </>
  );
}

/** Four days on the axis, of which the last is its end. */
function dayLabels(first: number, days: number): { at: number; label: string }[] {
  const every = Math.max(1, Math.ceil(days / 4));
  return Array.from({ length: Math.ceil(days / every) }, (_, i) => days - 1 - i * every).map(
    (at) => ({ at, label: en.shortDate(isoDay(first + at)) }),
  );
}

function whole(amount: number): string {
  return plain(Math.round(amount));
}

/** With a minus sign as wide as a plus, and no minus on zero. */
function plain(amount: number): string {
  const digits = Math.abs(amount).toLocaleString("en", { maximumFractionDigits: 1 });
  return amount < 0 ? `−${digits}` : digits;
}
