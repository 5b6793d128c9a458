import { NUDGES } from "../../domain/nudges/thresholds.ts";
import { PAIN } from "../../domain/pain/thresholds.ts";
import { definitions, type Threshold, thresholds } from "../../domain/thresholds.ts";
import { PRACTICE } from "../../domain/tips/thresholds.ts";
import type { HttpAnswer } from "../shared/http-handler.ts";
import { settingsPage, thresholdsPage as text } from "../wording/settings.en.ts";

const GROUPS: readonly (readonly [string, Readonly<Record<string, Threshold>>])[] = [
  [text.groups.load, thresholds],
  [text.groups.pain, PAIN],
  [text.groups.nudges, NUDGES],
  [text.groups.practice, PRACTICE],
  [text.groups.definitions, definitions],
];

/** To be read, not set: each number with what stands behind it. */
export async function showThresholds(): Promise<HttpAnswer> {
  const body = (
    <>
      <p>{text.lead}</p>
      {GROUPS.map(([title, group]) => (
        <>
          <h2>{title}</h2>
          <section class="wide" aria-label={title} tabindex={0}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{text.name}</th>
                  <th scope="col">{text.value}</th>
                  <th scope="col">{text.basis}</th>
                  <th scope="col">{text.source}</th>
                </tr>
              </thead>
              <tbody>
                {Object.entries(group).map(([name, { value, basis, source }]) => (
                  <tr>
                    <th scope="row">{inWords(name)}</th>
                    <td>{rounded(value)}</td>
                    <td>{text.bases[basis]}</td>
                    <td>{source}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </>
      ))}
      <p>
        <a class="button second" href="/settings">
          {settingsPage.back}
        </a>
      </p>
    </>
  );
  return { outcome: "shown", status: 200, title: text.title, body };
}

/** `inWords("restMinDaysPerWeek") // "rest min days per week"`: the units are in the names. */
function inWords(name: string): string {
  return name
    .replaceAll(/([A-Z])/g, " $1")
    .toLowerCase()
    .replace(/ m$/, ", metres")
    .replace(/ s$/, ", seconds")
    .replace(/ pct$/, ", per cent")
    .replace(/ spm$/, ", steps a minute")
    .replace(/ bpm$/, ", beats a minute");
}

/** `rounded(482803.2) // "482,803"` */
function rounded(value: number): string {
  return new Intl.NumberFormat("en", {
    maximumFractionDigits: value >= 1000 ? 0 : 3,
  }).format(value);
}
