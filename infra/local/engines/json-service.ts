import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { jsonOf } from "../../../functions/shared/json.ts";
import { type Listening, listenBehindDoor } from "./listen.ts";

/** What an AWS service answers in its JSON protocol: a body, or one of its own errors by name. */
export type JsonAnswer =
  | { readonly kind: "answer"; readonly body: object }
  | { readonly kind: "fault"; readonly code: string; readonly message: string };

export const faulty = (code: string, message: string): JsonAnswer => ({
  kind: "fault",
  code,
  message,
});

/** A service on a free port that dispatches each call by the last part of its X-Amz-Target. */
export function startJsonService(
  actions: Readonly<Record<string, (input: unknown) => JsonAnswer>>,
): Promise<Listening> {
  const server = createServer((request, response) => {
    const answered = text(request).then((body) => {
      const name =
        String(request.headers["x-amz-target"] ?? "")
          .split(".")
          .at(-1) ?? "";
      const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
      const answer =
        action?.(jsonOf(body)) ?? faulty("UnknownOperationException", `No action ${name} here.`);
      const isFault = answer.kind === "fault";
      response.writeHead(isFault ? 400 : 200, { "content-type": "application/x-amz-json-1.1" });
      response.end(
        JSON.stringify(isFault ? { __type: answer.code, message: answer.message } : answer.body),
      );
    });
    answered.catch(() => response.destroy());
  });
  return listenBehindDoor(server);
}
