import type { AnsweredCall } from "../access/front-door.ts";
import type { FunctionModel } from "../template/model.ts";

/** Is told of everything that AWS would count. */
export interface Meter {
  /** A call that an engine answered: a function's, or of who polls a queue in its name. */
  called(call: AnsweredCall): void;
  /** A function served one event and used so much of a processor over it, its start not counted. */
  ran(fn: FunctionModel, cpuMs: number): void;
  /** A line in a function's log, without its line break. */
  printed(fn: FunctionModel, bytes: number): void;
  /** A request to the HTTP API. */
  requested(): void;
}
