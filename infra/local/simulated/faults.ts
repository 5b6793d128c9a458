/** What can go wrong on demand. Counts go down by one with each use. */
export interface Faults {
  /** Every API and token call is answered this much later, in real time. */
  readonly latencyMs: number;
  /** The next calls are answered with 503 and not carried out. */
  readonly serverErrors: number;
  /** The next calls lose their connection and are not carried out. */
  readonly cutConnections: number;
  /** The next calls are carried out, but lose their connection before the answer. */
  readonly lostAnswers: number;
  /** The next events are never sent. */
  readonly dropEvents: number;
  /** The next events are sent once more, although they were answered. */
  readonly repeatEvents: number;
  /** Events overtake each other. */
  readonly reorderEvents: boolean;
  /** The subscription of the application's owner has lapsed: every call is refused with 403. */
  readonly applicationInactive: boolean;
  /** Every call with an access token is refused with 401, however good it is. Tokens still go on being given. */
  readonly refusesTokens: boolean;
  /** How far Strava's clock is ahead of the given one. */
  readonly clockSkewMs: number;
}

const noFaults: Faults = {
  latencyMs: 0,
  serverErrors: 0,
  cutConnections: 0,
  lostAnswers: 0,
  dropEvents: 0,
  repeatEvents: 0,
  reorderEvents: false,
  applicationInactive: false,
  refusesTokens: false,
  clockSkewMs: 0,
};

/** The current faults. `spend` uses up one of those that count, and says whether there was one. */
export interface FaultBox {
  current(): Faults;
  set(faults: Partial<Faults>): void;
  spend(
    name: "serverErrors" | "cutConnections" | "lostAnswers" | "dropEvents" | "repeatEvents",
  ): boolean;
}

export function faultBox(): FaultBox {
  let faults = noFaults;
  return {
    current: () => faults,
    set: (changed) => {
      faults = { ...faults, ...changed };
    },
    spend: (name) => {
      const left = faults[name];
      if (left <= 0) return false;
      faults = { ...faults, [name]: left - 1 };
      return true;
    },
  };
}
