/** Someone who is signing in: known by a cookie, not yet shown to own the address. */
export interface SignInTicket {
  readonly id: string;
  readonly email: string;
  /** False until the link or the code sent to the address has come back. */
  readonly verified: boolean;
}

export interface SignInStore {
  /** Expires by itself a quarter of an hour later. */
  open(ticket: Pick<SignInTicket, "id" | "email">, nowMs: number): Promise<void>;
  find(ticketId: string, nowMs: number): Promise<SignInTicket | null>;
  /** Whether a ticket of this name (`ticketName`) has neither expired nor let anybody in. */
  isOpen(name: string, nowMs: number): Promise<boolean>;
  /** What the email contains; that of an earlier email no longer counts. */
  setProof(ticketId: string, proof: SignInProof, nowMs: number): Promise<"set" | "gone">;
  /** Each wrong try counts; after five the ticket no longer opens anything. */
  prove(
    ticketId: string,
    proof: { readonly code: string } | { readonly secret: string },
    nowMs: number,
  ): Promise<"verified" | "wrong" | "gone">;
  /** True once, for the first to come: a proven ticket lets one browser in. */
  use(ticketId: string, nowMs: number): Promise<boolean>;
}

/** Both are emailed: the link's secret for the browser that asked, the code to be typed into it. */
export interface SignInProof {
  readonly code: string;
  readonly secret: string;
}

export interface Limit {
  readonly atMost: number;
  readonly windowS: number;
}

/** Counts in fixed windows, so that nobody does something too often. */
export interface LimitStore {
  /** False once `key` has been taken more than `atMost` times in this window. */
  take(key: string, limit: Limit, nowMs: number): Promise<boolean>;
}

export interface UsedUpLimits {
  /** Whether `take` would be refused. */
  isUsedUp(key: string, limit: Limit, nowMs: number): Promise<boolean>;
}

/** What may be used only once, such as the state of a redirect. */
export interface OnceStore {
  /** True for the first to use it. */
  use(id: string, untilMs: number): Promise<boolean>;
}
