import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { z } from "zod";
import { type Clock, systemClock } from "../engines/clock.ts";
import { listen } from "../engines/listen.ts";
import { authorizePage } from "../simulated/authorize-page.ts";
import { faultBox } from "../simulated/faults.ts";
import { recall, remember } from "../simulated/memory.ts";
import { type Push, type Pusher, type PushSettings, post, pusher } from "../simulated/pusher.ts";
import { type HostEnv, undependable } from "../simulated/undependable.ts";
import { control, servicesPage } from "./control.ts";
import { addHistory } from "./history.ts";
import { serviceState } from "./model.ts";
import { type People, people } from "./people.ts";
import type { Kit, RunningService, SimulatedService } from "./service.ts";

export interface ServicesSettings extends PushSettings {
  /** 0 takes any free port. */
  readonly port: number;
  readonly services: readonly SimulatedService[];
  readonly clock?: Clock;
  /** Where everything is kept from one start to the next; null, the default, for nowhere. */
  readonly file?: string | null;
}

export interface Services {
  readonly url: string;
  of(name: string): RunningService;
  all(): readonly RunningService[];
  close(): Promise<void>;
}

const DEADLINE_MS = 2000;

const everything = z.object({ v: z.literal(1), services: z.record(z.string(), serviceState) });

/**
 * The services besides Strava, simulated on this machine: one server, each service under its name, with a
 * page on which the person at this machine does what athletes do there. Listens on 127.0.0.1 only; rejects as
 * node does if the port is taken.
 *
 *     const services = await startServices({ port: 0, services: [polarService] });
 *     const { control } = services.of("polar");
 *     control.addRun(control.addAthlete().id, { distanceM: 12_000 });
 */
export async function startServices(settings: ServicesSettings): Promise<Services> {
  const clock = settings.clock ?? systemClock;
  const file = settings.file ?? null;
  const before = file === null ? null : recall(file, everything);
  const running: (RunningService & { readonly pusher: Pusher<Push> })[] = [];
  let url = "";
  const save = () => {
    if (file === null) return;
    const states = running.map(({ service, control: { state } }) => [service.name, state()]);
    remember(file, { v: 1, services: Object.fromEntries(states) });
  };

  const app = new Hono<HostEnv>();
  for (const service of settings.services) {
    const faults = faultBox();
    const now = () => clock.now() + faults.current().clockSkewMs;
    const push = pusher<Push>({ clock, now, faults, settings, requestOf: (event) => event });
    let limitedUntilMs = 0;
    const knows: People = people({
      name: service.name,
      life: service.life,
      now,
      changed: save,
      before: before?.services[service.name],
      happen: (happening) => {
        const told = service.push(happening, kit);
        if (told !== null) push.happen(told);
      },
    });
    const kit: Kit = {
      now,
      people: knows,
      url: () => `${url}/${service.name}`,
      clientId: `${service.name}-client`,
      clientSecret: `the secret of the simulated application at ${service.name}`,
      limitedUntilMs: () => limitedUntilMs,
      post: (one) => post(one, DEADLINE_MS),
    };
    const own = new Hono<HostEnv>();
    own.use("/api/*", undependable(faults));
    own.get("/authorize", (c) => {
      const query = new URL(c.req.url).searchParams;
      return c.html(authorizePage({ title: service.title, query, athletes: knows.athletes() }));
    });
    own.post("/authorize", async (c) => {
      const form = new URLSearchParams(await c.req.text());
      return c.redirect(backTo(form, knows).href);
    });
    own.route("/", service.routes(kit));
    own.route("/control", control(kit));
    app.route(`/${service.name}`, own);
    running.push({
      service,
      kit,
      pusher: push,
      control: {
        ...knows,
        approve: async (authorizeUrl, { athleteId, deny = false }) => {
          const form = new URLSearchParams(new URL(authorizeUrl).search);
          form.set("athlete", athleteId);
          form.set("answer", deny ? "no" : "yes");
          return backTo(form, knows);
        },
        addHistory: (athleteId, asked) => addHistory(knows, athleteId, asked),
        setFaults: faults.set,
        limitUntil: (untilMs) => {
          limitedUntilMs = untilMs;
        },
        deliverNow: push.deliverNow,
        deliveries: push.deliveries,
      },
    });
  }
  app.get("/", (c) => c.html(servicesPage(running)));

  const server = createServer(getRequestListener(app.fetch));
  const listening = await listen(server, settings.port);
  url = listening.url;
  return {
    url,
    all: () => running,
    of: (name) => {
      const found = running.find(({ service }) => service.name === name);
      if (found === undefined) throw new Error(`No ${name} is simulated.`);
      return found;
    },
    close: async () => {
      await Promise.all(running.map((one) => one.pusher.stop()));
      await listening.close(0);
    },
  };
}

/** Where the authorize page sends the browser. */
function backTo(form: URLSearchParams, knows: People): URL {
  const back = new URL(form.get("redirect_uri") ?? "http://localhost/");
  const state = form.get("state");
  if (state !== null && state !== "") back.searchParams.set("state", state);
  const athlete = knows.athlete(form.get("athlete") ?? "");
  if (form.get("answer") !== "yes" || athlete === null) {
    back.searchParams.set("error", "access_denied");
  } else {
    back.searchParams.set("code", knows.code(athlete.id));
    const scope = form.get("scope");
    if (scope !== null) back.searchParams.set("scope", scope);
  }
  return back;
}
