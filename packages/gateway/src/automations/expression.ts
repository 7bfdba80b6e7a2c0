import { createContext, Script } from "node:vm";
import { Environment } from "@marcbachmann/cel-js";
import { InputError } from "@sophia-mcp/core/errors";
import { nearest } from "@sophia-mcp/core/nearest";
import { celFunctions } from "./cel-functions.ts";
import { toJson } from "./to-json.ts";
import type { Scope } from "./types.ts";

/** An expression whose names and types were checked. */
export interface Expression {
  source: string;
  /**
   * Its value as JSON; undefined for `optional.none()`.
   * @throws InputError that says what was missing, or that it took too long
   */
  evaluate(scope: Scope): unknown;
}

/** Of one evaluation. They take microseconds; a regular expression that backtracks would not end at all. */
const timeoutMs = 1000;
const longestSource = 10_000;

const variables = ["event", "trigger", "inputs", "run", "steps", "item", "index", "key", "result"] as const;

const environment = new Environment({
  enableOptionalTypes: true,
  homogeneousAggregateLiterals: false,
  limits: { maxAstNodes: 1000, maxDepth: 60 },
});
for (const name of variables) environment.registerVariable(name, "dyn");
celFunctions(environment);

/**
 * Reads an expression in CEL.
 * @throws InputError with the place in it that is wrong
 */
export function compileExpression(text: string): Expression {
  const source = text.trim();
  if (source.length > longestSource)
    throw new InputError(`The expression is longer than ${longestSource} characters.`);
  const parsed = attempt(source, () => environment.parse(source));
  const checked = parsed.check();
  if (!checked.valid) throw wrong(source, checked.error);
  return {
    source,
    evaluate(scope) {
      const value: unknown = attempt(source, () => bounded(() => parsed({ ...absent, ...scope }) as unknown));
      return toJson(value);
    },
  };
}

/** A name that means nothing where the expression stands is null, not an error of the library's. */
const absent = { item: null, index: null, key: null, result: null };

const box = createContext(Object.create(null) as { work?: () => void });
const runWork = new Script("work()");

/** The only way to end what runs in this thread: V8 stops it, inside of a regular expression too. */
function bounded<T>(work: () => T): T {
  let value: T | undefined;
  (box as { work?: () => void }).work = () => {
    value = work();
  };
  runWork.runInContext(box, { timeout: timeoutMs });
  return value as T;
}

function attempt<T>(source: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw wrong(source, error);
  }
}

interface CelError {
  code?: string;
  /** Without the excerpt. */
  summary?: string;
  message: string;
  range?: { start: number };
}

function wrong(source: string, error: unknown): InputError {
  const { code, summary, message, range } = error as CelError;
  if (code === "ERR_SCRIPT_EXECUTION_TIMEOUT") {
    return new InputError(`${shown(source)} took longer than ${timeoutMs} ms and was stopped.`, {
      cause: error,
    });
  }
  const said = summary ?? message;
  const at = range && range.start > 0 ? ` at character ${range.start + 1}` : "";
  return new InputError(`${shown(source)}${at}: ${said}.${advice(said)}`, { cause: error });
}

const shown = (source: string): string => {
  const line = source.replaceAll(/\s+/g, " ");
  return line.length > 120 ? `${line.slice(0, 117)}...` : line;
};

function advice(said: string): string {
  const unknown = /^Unknown variable: (\w+)/.exec(said)?.[1];
  if (unknown !== undefined) {
    const near = nearest(unknown, variables);
    return `${near ? ` Did you mean ${near}?` : ""} There are: ${variables.join(", ")}.`;
  }
  const key = /^No such key: (\w+)$/.exec(said)?.[1];
  if (key === undefined) return "";
  if (key === "call_id")
    return " This automation needs a call: pass --call or --event when you run it by hand.";
  return ` Where it may be missing, write .?${key}.orValue("").`;
}

/** @throws InputError when it is neither true nor false */
export function truth(expression: Expression, scope: Scope): boolean {
  const value = expression.evaluate(scope);
  if (typeof value === "boolean") return value;
  throw new InputError(
    `${shown(expression.source)}: neither true nor false. Compare it, such as with != null.`,
  );
}
