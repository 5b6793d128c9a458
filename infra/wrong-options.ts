/**
 * What `parseArgs` found wrong, in few words. Anything else that was thrown is thrown on.
 *
 * For "Unknown option '--colour'. To specify a positional …" that is "Unknown option '--colour'".
 */
export function whyWrong(error: unknown): string {
  if (!(error instanceof TypeError)) throw error;
  return error.message.split(/\.\s/, 1)[0] ?? error.message;
}
