import type { Finding } from "../../domain/finding.ts";

/** A run much longer than usual, unless told otherwise. */
export function makeFinding(overrides: Partial<Finding> = {}): Finding {
  return {
    rule: "session-spike",
    answer: "raised",
    severity: "warning",
    basis: "evidence",
    because: null,
    ...overrides,
  };
}
