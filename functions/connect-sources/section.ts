import type { PageBody } from "../shared/http/page.ts";

/** What the page of all sources shows for one of them. */
export interface Section {
  readonly outcome: string;
  /** Whether something will change by itself in a moment. */
  readonly isOnTheWay: boolean;
  readonly body: PageBody;
}
