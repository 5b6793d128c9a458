/** Every rule, once. Each lives in a file of its own under `domain/rules/`. */
export type RuleId =
  | "session-spike"
  | "distance-progression"
  | "duration-progression"
  | "intensity-progression"
  | "rest-days"
  | "training-strain"
  | "cadence"
  | "shoe-wear";

export type Answer = "raised" | "clear" | "not-enough-data";

export type Severity = "info" | "notice" | "warning" | "urgent";

/**
 * What stands behind a rule, as a runner may read it:
 * evidence (a named study), convention (widely used, not proven), advice (from the source article or
 * clinicians, no trial found).
 */
export type Basis = "evidence" | "convention" | "advice";

export interface Finding {
  readonly rule: RuleId;
  readonly answer: Answer;
  readonly severity: Severity;
  /** `own`: the runner's own numbers decided, whatever stands behind the defaults. */
  readonly basis: Basis | "own";
  /** Why a rule is silent or could not answer, as a code that the wording turns into a sentence. */
  readonly because: Because | null;
}

export type Because =
  | "short-history"
  | "no-earlier-run"
  | "no-distance"
  | "some-distance-missing"
  | "below-the-floor"
  | "no-shared-load-method"
  | "too-few-measured-sessions"
  | "no-cadence"
  | "no-baseline"
  | "no-shoes"
  | "no-runs"
  | "paused"
  | "front-hip-pain";

const SEVERITIES: readonly Severity[] = ["info", "notice", "warning", "urgent"];

/**
 * Something to say.
 *
 * @example
 * raised("rest-days", "advice", "notice")
 * // { rule: "rest-days", answer: "raised", severity: "notice", basis: "advice", because: null }
 */
export function raised(rule: RuleId, basis: Basis, severity: Severity): Finding {
  return { rule, answer: "raised", severity, basis, because: null };
}

/**
 * Nothing to say; `because` names what kept the rule silent, if anything did.
 *
 * @example
 * clear("cadence", "advice", "front-hip-pain")
 * // { rule: "cadence", answer: "clear", severity: "info", basis: "advice", because: "front-hip-pain" }
 */
export function clear(
  rule: RuleId,
  basis: Finding["basis"],
  because: Because | null = null,
): Finding {
  return { rule, answer: "clear", severity: "info", basis, because };
}

/**
 * No answer, and why.
 *
 * @example
 * notEnoughData("cadence", "advice", "no-cadence")
 * // { rule: "cadence", answer: "not-enough-data", severity: "info", basis: "advice", because: "no-cadence" }
 */
export function notEnoughData(rule: RuleId, basis: Basis, because: Because): Finding {
  return { rule, answer: "not-enough-data", severity: "info", basis, because };
}

/**
 * Raised ones first, the most severe at the top; otherwise in the order given.
 *
 * @example
 * mostSevereFirst([clear("cadence", "advice"), raised("rest-days", "advice", "notice")])
 * // [{ rule: "rest-days", answer: "raised", severity: "notice", basis: "advice", because: null },
 * //  { rule: "cadence", answer: "clear", severity: "info", basis: "advice", because: null }]
 */
export function mostSevereFirst(findings: readonly Finding[]): readonly Finding[] {
  const rank = (finding: Finding) =>
    SEVERITIES.indexOf(finding.severity) + (finding.answer === "raised" ? SEVERITIES.length : 0);
  return [...findings].sort((a, b) => rank(b) - rank(a));
}

/** `isAtLeast("urgent", "warning") // true` */
export function isAtLeast(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}
