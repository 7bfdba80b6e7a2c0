import type { Server } from "node:http";
import { ConfigError } from "./errors.ts";

/**
 * Listens, and answers the port: another one than asked for where that was 0.
 * @throws ConfigError when the port is taken or the address is not this machine's
 */
export function bind(server: Server, { host, port }: { host: string; port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const text =
        error.code === "EADDRINUSE"
          ? `Port ${port} on ${host} is taken: stop what uses it, or choose another port.`
          : `Cannot listen on ${host}:${port}: ${error.message}.`;
      reject(new ConfigError(text, { cause: error }));
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}
