import * as z from "zod/mini";
import { publicUrl } from "../env.ts";
import { jsonOf } from "../json.ts";

const some = z.string().check(z.minLength(1));
const listOf = <S extends z.ZodMiniType>(one: S) =>
  z.pipe(z.pipe(z.string(), z.transform(jsonOf)), z.array(one));

const deadLetters = z.object({ name: some, deadLettersUrl: some });
const workQueue = z.object({ name: some, queueArn: some, deadLettersArn: some });

/** A work queue whose dead letters are counted. */
export type WatchedQueue = z.infer<typeof deadLetters>;
/** A work queue whose dead letters are moved back. */
export type WorkQueue = z.infer<typeof workQueue>;

/** Every work queue of the stack, as the stack writes the list into an environment variable. */
export const deadLettersList = listOf(deadLetters);
export const workQueueList = listOf(workQueue);

export const operatorEnvironment = {
  TABLE_NAME: z.string(),
  PUBLIC_URL: publicUrl,
  OWNER: some,
};
