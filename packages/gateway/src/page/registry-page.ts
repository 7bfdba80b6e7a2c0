import type { IncomingMessage, ServerResponse } from "node:http";
import { document, type Page } from "../fronts/http.ts";
import type { Gateway } from "../gateway.ts";
import { registryEntry, type RegistryEntry } from "./registry-entry.ts";

const usual = 30;
const most = 100;
const versions = ["/v0/servers", "/v0.1/servers"];

/**
 * The gateway's servers in the shape of the official registry's API: `/v0/servers` with `limit`, `cursor`, `search` and
 * `version`, `/v0/servers/{name}`, and `.../versions[/{version}]`; the same under `/v0.1`. Names are percent-encoded.
 */
export const registryPage = (gateway: Pick<Gateway, "config" | "status">): Page => ({
  open: false,
  handle(req: IncomingMessage, res: ServerResponse, path: string) {
    const base = versions.find((start) => path === start || path.startsWith(`${start}/`));
    if (base === undefined) return false;
    const { status, body } =
      req.method === "GET"
        ? answer(
            entriesOf(gateway),
            path.slice(base.length + 1),
            new URL(req.url ?? "/", "http://local").searchParams,
          )
        : refusal(405, "Only GET is answered: servers are published by the gateway's configuration.");
    document(res, body, status);
    return true;
  },
});

function entriesOf(gateway: Pick<Gateway, "config" | "status">): RegistryEntry[] {
  const configs = new Map(gateway.config().servers.map((config) => [config.name, config]));
  return gateway.status().flatMap((status) => {
    const config = configs.get(status.name);
    return config ? [registryEntry(config, status)] : [];
  });
}

interface Answer {
  status: number;
  body: object;
}

const refusal = (status: number, error: string): Answer => ({ status, body: { error } });
const found = (body: object): Answer => ({ status: 200, body });

function answer(entries: readonly RegistryEntry[], rest: string, query: URLSearchParams): Answer {
  if (rest === "") return list(entries, query);
  const [encoded = "", word, version, ...more] = rest.split("/");
  const name = decoded(encoded);
  const entry = entries.find(({ server }) => server.name === name);
  if (!entry) return refusal(404, "Server not found");
  if (word === undefined) return found(entry);
  if (word !== "versions" || more.length > 0) return refusal(404, "Not found");
  if (version === undefined) return found({ servers: [entry], metadata: { count: 1 } });
  const wanted = decoded(version);
  return wanted === "latest" || wanted === entry.server.version
    ? found(entry)
    : refusal(404, "Server version not found");
}

function list(entries: readonly RegistryEntry[], query: URLSearchParams): Answer {
  const limit = Number(query.get("limit") ?? usual);
  if (!Number.isInteger(limit) || limit < 1 || limit > most)
    return refusal(400, `limit must be a whole number from 1 to ${most}`);
  const search = query.get("search")?.toLowerCase() ?? "";
  const version = query.get("version") ?? "latest";
  const fitting = entries.filter(
    ({ server }) =>
      server.name.toLowerCase().includes(search) && (version === "latest" || server.version === version),
  );
  const cursor = query.get("cursor") ?? "";
  const after = cursor === "" ? -1 : entries.findIndex(({ server }) => cursorOf(server.name) === cursor);
  if (cursor !== "" && after < 0)
    return refusal(400, "This cursor leads nowhere: the servers have changed. Begin again without it.");
  const left = fitting.filter((entry) => entries.indexOf(entry) > after);
  const servers = left.slice(0, limit);
  const last = servers.at(-1);
  const nextCursor = last && left.length > servers.length ? cursorOf(last.server.name) : undefined;
  return found({ servers, metadata: { count: servers.length, ...(nextCursor ? { nextCursor } : {}) } });
}

const cursorOf = (name: string): string => Buffer.from(name).toString("base64url");

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    // A stray percent sign names nothing.
    return undefined;
  }
}
