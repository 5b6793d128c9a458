import type { IncomingMessage, Server } from "node:http";

export interface Listening {
  readonly url: string;
  readonly port: number;
  /** Gives answers under way `graceMs` to finish, by default 2 s, then cuts off the rest. */
  close(graceMs?: number): Promise<void>;
}

const defaultGraceMs = 2000;

/**
 * Starts a server listening to this machine alone; port 0 takes any free one. Rejects as node does, e.g. with
 * EADDRINUSE.
 */
export function listen(server: Server, port = 0): Promise<Listening> {
  // Longer than clients keep an idle connection, so that none is closed while a request is on its way.
  server.keepAliveTimeout = 65_000;
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      const bound = server.address();
      if (bound === null || typeof bound === "string") {
        reject(new Error("The server has no port."));
        return;
      }
      resolve({
        url: `http://127.0.0.1:${bound.port}`,
        port: bound.port,
        close: (graceMs = defaultGraceMs) =>
          new Promise((closed) => {
            const cut = setTimeout(() => server.closeAllConnections(), graceMs);
            server.close(() => {
              clearTimeout(cut);
              closed();
            });
            server.closeIdleConnections();
          }),
      });
    });
  });
}

/** A request's body; null if it is larger than that. The rest is then not read, and the request can still be answered. */
export async function bodyWithin(
  mostBytes: number,
  request: IncomingMessage,
): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > mostBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Names of this machine; another may lead here too, if a website has it do so (DNS rebinding). */
const OURS = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** Whether a page of a website may be behind a call: its own name leads here, or it says where it comes from. */
export function isOfForeignPage({ headers: { host = "", origin } }: IncomingMessage): boolean {
  return !(OURS.test(host) && (origin === undefined || origin === `http://${host}`));
}

/**
 * `listen` on any free port for an engine, which checks no signature: its front door has. It answers no page, as one of
 * any website, open in a browser on this machine, could otherwise read and change everything.
 */
export function listenBehindDoor(server: Server): Promise<Listening> {
  closeToPages(server);
  return listen(server);
}

/** The same for one that listens already. */
export function closeToPages(server: Server): void {
  const answer = server.listeners("request");
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    if (isOfForeignPage(request)) response.writeHead(403).end();
    else for (const one of answer) one.call(server, request, response);
  });
}
