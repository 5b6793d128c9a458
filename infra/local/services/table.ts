import type { ProviderName } from "../../../functions/providers/table.ts";
import { intervalsService } from "../intervals/intervals.ts";
import { polarService } from "../polar/polar.ts";
import { suuntoService } from "../suunto/suunto.ts";
import type { SimulatedService } from "./service.ts";

/** What stands in for each service on this machine. */
const SIMULATED: Readonly<Record<ProviderName, SimulatedService>> = {
  polar: polarService,
  suunto: suuntoService,
  intervals: intervalsService,
};

export const allSimulated: readonly SimulatedService[] = Object.values(SIMULATED);
