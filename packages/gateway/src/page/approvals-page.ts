import type { IncomingMessage, ServerResponse } from "node:http";
import { isObject } from "@sophia-mcp/core/envelope";
import { InputError } from "@sophia-mcp/core/errors";
import { readBody } from "@sophia-mcp/core/read-body";
import { mapStrings, revealed } from "@sophia-mcp/core/text";
import { document, type Page } from "../fronts/http.ts";
import type { Approval, Approvals, Decision } from "../policy/approvals.ts";
import { approveDefinition, heldId, readHeldDefinitions } from "../policy/definition-approvals.ts";

export interface ApprovalsPageOptions {
  /** Undefined where no call can wait. */
  approvals(): Promise<Approvals | undefined>;
  /** Where held-back definitions are kept. */
  stateFolder: string;
  now?: () => number;
}

interface Answer {
  status: number;
  body: object;
}

const path = "/approvals";
const mostBytes = 4096;
/** Calls that waited, so that a late decision hears why it is late. */
const mostRemembered = 1000;

/** `GET /approvals` and `POST /approvals/<id>`: what waits for a person, and the person's decision. */
export function approvalsPage({ approvals, stateFolder, now = Date.now }: ApprovalsPageOptions): Page {
  const seen = new Map<string, Approval>();

  async function list(): Promise<Approval[]> {
    const calls = (await (await approvals())?.list()) ?? [];
    for (const call of calls) {
      seen.delete(call.id);
      seen.set(call.id, call);
    }
    const [oldest] = seen.keys();
    if (seen.size > mostRemembered && oldest !== undefined) seen.delete(oldest);
    return calls;
  }

  async function decide(id: string, decision: Decision): Promise<Answer> {
    const held = readHeldDefinitions(stateFolder).find((one) => heldId(one) === id);
    if (held && decision === "deny")
      return refusal(409, "This is a definition: it stays held back until it is approved. Nothing to deny.");
    if (held) {
      const { server, name, hash } = held;
      approveDefinition(stateFolder, { server, name, hash, by: "http", at: new Date(now()).toISOString() });
      const message = `Accepted: ${name} of ${server}. It is listed within seconds.`;
      return {
        status: 200,
        body: { id, kind: "definition", state: "approved", server, tool: name, message },
      };
    }
    const waiting = await list();
    const store = await approvals();
    try {
      if (!store) throw new InputError("no call can wait here");
      const { tool, state } = await store.decide(id, decision, "http");
      const message =
        state === "approved"
          ? `Approved: ${tool} may run once, with the arguments that were shown, when its client repeats the call.`
          : `Denied: ${tool} does not run.`;
      return { status: 200, body: { id, kind: "call", state, tool, message } };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return tooLate(
        id,
        waiting.find((one) => one.id === id),
      );
    }
  }

  function tooLate(id: string, row: Approval | undefined): Answer {
    if (row && row.state !== "pending")
      return refusal(
        409,
        `The call ${id} is ${row.state} already${row.decidedBy ? `, by ${row.decidedBy}` : ""}. Nothing was changed.`,
      );
    const before = row ?? seen.get(id);
    if (before && before.expiresAt <= now())
      return refusal(
        410,
        `The call ${id} has expired: nobody decided in time. If its client repeats it, it waits again.`,
      );
    if (before)
      return refusal(
        409,
        `The call ${id} is decided already, and has run if it was approved. Nothing was changed.`,
      );
    return refusal(
      404,
      `Nothing waits under the id "${id.slice(0, 64)}": it never was, or has expired. GET ${path} shows what waits.`,
    );
  }

  async function answer(req: IncomingMessage, id: string | undefined): Promise<Answer> {
    if (id === undefined) {
      if (req.method !== "GET") return refusal(405, `Only GET is answered at ${path}.`);
      const definitions = readHeldDefinitions(stateFolder).map((one) =>
        Object.assign({ id: heldId(one) }, one),
      );
      return { status: 200, body: { calls: await list(), definitions } };
    }
    if (req.method !== "POST")
      return refusal(405, `Decide with POST: {"decision":"approve"} or {"decision":"deny"}.`);
    // A page of another site cannot get here by a form, nor, where the browser says who asks, in any other way.
    const site = req.headers["sec-fetch-site"];
    if (site !== undefined && site !== "same-origin" && site !== "none")
      return refusal(403, "Decisions are taken from this gateway's own page, or from outside of a browser.");
    const decision = decisionIn(await readBody(req, mostBytes));
    if (!decision) return refusal(400, `The body must be {"decision":"approve"} or {"decision":"deny"}.`);
    return decide(id, decision);
  }

  return {
    open: false,
    async handle(req: IncomingMessage, res: ServerResponse, at: string) {
      if (at !== path && !at.startsWith(`${path}/`)) return false;
      const { status, body } = await answer(req, at === path ? undefined : at.slice(path.length + 1));
      // Names and arguments come from others; the person who decides must see all of them.
      document(res, mapStrings(body, revealed) as object, status);
      return true;
    },
  };
}

const refusal = (status: number, error: string): Answer => ({ status, body: { error } });

function decisionIn(body: string | undefined): Decision | undefined {
  try {
    const value: unknown = JSON.parse(body ?? "");
    const decision = isObject(value) ? value.decision : undefined;
    return decision === "approve" || decision === "deny" ? decision : undefined;
  } catch {
    // No JSON: no decision either.
    return undefined;
  }
}
