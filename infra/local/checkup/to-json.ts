import type { Checkup } from "../../../domain/checkup.ts";
import type { Week } from "../../../domain/weeks.ts";
import { isoDay } from "../../../functions/shared/time.ts";
import { NOT_A_DIAGNOSIS } from "../../../functions/wording/pain.en.ts";
import type { JudgedExport } from "./judge-history.ts";

/** What `checkup --json` prints: days as YYYY-MM-DD, figures unrounded, unknown ones null. */
export function toJson(judged: JudgedExport) {
  const { checkup, triage, tips, runs, otherActivities, rejected } = judged;
  const { progression, ceiling, calendar, load } = checkup;
  return {
    asOf: isoDay(checkup.today),
    runs,
    otherActivities,
    rejected,
    week: weekJson(checkup.week),
    previousWeek: weekJson(checkup.previousWeek),
    progression: progressionJson(progression),
    sessions: checkup.sessions.map(({ day, distanceM, longestPrior30dM, ratio, band }) => ({
      day: isoDay(day),
      distanceM,
      longestPrior30dM,
      ratio,
      band,
    })),
    ceiling: {
      weekDistanceM: ceiling.weekDistanceM,
      weekMovingS: ceiling.weekMovingS,
      longestRunM: ceiling.longestRunM,
    },
    afterBreak: ceiling.afterBreak && {
      ...ceiling.afterBreak,
      lastRunOn: isoDay(ceiling.afterBreak.lastRunOn),
    },
    shoes: checkup.shoes.map(({ name, distanceM, status, replaceOn }) => ({
      name,
      distanceM,
      status,
      replaceOn: replaceOn === null ? null : isoDay(replaceOn),
    })),
    load: {
      method: load.method,
      coverage: load.coverage,
      acwrCoupled: load.acwrCoupled,
      acwrUncoupled: load.acwrUncoupled,
      acwrEwma: load.acwrEwma,
      monotony: load.monotony,
      strain: load.strain,
      fitness: load.fitness,
      fatigue: load.fatigue,
      form: load.form,
    },
    cadence: checkup.cadence,
    calendar: {
      week: weekJson(calendar.lastWeek),
      previousWeek: weekJson(calendar.weekBefore),
      progression: progressionJson(calendar.progression),
    },
    findings: checkup.findings.map(({ rule, answer, severity, basis }) => ({
      rule,
      answer,
      severity,
      basis,
    })),
    tips,
    note: NOT_A_DIAGNOSIS,
    triage: triage && {
      flags: triage.flags.map(({ id, urgency, whom }) => ({ id, urgency, whom })),
      causes: triage.causes.map(({ id, fits, against }) => ({ id, fits, against })),
      light: triage.light,
    },
  };
}

function weekJson({ from, to, runs, distanceM, movingS, restDays }: Week) {
  return { from: isoDay(from), to: isoDay(to), runs, distanceM, movingS, restDays };
}

function progressionJson({ distance, duration, intensity }: Checkup["progression"]) {
  const of = ({ changePct, answer }: typeof distance) => ({ changePct, answer });
  return { distance: of(distance), duration: of(duration), intensity: of(intensity) };
}
