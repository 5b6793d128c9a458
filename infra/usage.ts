/**
 * The words given to a command that has no options. With one, such as `--help`, the process prints `usage` and
 * ends: with 0 if help was asked for, otherwise with 2.
 */
export function wordsOr(usage: string): readonly string[] {
  const words = process.argv.slice(2);
  const option = words.find((word) => word.startsWith("-"));
  if (option === undefined) return words;
  process.stdout.write(`${usage}\n`);
  process.exit(option === "--help" || option === "-h" ? 0 : 2);
}
