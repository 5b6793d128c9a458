import type { PageBody } from "../shared/page.ts";

/** What the page of all sources shows of one. */
export interface Section {
  readonly outcome: string;
  /** Something changes by itself in a moment. */
  readonly isOnTheWay: boolean;
  readonly body: PageBody;
}
