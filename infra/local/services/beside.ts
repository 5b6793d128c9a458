import { dayInZone } from "../../../functions/shared/time.ts";
import { PEOPLE_SEEDS } from "../demo/demo-runner.ts";
import { type BesideService, notStarted } from "../runtime/beside.ts";
import { type Services, startServices } from "./start-services.ts";
import { allSimulated } from "./table.ts";

/** Where the stack looks for the services' secrets. */
const SECRETS = "/stridewell/services/";

/**
 * The simulated services beside the application: two generated athletes at each, and a page to act as them.
 */
export function simulatedServices(asked: {
  readonly port: number;
  readonly zone: string;
}): BesideService {
  const { port, zone } = asked;
  let services: Services | null = null;
  return {
    beside: async (folder) => {
      let started: Services;
      try {
        const file = folder?.servicesFile ?? null;
        started = await startServices({ port, file, services: allSimulated });
      } catch (error) {
        return notStarted("services", port, "--services-port", error);
      }
      services = started;
      const today = dayInZone(Date.now(), zone);
      for (const { control } of started.all()) {
        // Only once: a later start finds the athletes in its file.
        if (control.athletes().length > 0) continue;
        for (const seed of PEOPLE_SEEDS) {
          control.addHistory(control.addAthlete({ zone }).id, { today, seed });
        }
      }
      return {
        kind: "started",
        parameters: secretsOf(started),
        environment: {},
        close: started.close,
      };
    },
    told: () => `${services?.url}  simulated: ${allSimulated.map(({ title }) => title).join(", ")}`,
    afterReady: async (appUrl) => {
      const lines: string[] = [];
      for (const { service, kit } of services?.all() ?? []) {
        const fault = await service.setUp(appUrl, kit);
        if (fault !== null) lines.push(`The simulated ${service.title} sends no events. ${fault}`);
      }
      return lines;
    },
  };
}

/** The owner's secrets that point the application at the simulated services, by their parameter names. */
export function secretsOf(services: Services): Readonly<Record<string, string>> {
  const secrets = services
    .all()
    .map(({ service, kit }) => [`${SECRETS}${service.name}`, JSON.stringify(service.secret(kit))]);
  return Object.fromEntries(secrets);
}
