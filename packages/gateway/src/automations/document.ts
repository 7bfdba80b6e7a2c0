import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "@sophia-mcp/core/errors";
import { isMap, isPair, isScalar, LineCounter, parseDocument, type Node, type ParsedNode } from "yaml";
import schema from "../../automations.schema.json" with { type: "json" };
import { problemsOf, type Path, type Problem } from "../config/schema.ts";
import { compileAutomation, type CompiledAutomation } from "./compile.ts";
import type { Automation } from "./types.ts";

const legalName = /^[a-z][a-z0-9-]{0,63}$/;
const longestFile = 1_000_000;

/**
 * The automations of a file, or of all `.yaml` files of a folder, by name.
 * @throws ConfigError with one line for each problem: file, line, column, path, and what is accepted
 */
export function readAutomations(path: string): Map<string, CompiledAutomation> {
  const all = new Map<string, CompiledAutomation>();
  for (const file of filesAt(path)) {
    for (const automation of readFile(file)) {
      if (all.has(automation.name))
        throw new ConfigError(
          `${file}: ${automation.name}: another file of this folder has an automation of this name.`,
        );
      all.set(automation.name, automation);
    }
  }
  return all;
}

function filesAt(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    const names = readdirSync(path).filter((name) => /\.ya?ml$/.test(name));
    return names.sort().map((name) => join(path, name));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const why = code === "ENOENT" ? "does not exist" : `cannot be read (${code})`;
    throw new ConfigError(
      `The automations ${path} ${why}. Name a file or folder with --file or SOPHIA_AUTOMATIONS.`,
      {
        cause,
      },
    );
  }
}

function readFile(file: string): CompiledAutomation[] {
  return parseAutomations(readFileSync(file, "utf8"), file);
}

/** @param file stands in front of each problem */
export function parseAutomations(text: string, file: string): CompiledAutomation[] {
  if (text.length > longestFile)
    throw new ConfigError(`${file}: the file is larger than ${longestFile} bytes.`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: "1.2" });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  // Warnings are about tags: an expression that begins with `!` looks like one.
  const [error] = [...document.errors, ...document.warnings];
  if (error) {
    throw new ConfigError(
      `${place(error.pos[0])}: not YAML: ${firstLine(error.message)}${yamlHints[error.code] ?? ""}`,
    );
  }
  const value = plain(document, place);
  const locate = ({ path, message, key = false }: Problem): string =>
    `${place(offsetOf(document.contents, path, key))}: ${pathText(path)}: ${message}`;
  const shape = problemsOf(value, schema);
  if (shape.length > 0) throw new ConfigError(shape.map(locate).join("\n"));
  const { automations } = value as { automations: Record<string, Omit<Automation, "name">> };
  const problems: Problem[] = [];
  const compiled = Object.entries(automations).map(([name, given]) => {
    const path = ["automations", name];
    if (!legalName.test(name))
      problems.push({
        path,
        key: true,
        message: "a name has small letters, digits and hyphens, and begins with a letter.",
      });
    return compileAutomation({ name, ...given }, (problem) =>
      problems.push({ ...problem, path: [...path, ...problem.path] }),
    );
  });
  if (problems.length > 0) throw new ConfigError(problems.map(locate).join("\n"));
  return compiled;
}

function plain(document: ReturnType<typeof parseDocument>, place: (offset: number) => string): unknown {
  try {
    return document.toJS({ maxAliasCount: 50 }) ?? {};
  } catch (cause) {
    throw new ConfigError(`${place(0)}: not YAML: ${firstLine((cause as Error).message)}`, { cause });
  }
}

/** What expressions run into. */
const yamlHints: Readonly<Record<string, string>> = {
  TAG_RESOLVE_FAILED: ' A text that begins with "!" needs quotes.',
  BLOCK_AS_IMPLICIT_KEY: ' A text with ": " in it needs quotes, or >- and a line of its own.',
};

const firstLine = (text: string): string => `${(text.split("\n", 1)[0] ?? "").replace(/[.:]$/, "")}.`;

/** Where a value stands, or the key of it; what is missing stands where its owner does. */
function offsetOf(root: ParsedNode | null, path: Path, key: boolean): number {
  let node: Node | null = root;
  let offset = 0;
  for (const [i, step] of path.entries()) {
    const next: unknown = isMap(node)
      ? node.items.find((pair) => isPair(pair) && isScalar(pair.key) && pair.key.value === step)
      : node && "items" in node && Array.isArray(node.items)
        ? node.items[Number(step)]
        : undefined;
    if (next === undefined) break;
    const last = i === path.length - 1;
    const [owner, inner] = isPair(next)
      ? [next.key as Node, next.value as Node | null]
      : [next as Node, next as Node];
    offset = (last && key ? owner : (inner ?? owner)).range?.[0] ?? offset;
    node = inner;
  }
  return offset;
}

const pathText = (path: Path): string =>
  path.map((step, i) => (typeof step === "number" ? `[${step}]` : i === 0 ? step : `.${step}`)).join("") ||
  "(file)";
