import type { IncomingMessage, ServerResponse } from "node:http";
import { guard } from "@sophia-mcp/core/http-guards";
import { document, type Page } from "../fronts/http.ts";
import { loadShell, type Shell } from "./shell.ts";
import { statusDocument, type StatusSources } from "./status-document.ts";

export interface StatusPageOptions extends StatusSources {
  /** The address that is listened on. */
  host: string;
  /** Whether callers are asked for a token: then the page asks for it before it asks for anything else. */
  tokenNeeded: boolean;
}

/**
 * The page at `/`, and what it shows at `/status.json`. The first is an empty shell, open to everybody who can reach the
 * port, because a browser that opens a page sends no token; the second is admitted like a call.
 */
export const statusPages = (options: StatusPageOptions): readonly Page[] => [
  shellPage(options),
  {
    open: false,
    async handle(req, res, path) {
      if (path !== "/status.json" || req.method !== "GET") return false;
      document(res, await statusDocument(options));
      return true;
    },
  },
];

function shellPage({ host, tokenNeeded }: StatusPageOptions): Page {
  let shell: Promise<Shell> | undefined;
  return {
    open: true,
    async handle(req: IncomingMessage, res: ServerResponse, path: string) {
      if (path !== "/" || (req.method !== "GET" && req.method !== "HEAD")) return false;
      // Left to the guard of everything else, which refuses it in its own words.
      if (guard({ host }, req)) return false;
      const { html, headers } = await (shell ??= loadShell({ tokenNeeded }));
      res.writeHead(200, headers).end(req.method === "HEAD" ? undefined : html);
      return true;
    },
  };
}
