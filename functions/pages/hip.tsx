import { isAlarm, type Urgency } from "../../domain/pain/flags.ts";
import { isOutdated, type Triage } from "../../domain/pain/triage.ts";
import type { StoredCheckIn } from "../messages/check-in.ts";
import type { Reading } from "../wording/en.ts";
import * as en from "../wording/en.ts";
import {
  FLAG_TEXTS,
  HIP_REPORT,
  lightText,
  NOT_A_DIAGNOSIS,
  URGENCY_TEXTS,
  unansweredText,
} from "../wording/pain.en.ts";

/** How loudly a page says how soon to see somebody. */
export function urgencyTone(urgency: Urgency): "warn" | "stop" {
  return isAlarm(urgency) ? "stop" : "warn";
}

/** What the hip says, red flags first: it comes before everything else on a page. */
export function Hip(props: {
  triage: Triage;
  today: number;
  reading: Reading;
  checkIns: readonly StoredCheckIn[];
}) {
  const { triage, today, reading, checkIns } = props;
  const [top] = triage.flags;
  const day = reading.isoDay(triage.day);
  // One told further east may be of a day that hasn't come here, and counts as today's.
  const isToday = triage.day === today;
  const last = checkIns.findLast((told) => told.day === day || (isToday && told.day > day));
  const path = last === undefined ? "/check-in" : `/check-in/${last.day}/${last.id}`;
  const open = unansweredText(triage.unanswered.length);
  return (
    <>
      {top === undefined ? null : (
        <div class={`note ${urgencyTone(top.urgency)}`}>
          <p>
            <strong>{URGENCY_TEXTS[top.urgency].title}</strong>
          </p>
          <p>{HIP_REPORT.whenAndWhom(URGENCY_TEXTS[top.urgency])}</p>
          <p>{URGENCY_TEXTS[top.urgency].until}</p>
          <p>{HIP_REPORT.signs}:</p>
          <ul>
            {triage.flags.map(({ id }) => (
              <li>{FLAG_TEXTS[id]}</li>
            ))}
          </ul>
        </div>
      )}
      <p>
        {lightText(triage)} <a href={path}>{HIP_REPORT.fromCheckIn(en.dateText(day))}</a>
      </p>
      {triage.clearedOn === null ? null : (
        <p class="note">{HIP_REPORT.cleared(en.dateText(reading.isoDay(triage.clearedOn)))}</p>
      )}
      {isOutdated(triage, today) ? <p class="note warn">{HIP_REPORT.outdated}</p> : null}
      {open === null ? null : (
        <p class="note warn">
          {open} <a href={path}>{HIP_REPORT.answer}</a>
        </p>
      )}
      <p class="quiet">{NOT_A_DIAGNOSIS}</p>
    </>
  );
}
