/**
 * Thrown by work that can't be finished now but may be later: the queue delivers the message again, and
 * moves it to the dead-letter queue after the last attempt. `message` is logged, so it holds no runner's
 * data.
 */
export class TryAgain extends Error {
  override readonly name = "TryAgain";
}

/**
 * Like TryAgain, for when an early retry is known not to help: the queue holds the message back for
 * `delayS`, so that its attempts aren't used up in the meantime.
 */
export class TryLater extends TryAgain {
  readonly delayS: number;

  constructor(message: string, delayS: number) {
    super(message);
    this.delayS = delayS;
  }
}

/**
 * An email could not be put together, so nothing of it can have left. It is logged as the error behind it.
 */
export class NothingLeft extends Error {
  override readonly name = "NothingLeft";

  constructor(cause: unknown) {
    super("The email could not be put together.", { cause });
  }
}

/**
 * A stored item lacks an attribute, or has it in another shape. `message` is logged, so it names the
 * attributes and none of their values.
 */
export class UnreadableItem extends Error {
  override readonly name = "UnreadableItem";

  constructor(kind: string, attributes: readonly string[]) {
    super(`A ${kind} can't be read: see to its ${attributes.join(", ")}`);
  }
}

/**
 * An item was written by newer code, as happens during a deployment or after a rollback. Nothing of it was
 * read and nothing was written. A few minutes later either this code is gone, or an operator has been
 * alerted and deploys the newer code again.
 */
export class NewerItem extends TryLater {
  constructor(kind: string, found: number, known: number) {
    super(`A ${kind} has version ${found}, and ${known} is the newest that is known here`, 300);
  }
}

/**
 * An error's message can quote a runner's data, so only its kind and place are logged, except for our own
 * errors.
 */
export function nameOf(error: unknown): { error: string; reason?: string; at?: string } {
  if (error instanceof TryAgain || error instanceof UnreadableItem) {
    return { error: error.name, reason: error.message };
  }
  if (error instanceof NothingLeft) return nameOf(error.cause);
  if (!(error instanceof Error)) return { error: typeof error };
  // The stack repeats the message, which can have a line that looks like a place: JSON.parse quotes what it read.
  const at = error.stack
    ?.replace(error.message, "")
    .split("\n")
    .find((line) => line.trimStart().startsWith("at "))
    ?.trim();
  return at === undefined ? { error: error.name } : { error: error.name, at };
}

/** The same in a word or two. */
export function shortNameOf(error: unknown): string {
  const { error: name, reason = name } = nameOf(error);
  return reason;
}
