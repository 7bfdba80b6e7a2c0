import type { Answer } from "./emulator.ts";
import { FAULT_KINDS, type Fault, type FaultBook } from "./faults.ts";
import type { LoggedRequest } from "./server.ts";

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

export type Control = { faults: FaultBook; requests: LoggedRequest[] };

/** `/_sandbox/...` steers a sandbox that runs in another process. */
export function answerControl(
  { faults, requests }: Control,
  request: { method: string; path: string; host: string | undefined; body: unknown },
): Answer {
  // A web page may reach this port under its own host name; only loopback names may steer it.
  if (!LOOPBACK.has((request.host ?? "").replace(/:\d+$/, ""))) {
    return { status: 403, body: { error: "only a loopback Host may steer the sandbox" } };
  }
  switch (`${request.method} ${request.path}`) {
    case "POST /_sandbox/faults": {
      const fault = asFault(request.body);
      if (!fault)
        return { status: 400, body: { error: `a fault is an object with kind: ${FAULT_KINDS.join(", ")}` } };
      faults.add(fault);
      return { status: 201, body: { faults: faults.list().length } };
    }
    case "GET /_sandbox/faults":
      return { body: { faults: faults.list() } };
    case "DELETE /_sandbox/faults":
      faults.clear();
      return { status: 204 };
    case "GET /_sandbox/requests":
      return { body: { requests: requests.map(withoutCredentials) } };
    case "DELETE /_sandbox/requests":
      requests.length = 0;
      return { status: 204 };
    default:
      return { status: 404, body: { error: "the sandbox knows /_sandbox/faults and /_sandbox/requests" } };
  }
}

const CREDENTIALS = new Set(["authorization", "api-key", "x-api-key", "cookie"]);

/** Somebody may have pointed a real token here by mistake. */
function withoutCredentials(request: LoggedRequest): LoggedRequest {
  const headers = Object.entries(request.headers).map(([name, value]) => [
    name,
    CREDENTIALS.has(name) ? "(present)" : value,
  ]);
  return { ...request, headers: Object.fromEntries(headers) as Record<string, string> };
}

function asFault(body: unknown): Fault | undefined {
  if (typeof body !== "object" || body === null || !("kind" in body)) return undefined;
  const known: readonly unknown[] = FAULT_KINDS;
  if ("path" in body && typeof body.path !== "string") return undefined;
  return known.includes(body.kind) ? (body as Fault) : undefined;
}
