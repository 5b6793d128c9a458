import { vi } from "vitest";
import { endEvent } from "../../functions/shared/events/event-end.ts";

/** What is written to standard output from now on, instead of there, until mocks are restored. */
export function keepPrinted(): string[] {
  // What another file of this worker measured without ending its event would be printed with ours.
  endEvent();
  const printed: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed.push(String(text));
    return true;
  });
  return printed;
}
