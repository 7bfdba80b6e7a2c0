import type { Redaction } from "../policy/redact.ts";
import type { AuditRecord } from "./audit.ts";
import type { NewRow } from "./row.ts";

/** Longer texts are cut: who calls must not decide how fast the log grows. */
const maxName = 256;
const maxArguments = 65_536;
const maxKnown = 1000;

/** A call as a row: bounded, and without secrets. */
export function callRow(record: AuditRecord, clean: Redaction): NewRow {
  const { at, server, tool, argumentsHash, outcome, milliseconds, confirmation, traceId } = record;
  return {
    kind: "call",
    at: Math.trunc(at) || 0,
    principal: name(record.principal, clean),
    client: name(record.client, clean),
    profile: record.profile,
    server,
    tool,
    argumentsHash,
    arguments: record.arguments === undefined ? null : argumentsOf(record.arguments, clean),
    outcome,
    milliseconds: Math.round(milliseconds * 1000) / 1000 || 0,
    confirmation,
    traceId: traceId ?? null,
    detail: null,
  };
}

const known = new WeakMap<Redaction, Map<string, string>>();

/** What callers say of themselves: on one line, and not a place for secrets. Few of them come, again and again. */
function name(given: string, clean: Redaction): string {
  let names = known.get(clean);
  if (!names || names.size >= maxKnown) known.set(clean, (names = new Map()));
  const found = names.get(given);
  if (found !== undefined) return found;
  const text = clean.text(given).toWellFormed().replaceAll(/\s+/g, " ").slice(0, maxName).toWellFormed();
  names.set(given, text);
  return text;
}

function argumentsOf(json: string, clean: Redaction): string {
  if (json.length <= maxArguments) return clean.clean(json);
  // Half of a secret is not recognised: the last string is left out as a whole.
  const cut = json.slice(0, json.lastIndexOf('"', maxArguments));
  return JSON.stringify({ cut: clean.text(cut), characters: json.length });
}
