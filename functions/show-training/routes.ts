import { byRoute } from "../shared/by-route.ts";
import { signedIn } from "../shared/signed-in.ts";
import { type ShowTrainingDeps, showTraining } from "./show-training.tsx";

export const trainingPages = byRoute<ShowTrainingDeps>({ "GET /training": signedIn(showTraining) });
