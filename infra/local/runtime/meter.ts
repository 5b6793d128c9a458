import type { AnsweredCall } from "../access/front-door.ts";
import type { FunctionModel } from "../template/model.ts";

export interface Used {
  /** Processor time over one event; the start isn't counted. */
  readonly cpuMs: number;
  /** The most memory that its process has held since it started. */
  readonly peakMb: number;
}

/** Is notified of everything that AWS would count. */
export interface Meter {
  /** A call that an engine answered, made by a function or by the poller of its queue. */
  called(call: AnsweredCall): void;
  /** A function served one event. */
  ran(fn: FunctionModel, used: Used): void;
  /** A line in a function's log, without its line break. */
  printed(fn: FunctionModel, bytes: number): void;
  /** A request to the HTTP API. */
  requested(): void;
}
