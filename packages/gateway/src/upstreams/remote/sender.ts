import type { Access } from "./access.ts";
import type { HttpClient, Incoming, Outgoing, Reply } from "./http-client.ts";

export interface SenderOptions {
  http: HttpClient;
  access: Access;
  /** Of its entry, in lower case. */
  headers: Readonly<Record<string, string>>;
}

export interface Asking extends Outgoing {
  to?: URL | undefined;
}

/** Sends requests with all that every one of them carries: the entry's headers, credentials, session and revision. */
export interface Sender {
  session: string | undefined;
  version: string | undefined;
  /** Returns the function that gives the request up; nothing is told of it from then on. */
  send(asking: Asking, reply: Reply): () => void;
  close(): void;
}

export function createSender({ http, access, headers }: SenderOptions): Sender {
  const sender: Sender = {
    session: undefined,
    version: undefined,
    send(asking, reply) {
      let stop: (() => void) | undefined;
      let given = false;
      let renewed = false;
      const { to, ...outgoing } = asking;

      const start = (authorization: string | undefined): void => {
        if (given) return;
        const all: Record<string, string> = { ...headers, ...asking.headers };
        if (authorization !== undefined) all.authorization = authorization;
        if (sender.session !== undefined) all["mcp-session-id"] = sender.session;
        if (sender.version !== undefined) all["mcp-protocol-version"] ??= sender.version;
        if (asking.body !== undefined) all["content-length"] = String(Buffer.byteLength(asking.body));
        stop = http.send(
          { ...outgoing, headers: all },
          {
            answered(response) {
              if (isRefusal(response)) refused(response, authorization);
              else reply.answered(response);
            },
            failed: reply.failed,
          },
          to,
        );
      };

      const refused = (response: Incoming, used: string | undefined): void => {
        void access.refused(response.header("www-authenticate"), used).then(({ again, reason }) => {
          if (given) return;
          if (!again || renewed) return reply.failed({ reason, neverRan: true });
          renewed = true;
          begin();
        });
      };

      const begin = (): void => {
        const header = access.header();
        // At once where no token has to be renewed first.
        if (header instanceof Promise) void header.then(start);
        else start(header);
      };

      begin();
      return () => {
        given = true;
        stop?.();
      };
    },
    close: () => http.close(),
  };
  return sender;
}

const isRefusal = ({ status, header }: Incoming): boolean =>
  status === 401 || (status === 403 && header("www-authenticate")?.includes("insufficient_scope") === true);
