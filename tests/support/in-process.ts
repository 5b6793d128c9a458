import { EventEmitter } from "node:events";
import type { Server } from "node:http";

interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  /** The SDK's JSON protocols send it as bytes. */
  readonly body?: Uint8Array;
}

interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/**
 * Connects a client to a server in the same process: the same requests and answers without a socket, which
 * halves the time of a test that makes thousands.
 */
export function inProcess(server: Server) {
  return {
    metadata: { handlerProtocol: "http/1.1" },
    handle: (request: SdkRequest): Promise<{ response: SdkResponse }> =>
      new Promise((resolve) => {
        const sent = Object.entries(request.headers);
        const incoming = Object.assign(new EventEmitter(), {
          method: request.method,
          url: request.path,
          headers: Object.fromEntries(sent.map(([name, value]) => [name.toLowerCase(), value])),
        });
        const headers: Record<string, string> = {};
        const outgoing = {
          statusCode: 200,
          setHeader: (name: string, value: string | number) => {
            headers[name.toLowerCase()] = String(value);
          },
          end: (body: string) => {
            const { statusCode } = outgoing;
            resolve({ response: { statusCode, headers, body: Buffer.from(body) } });
          },
        };
        server.emit("request", incoming, outgoing);
        if (request.body !== undefined)
          incoming.emit("data", new TextDecoder().decode(request.body));
        incoming.emit("end");
      }),
  };
}
