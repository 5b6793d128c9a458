import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { dynalite } from "./dynalite.ts";
import { listenBehindDoor } from "./listen.ts";

const { path } = z.object({ path: z.string().nullable() }).parse(workerData);
const server = dynalite({
  ...(path !== null && { path }),
  createTableMs: 0,
  deleteTableMs: 0,
  updateTableMs: 0,
});
const listening = await listenBehindDoor(server);
parentPort?.once("message", () => void listening.close().then(() => parentPort?.close()));
parentPort?.postMessage({ url: listening.url });
