import { InputError } from "@sophia-mcp/core/errors";
import { isObject, type Json } from "@sophia-mcp/core/envelope";
import type { Path } from "../config/schema.ts";
import { compileExpression, type Expression } from "./expression.ts";
import type { Scope } from "./types.ts";

/** A value of the file with all expressions in it; what an expression yields is never read as a template again. */
export interface Template {
  expressions: readonly Expression[];
  /** undefined where a text is one expression whose value is null or empty. */
  filled(scope: Scope): unknown;
}

/** What is found on the way through a value; paths say where in it. */
export interface Visitor {
  problem(path: Path, message: string): void;
  expression?(path: Path, expression: Expression): void;
}

/** Up to the first `}}` that is not inside a text of the expression. */
const placeholder = /\$\{\{((?:[^}"']|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\}(?!\}))*)\}\}/gs;

/** Reads a text, list or object; everything that is no text stays as it is. */
export function compileTemplate(value: unknown, visitor: Visitor, path: Path = []): Template {
  if (typeof value === "string") return compileText(value, path, visitor);
  if (Array.isArray(value)) {
    const items = value.map((item, i) => compileTemplate(item, visitor, [...path, i]));
    return {
      expressions: items.flatMap(({ expressions }) => expressions),
      filled: (scope) => items.map((item) => item.filled(scope) ?? null),
    };
  }
  if (!isObject(value)) return { expressions: [], filled: () => value };
  const entries = Object.entries(value).map(
    ([key, item]) => [key, compileTemplate(item, visitor, [...path, key])] as const,
  );
  return {
    expressions: entries.flatMap(([, { expressions }]) => expressions),
    // An argument without a value is left out, so that the tool's own default holds.
    filled: (scope): Json =>
      Object.fromEntries(
        entries
          .map(([key, item]) => [key, item.filled(scope)] as const)
          .filter(([, item]) => item !== undefined),
      ),
  };
}

function compileText(text: string, path: Path, visitor: Visitor): Template {
  const parts: (string | Expression)[] = [];
  let end = 0;
  for (const found of text.matchAll(placeholder)) {
    if (found.index > end) parts.push(text.slice(end, found.index));
    end = found.index + found[0].length;
    try {
      const expression = compileExpression(found[1] ?? "");
      visitor.expression?.(path, expression);
      parts.push(expression);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      visitor.problem(path, error.message);
    }
  }
  const rest = text.slice(end);
  if (rest.includes("${{")) visitor.problem(path, '"${{" without its "}}".');
  if (rest !== "") parts.push(rest);
  const expressions = parts.filter((part) => typeof part !== "string");
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && typeof only !== "string") {
    return { expressions, filled: (scope) => only.evaluate(scope) ?? undefined };
  }
  return {
    expressions,
    filled: (scope) =>
      parts.map((part) => (typeof part === "string" ? part : textOf(part.evaluate(scope), part))).join(""),
  };
}

function textOf(value: unknown, { source }: Expression): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new InputError(
    `${source}: ${Array.isArray(value) ? "a list" : "a map"} cannot stand inside a text. Join it, such as with .join(", ").`,
  );
}

/** @throws InputError when a key comes out empty: everything would have it */
export function keyText(template: Template, scope: Scope): string {
  const value = template.filled(scope);
  if (typeof value === "number" || (typeof value === "string" && value.trim() !== "")) return String(value);
  throw new InputError("idempotency_key is empty.");
}
