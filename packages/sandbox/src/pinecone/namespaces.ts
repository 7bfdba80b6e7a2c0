import { type Answer, route } from "../emulator.ts";
import { AT, indexOf, type PineconeCall } from "./data-call.ts";
import { refuseData } from "./errors.ts";
import { pageOf } from "./paging.ts";
import type { Namespace } from "./state.ts";
import { needs } from "./tokens.ts";

const present = (name: string, { size }: Namespace) => ({ name, record_count: size });

function list(call: PineconeCall): Answer {
  const prefix = call.query.get("prefix") ?? "";
  const found = [...indexOf(call).namespaces]
    .filter(([name]) => name.startsWith(prefix))
    .sort(([left], [right]) => (left < right ? -1 : 1));
  const { rows, ...next } = pageOf(found, ([name]) => name, {
    limit: Number(call.query.get("limit") ?? 100),
    token: call.query.get("paginationToken") ?? undefined,
  });
  return {
    body: {
      namespaces: rows.map(([name, namespace]) => present(name, namespace)),
      total_count: found.length,
      ...next,
    },
  };
}

function find(call: PineconeCall): [name: string, namespace: Namespace] {
  const name = call.params["namespace"] ?? "";
  return [name, indexOf(call).namespaces.get(name) ?? refuseData(404, `Namespace ${name} not found`)];
}

function remove(call: PineconeCall): Answer {
  const [name] = find(call);
  indexOf(call).namespaces.delete(name);
  return { body: {} };
}

export const namespaceRoutes = [
  route("GET", `${AT}/namespaces`, list, needs("data.read")),
  route(
    "GET",
    `${AT}/namespaces/{namespace}`,
    (call: PineconeCall) => ({ body: present(...find(call)) }),
    needs("data.read"),
  ),
  route("DELETE", `${AT}/namespaces/{namespace}`, remove, needs("data.write")),
];
