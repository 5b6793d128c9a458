import * as z from "zod";

/** Every work queue of the stack with where its dead letters lie, as the stack writes it into an environment. */
const workQueues = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: "custom", message: "is no JSON" });
      return z.NEVER;
    }
  })
  .pipe(
    z.array(
      z.object({
        name: z.string().min(1),
        queueArn: z.string().min(1),
        deadLettersArn: z.string().min(1),
        deadLettersUrl: z.string().min(1),
      }),
    ),
  );
export type WorkQueue = z.infer<typeof workQueues>[number];

export const operatorEnvironment = {
  TABLE_NAME: z.string(),
  PUBLIC_URL: z.url(),
  OWNER: z.string().min(1),
  WORK_QUEUES: workQueues,
};
