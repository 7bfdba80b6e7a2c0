import { readFileSync } from "node:fs";
import { ConfigError } from "@sophia-mcp/core/errors";
import { isPlain, type Plain, type Problem } from "./schema.ts";

/** A configuration file as it was read. */
export interface Document {
  /** Absolute. */
  file: string;
  value: Plain;
  /** The problem with file, line, column and the path of keys in front. */
  locate(problem: Problem): Promise<string>;
}

/**
 * Reads JSON, and with comments or trailing commas too: what that needs is loaded when plain JSON does not do.
 * @throws ConfigError that names file, line and column
 */
export async function readDocument(file: string): Promise<Document> {
  const text = readText(file);
  const value = cleaned(parsePlain(text) ?? (await parseWithComments(text, file)));
  return { file, value, locate: (problem) => locate(text, file, problem) };
}

const special = new Set(["__proto__", "constructor", "prototype"]);

/** Without the keys that mean something to JavaScript: they have no effect wherever they stand. */
function cleaned(value: Plain): Plain {
  const entries = Object.entries(value).filter(([key]) => !special.has(key));
  return Object.fromEntries(entries.map(([key, item]) => [key, cleanedItem(item)]));
}

function cleanedItem(item: unknown): unknown {
  if (Array.isArray(item)) return item.map(cleanedItem);
  return isPlain(item) ? cleaned(item) : item;
}

function readText(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const why = code === "ENOENT" ? "does not exist" : `cannot be read (${code})`;
    throw new ConfigError(`The configuration ${file} ${why}. Pass another with --config.`, { cause });
  }
  // An editor that is about to write leaves this for a moment: it must not look like a file that names nothing.
  if (text.trim() === "") throw new ConfigError(`${file}:1:1: the file is empty. Accepted: at least {}.`);
  return text;
}

function parsePlain(text: string): Plain | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isPlain(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

async function parseWithComments(text: string, file: string): Promise<Plain> {
  const { getNodeValue, parseTree, printParseErrorCode } = await import("jsonc-parser");
  const errors: Parameters<typeof parseTree>[1] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first) {
    // CommaExpected reads as "comma expected".
    const words = printParseErrorCode(first.error)
      .replace(/\B[A-Z]/g, " $&")
      .toLowerCase();
    throw new ConfigError(`${place(text, file, first.offset)}: not JSON: ${words}.`);
  }
  const value: unknown = tree && getNodeValue(tree);
  if (isPlain(value)) return value;
  throw new ConfigError(
    `${place(text, file, 0)}: not a configuration. Accepted: an object, {"mcpServers": {...}}.`,
  );
}

async function locate(text: string, file: string, { path, message, key = false }: Problem): Promise<string> {
  const { findNodeAtLocation, parseTree } = await import("jsonc-parser");
  const tree = parseTree(text, [], { allowTrailingComma: true });
  const node = tree && findNodeAtLocation(tree, [...path]);
  const offset = (key ? node?.parent?.offset : node?.offset) ?? 0;
  return `${place(text, file, offset)}: ${path.join(".")}: ${message}`;
}

function place(text: string, file: string, offset: number): string {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return `${file}:${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
}
