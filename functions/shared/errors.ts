/**
 * Thrown by work that can't be finished now and may be later: the queue shows the message again, and
 * lays it aside after its last attempt. `message` is logged, so it holds no runner's data.
 */
export class TryAgain extends Error {
  override readonly name = "TryAgain";
}
