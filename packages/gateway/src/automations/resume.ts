import { InputError } from "@sophia-mcp/core/errors";
import type { RunStore, StoredRun } from "./run-store.ts";

/** What a person says of a call whose outcome is not known. */
export interface Resume {
  /** It was not carried out. */
  repeat?: boolean | undefined;
  /** It was carried out. */
  done?: boolean | undefined;
}

/**
 * Makes the log say what the person says, so that the run can go on.
 * @throws InputError when there is nothing to resume, or it must be said what became of the call
 */
export function prepareResume(
  run: StoredRun,
  { repeat = false, done = false }: Resume,
  store: RunStore,
): void {
  if (run.forgotten || run.state === "done" || run.state === "skipped")
    throw new InputError(`Run ${run.id} is over: there is nothing to resume.`);
  if (repeat && done) throw new InputError("Either --repeat or --done.");
  const asked = run.state === "asking";
  if (!asked && (repeat || done))
    throw new InputError(
      `Run ${run.id} does not ask what became of a call: resume it without --repeat and --done.`,
    );
  if (asked && !repeat && !done)
    throw new InputError(
      `${run.note ?? "It is not known what became of a call."} Say --repeat if it was not carried out, --done if it was.`,
    );
  for (const step of store.steps(run.id)) {
    if (asked && step.state === "started") {
      const note = done ? "done, as a person said" : "not done, as a person said";
      const ended = done ? { result: null, endedAt: Date.now() } : { attempts: 0 };
      store.writeStep(run.id, { ...step, ...ended, state: done ? "done" : "retry", note });
    } else if (step.state === "failed") {
      store.writeStep(run.id, { ...step, state: "retry", attempts: 0, endedAt: undefined });
    }
  }
}
