/** Lets a reader of the output stop early, as `head` does: by itself, Node would end with a stack trace. */
export function allowClosedPipe(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}
