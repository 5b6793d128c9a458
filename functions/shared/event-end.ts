const ends: (() => void)[] = [];

/**
 * Has this done at the end of each event. The handlers don't know who has something to tell then, so a
 * function that measures nothing is bundled without Powertools' metrics.
 */
export function atEventEnd(end: () => void): void {
  ends.push(end);
}

export function endEvent(): void {
  for (const end of ends) end();
}
