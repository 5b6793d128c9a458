import { vi } from "vitest";

/** What is written to standard output from now on, instead of there, until mocks are restored. */
export function keepPrinted(): string[] {
  const printed: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed.push(String(text));
    return true;
  });
  return printed;
}
