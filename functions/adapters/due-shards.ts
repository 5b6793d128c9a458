import { hash } from "node:crypto";

/**
 * The partition keys of one kind of item in the sparse index `due`: several, as many runners are due in the
 * same minute. Another number of them means rewriting every item of the kind.
 *
 *     shardKeys("DUE", 2) // ["DUE#0", "DUE#1"]
 */
export function shardKeys(kind: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, shard) => `${kind}#${shard}`);
}

/** Which of these a runner's item has: always the same for the same `text`. */
export function shardOf(kind: string, count: number, text: string): string {
  return `${kind}#${hash("sha256", text, "buffer").readUInt8(0) % count}`;
}
