/** `isSameAddress("Ada@example.com", "ada@example.com ") // true` */
export function isSameAddress(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
