/** Shown below everything else on a page. */
export function Credits({ credits }: { credits: readonly string[] }) {
  return credits.length === 0 ? null : (
    <p class="credits">
      {credits.map((credit) => (
        <span>{credit} </span>
      ))}
    </p>
  );
}
