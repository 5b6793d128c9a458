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
