import * as z from "zod/mini";
import { jsonOf } from "../providers/json.ts";
import { publicUrl } from "./env.ts";

/** Every work queue of the stack with where its dead letters lie, as the stack writes it into an environment. */
const workQueues = z.pipe(
  z.pipe(z.string(), z.transform(jsonOf)),
  z.array(
    z.object({
      name: z.string().check(z.minLength(1)),
      queueArn: z.string().check(z.minLength(1)),
      deadLettersArn: z.string().check(z.minLength(1)),
      deadLettersUrl: z.string().check(z.minLength(1)),
    }),
  ),
);
export type WorkQueue = z.infer<typeof workQueues>[number];

export const operatorEnvironment = {
  TABLE_NAME: z.string(),
  PUBLIC_URL: publicUrl,
  OWNER: z.string().check(z.minLength(1)),
  WORK_QUEUES: workQueues,
};
