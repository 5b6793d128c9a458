const ends: (() => void)[] = [];

/**
 * Registers work to do at the end of each event. The handlers don't know who has something to report then,
 * so a function that measures nothing is bundled without Powertools' metrics.
 */
export function atEventEnd(end: () => void): void {
  ends.push(end);
}

export function endEvent(): void {
  for (const end of ends) end();
}
