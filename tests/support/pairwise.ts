/** A record with one value of each factor. */
export type Case = Readonly<Record<string, unknown>>;

/**
 * Cases in which every two values of different factors meet at least once, far fewer than all combinations.
 * Greedy and deterministic: the same factors give the same cases.
 *
 *     pairwise({ a: [1, 2], b: [1, 2], c: [1, 2] }).length // 4, where all combinations are 8
 */
export function pairwise(factors: Readonly<Record<string, readonly unknown[]>>): Case[] {
  const names = Object.keys(factors);
  const width = (name: string) => factors[name]?.length ?? 0;
  const open = new Set<string>();
  const key = (a: string, i: number, b: string, j: number) =>
    names.indexOf(a) < names.indexOf(b) ? `${a}=${i} ${b}=${j}` : `${b}=${j} ${a}=${i}`;
  for (const [at, a] of names.entries()) {
    for (const b of names.slice(at + 1)) {
      for (let i = 0; i < width(a); i += 1) {
        for (let j = 0; j < width(b); j += 1) open.add(key(a, i, b, j));
      }
    }
  }
  const cases: Case[] = [];
  while (open.size > 0) {
    const chosen = new Map<string, number>();
    // Starts with a pair that is still missing, so that each case brings the end nearer.
    const [first = ""] = open;
    for (const part of first.split(" ")) {
      const [name = "", index = "0"] = part.split("=");
      chosen.set(name, Number(index));
    }
    for (const name of names.filter((one) => !chosen.has(one))) {
      const gain = (index: number) =>
        [...chosen].filter(([other, at]) => open.has(key(name, index, other, at))).length;
      const indices = Array.from({ length: width(name) }, (_, index) => index);
      chosen.set(
        name,
        indices.reduce((best, index) => (gain(index) > gain(best) ? index : best), 0),
      );
    }
    const picked = [...chosen];
    for (const [a, i] of picked) for (const [b, j] of picked) open.delete(key(a, i, b, j));
    cases.push(
      Object.fromEntries(names.map((name) => [name, factors[name]?.[chosen.get(name) ?? 0]])),
    );
  }
  return cases;
}
