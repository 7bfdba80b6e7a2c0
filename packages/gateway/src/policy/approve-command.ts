import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ConfigError, InputError } from "@sophia-mcp/core/errors";
import { revealed } from "@sophia-mcp/core/text";
import type { CommandIo } from "../command-io.ts";
import { stateDir } from "../config/state-dir.ts";
import type { Approval, Approvals } from "./approvals.ts";
import {
  approveDefinition,
  heldId,
  readHeldDefinitions,
  type HeldDefinition,
} from "./definition-approvals.ts";

const helpText = `Usage:
  sophia-mcp approve [list]                         What waits for a person: calls, and changed definitions of tools
  sophia-mcp approve <id>                           Let this call run once, or accept this definition
  sophia-mcp approve --deny <id>                    Do not let this call run
  sophia-mcp approve --server NAME [--tool NAME]    Accept the definitions of a server that are held back now
  --json                                            Print JSON

A call is released for the caller who asked, once, with the arguments that are shown; it is repeated by its client.
`;

/** A held-back definition as it is listed: its id stands for exactly what is shown. */
type Waiting = HeldDefinition & { id: string };

interface Listed {
  calls: Approval[];
  definitions: Waiting[];
}

type Decided =
  | { kind: "call"; id: string; tool: string; state: Approval["state"] }
  | { kind: "definition"; id: string; server: string; tool: string };

type Action = { kind: "list" | "help" } | ({ kind: "decide" } & Wanted);
type Wanted = { approve: string } | { deny: string } | { server: string; tool: string | undefined };

/**
 * `sophia-mcp approve`.
 * @param open approvals that are not kept in the state folder, such as those that replicas share
 */
export async function approveCommand(
  args: readonly string[],
  io: CommandIo,
  open?: () => Promise<Approvals>,
): Promise<number> {
  const json = args.includes("--json");
  const fail = (message: string, code: 1 | 2): number => {
    if (json) io.stdout.write(`${JSON.stringify({ ok: false, error: message }, null, 2)}\n`);
    else io.stderr.write(`${message}\n`);
    return code;
  };
  let action: Action;
  try {
    action = parse(args);
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${helpText}`.trimEnd(), 2);
  }
  if (action.kind === "help") {
    io.stdout.write(helpText);
    return 0;
  }
  const folder = stateDir(io.env);
  const approvals = await (open ?? (() => openFile(folder)))();
  try {
    if (action.kind === "decide") {
      const decided = await decide(action, folder, approvals, `cli (${userOf(io)})`);
      const text = decided.map(decidedText).join("\n");
      io.stdout.write(json ? `${JSON.stringify({ ok: true, decided }, null, 2)}\n` : `${text}\n`);
    } else {
      const listed = { calls: (await approvals?.list()) ?? [], definitions: waiting(folder) };
      io.stdout.write(json ? `${JSON.stringify(listed, null, 2)}\n` : listText(listed, Date.now()));
    }
    return 0;
  } catch (error) {
    if (error instanceof InputError || error instanceof ConfigError) return fail(error.message, 1);
    throw error;
  } finally {
    await approvals?.close();
  }
}

function parse(args: readonly string[]): Action {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      deny: { type: "string" },
      server: { type: "string" },
      tool: { type: "string" },
      json: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  const { deny, server, tool } = values;
  const [first, ...more] = positionals;
  if (values.help) return { kind: "help" };
  if (tool !== undefined && server === undefined) throw new Error("--tool needs --server.");
  const given = [first, deny, server].filter((word) => word !== undefined).length + more.length;
  if (given > 1) throw new Error("One thing at a time: an id, --deny with an id, or --server.");
  if (deny !== undefined) return { kind: "decide", deny };
  if (server !== undefined) return { kind: "decide", server, tool };
  if (first === undefined || first === "list") return { kind: "list" };
  return { kind: "decide", approve: first };
}

/** Undefined where no call ever waited: looking creates nothing. */
async function openFile(folder: string): Promise<Approvals | undefined> {
  const file = join(folder, "approvals.db");
  if (!existsSync(file)) return undefined;
  const [{ createApprovals }, { openApprovalStore }] = await Promise.all([
    import("./approvals.ts"),
    import("./approval-store.ts"),
  ]);
  return createApprovals(await openApprovalStore(file));
}

const waiting = (folder: string): Waiting[] =>
  readHeldDefinitions(folder).map((held) => {
    const { server, name, hash, reason, diff } = held;
    return { id: heldId(held), server, name, reason, hash, diff };
  });

async function decide(
  wanted: Wanted,
  folder: string,
  approvals: Approvals | undefined,
  by: string,
): Promise<Decided[]> {
  const held = waiting(folder);
  if ("server" in wanted) {
    const { server, tool } = wanted;
    const fitting = held.filter((one) => one.server === server && (tool === undefined || one.name === tool));
    if (fitting.length > 0) return fitting.map((one) => accept(one, folder, by));
    const servers = [...new Set(held.map((one) => one.server))];
    const others = servers.length > 0 ? ` Held back are definitions of: ${servers.join(", ")}.` : "";
    throw new InputError(
      `Nothing${tool === undefined ? "" : ` called ${tool}`} of ${server} is held back.${others}`,
    );
  }
  const id = "deny" in wanted ? wanted.deny : wanted.approve;
  const definition = held.find((one) => one.id === id);
  if (definition && "deny" in wanted)
    throw new InputError(
      `${id} is a definition: it stays held back until it is approved, so there is nothing to deny.`,
    );
  if (definition) return [accept(definition, folder, by)];
  if (!approvals) throw new InputError(`No call and no definition waits under the id "${id.slice(0, 64)}".`);
  const { tool, state } = await approvals.decide(id, "deny" in wanted ? "deny" : "approve", by);
  return [{ kind: "call", id, tool, state }];
}

function accept({ id, server, name, hash }: Waiting, folder: string, by: string): Decided {
  approveDefinition(folder, { server, name, hash, by, at: new Date().toISOString() });
  return { kind: "definition", id, server, tool: name };
}

function decidedText(decided: Decided): string {
  if (decided.kind === "definition")
    return `Accepted: ${shown(decided.tool)} of ${shown(decided.server)}. A running gateway lists it within seconds.`;
  return decided.state === "approved"
    ? `Approved: ${shown(decided.tool)} may run once, with the arguments that were shown, when its client repeats the call.`
    : `Denied: ${shown(decided.tool)} does not run.`;
}

function listText({ calls, definitions }: Listed, now: number): string {
  if (calls.length + definitions.length === 0) return "Nothing waits for a person.\n";
  const rows = [
    ...(calls.length > 0 ? [`Calls (${calls.length}):`] : []),
    ...calls.flatMap(({ id, principal, tool, state, expiresAt, summary }) => {
      const minutes = Math.max(1, Math.round((expiresAt - now) / 60_000));
      return [
        `  ${id}  ${state}  ${shown(tool)} for ${shown(principal)}, ${minutes} min left`,
        ...indented(summary.split("\n")),
      ];
    }),
    ...(definitions.length > 0 ? [`Definitions held back (${definitions.length}):`] : []),
    ...definitions.flatMap(({ id, server, name, reason, diff }) => [
      `  ${id}  ${reason}  ${shown(name)} of ${shown(server)}`,
      ...indented(diff),
    ]),
    "To approve: sophia-mcp approve <id>. To deny a call: sophia-mcp approve --deny <id>.",
  ];
  return `${rows.join("\n")}\n`;
}

/** Names come from others: on one line, and with nothing that a terminal obeys. */
const shown = (text: string): string => revealed(text).replaceAll(/\s+/g, " ");
const indented = (lines: readonly string[]): string[] => lines.map((line) => `      ${revealed(line)}`);

const userOf = ({ env }: CommandIo): string => env.USER ?? env.LOGNAME ?? env.USERNAME ?? "unknown";
