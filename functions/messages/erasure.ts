import * as z from "zod/mini";
import { runnerId } from "./runner-id.ts";

/** Work for `erase-runner`. Each message may come late or twice. */
export const erasureMessage = z.discriminatedUnion("kind", [
  /** The runner asked for it, signed in and explicitly. `left`: the services have already been told. */
  z.object({ kind: z.literal("erase"), runnerId, left: z.boolean() }),
  /** Looks for anything that was still on its way when the last of an account was erased. */
  z.object({ kind: z.literal("sweep"), runnerId, left: z.boolean() }),
]);
export type ErasureMessage = z.infer<typeof erasureMessage>;
