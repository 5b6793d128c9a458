import type { AnsweredCall } from "../access/front-door.ts";
import type { FunctionModel } from "../template/model.ts";

export interface Used {
  /** Of a processor, over one event: the start is not counted. */
  readonly cpuMs: number;
  /** The most memory that its process has held since its start. */
  readonly peakMb: number;
}

/** Is told of everything that AWS would count. */
export interface Meter {
  /** A call that an engine answered: a function's, or of who polls a queue in its name. */
  called(call: AnsweredCall): void;
  /** A function served one event. */
  ran(fn: FunctionModel, used: Used): void;
  /** A line in a function's log, without its line break. */
  printed(fn: FunctionModel, bytes: number): void;
  /** A request to the HTTP API. */
  requested(): void;
}
