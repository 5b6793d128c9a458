import type { ConnectionHealth } from "../ports/connections.ts";
import { missingRuns } from "../wording/sources.en.ts";
import { todayPage } from "../wording/training.en.ts";

/** Goes with figures from which a service's runs may be missing, and leads to the sources; nothing if all is well. */
export function MissingRuns({ health }: { health: ConnectionHealth }) {
  const said = missingRuns(health);
  return said === null ? null : (
    <p class="note warn">
      {said} <a href="/connect">{todayPage.verdict.toSources.whole}</a>
    </p>
  );
}
