/**
 * Thrown by work that can't be finished now and may be later: the queue shows the message again, and
 * lays it aside after its last attempt. `message` is logged, so it holds no runner's data.
 */
export class TryAgain extends Error {
  override readonly name = "TryAgain";
}

/**
 * Like TryAgain, where it is known that trying soon can't help: the queue holds the message back for
 * `delayS`, so that its attempts are not used up meanwhile.
 */
export class TryLater extends TryAgain {
  readonly delayS: number;

  constructor(message: string, delayS: number) {
    super(message);
    this.delayS = delayS;
  }
}

/**
 * What the table holds lacks something, or has it in another shape. `message` is logged, so it names the
 * attributes and nothing of what stands in them.
 */
export class UnreadableItem extends Error {
  override readonly name = "UnreadableItem";

  constructor(kind: string, attributes: readonly string[]) {
    super(`A ${kind} can't be read: see to its ${attributes.join(", ")}`);
  }
}

/**
 * An item was written by newer code, as while a deployment goes on or after one was taken back. Nothing
 * was read of it and nothing written: in some minutes either this code is gone, or an operator has been
 * rung and deploys the newer one again.
 */
export class NewerItem extends TryLater {
  constructor(kind: string, found: number, known: number) {
    super(`A ${kind} has version ${found}, and ${known} is the newest that is known here`, 300);
  }
}
