import { byRoute } from "../shared/http/by-route.ts";
import { signedIn } from "../shared/http/signed-in.ts";
import { type ShowTrainingDeps, showTraining } from "./show-training.tsx";

export const trainingPages = byRoute<ShowTrainingDeps>({ "GET /training": signedIn(showTraining) });
