import type { Server } from "node:http";

export interface Listening {
  readonly url: string;
  readonly port: number;
  /** Gives answers under way `graceMs` to finish, by default 2 s, then cuts off the rest. */
  close(graceMs?: number): Promise<void>;
}

const defaultGraceMs = 2000;

/** Starts a server listening; port 0 takes any free port. Rejects as node does, e.g. with EADDRINUSE. */
export function listen(
  server: Server,
  address: { readonly port: number; readonly host: string },
): Promise<Listening> {
  // Longer than clients keep an idle connection, so that none is closed while a request is on its way.
  server.keepAliveTimeout = 65_000;
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(address.port, address.host, () => {
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
