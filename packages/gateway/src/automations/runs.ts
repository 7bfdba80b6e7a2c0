import { existsSync } from "node:fs";
import { ConfigError, InputError } from "@sophia-mcp/core/errors";
import type { CommandIo } from "../command-io.ts";
import { stateDir } from "../config/state-dir.ts";
import { runLogFile } from "./automations.ts";
import type { RunState, RunStore, StoredRun } from "./run-store.ts";
import { listText, runText } from "./run-text.ts";
import { openRunStore } from "./sqlite-run-store.ts";

const states: readonly RunState[] = ["pending", "waiting", "asking", "done", "failed", "skipped"];

interface Listing {
  automation?: string | undefined;
  state?: string | undefined;
  limit?: string | undefined;
  json?: boolean | undefined;
}

/** `sophia-mcp run --list`: newest first. */
export function listRuns({ automation, state, limit = "20", json = false }: Listing, io: CommandIo): number {
  const known = states.find((one) => one === state);
  if (state !== undefined && !known)
    throw new ConfigError(
      `--state: "${state.slice(0, 40)}" is not accepted. Accepted: ${states.join(", ")}.`,
    );
  const most = Number(limit);
  if (!Number.isInteger(most) || most < 1 || most > 10_000)
    throw new ConfigError(`--limit: "${limit.slice(0, 40)}" is not accepted. Accepted: 1 to 10000.`);
  const runs = withLog(io, [], (store) => store.list({ automation, state: known, limit: most }));
  io.stdout.write(
    json ? `${JSON.stringify({ runs: runs.map(shortRun) }, null, 2)}\n` : `${listText(runs)}\n`,
  );
  return 0;
}

/** `sophia-mcp run --show`. */
export function showRun(id: string, json: boolean, io: CommandIo): number {
  const found = withLog(io, undefined, (store) => {
    const run = store.get(id);
    return run && { run, steps: store.steps(id) };
  });
  if (!found) throw unknownRun(id);
  const { run, steps } = found;
  const { definition: _definition, ...shown } = run;
  io.stdout.write(
    json ? `${JSON.stringify({ run: shown, steps }, null, 2)}\n` : `${runText(run, steps, true)}\n`,
  );
  return 0;
}

export const unknownRun = (id: string): InputError =>
  new InputError(`There is no run ${id.slice(0, 64)}. sophia-mcp run --list shows them.`);

/** Without the body of the event and the definition. */
export function shortRun({
  id,
  automation,
  key,
  state,
  createdAt,
  updatedAt,
  dueAt,
  note,
  trigger,
  forgotten,
}: StoredRun) {
  const call = forgotten ? undefined : trigger.call_id;
  return {
    id,
    automation,
    key,
    state,
    ...(call === undefined ? {} : { call_id: call }),
    created_at: new Date(createdAt).toISOString(),
    updated_at: new Date(updatedAt).toISOString(),
    ...(dueAt > 0 ? { due_at: new Date(dueAt).toISOString() } : {}),
    ...(note === undefined ? {} : { note }),
  };
}

/** Looking creates nothing. */
function withLog<T>({ env }: CommandIo, nothing: T, read: (store: RunStore) => T): T {
  const file = runLogFile(stateDir(env), false);
  if (!existsSync(file)) return nothing;
  const store = openRunStore(file);
  try {
    return read(store);
  } finally {
    store.close();
  }
}
