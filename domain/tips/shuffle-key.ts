/**
 * A number from 0 to below 4294967296 that depends on the text alone: 32-bit FNV-1a over its UTF-16 units,
 * enough to shuffle a short list the same way every time.
 *
 * @example
 * shuffleKey("") // 2166136261
 */
export function shuffleKey(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
