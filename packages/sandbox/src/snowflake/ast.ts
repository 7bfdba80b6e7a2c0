import type * as sqlparser from "@guanmingchiu/sqlparser-ts";
import { SqlError, syntaxError } from "./errors.ts";

/** A part of the parser's tree: plain JSON whose variants are objects with one key. */
export type Node = { readonly [key: string]: unknown };

export const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const node = (value: unknown): Node => (isNode(value) ? value : {});

export const list = (value: unknown): readonly Node[] =>
  (Array.isArray(value) ? value : []) as readonly Node[];

/** A plain value as text; nothing for an object. */
export const word = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? `${value}` : "";

/** The variant's name and content: `{ Select: {…} }` is `["Select", {…}]`, and a bare word has no content. */
export function variant(value: unknown): readonly [name: string, content: unknown] {
  if (typeof value === "string") return [value, undefined];
  const [entry] = Object.entries(node(value));
  return entry ?? ["", undefined];
}

export const name = (ident: unknown): string => {
  const { value, quote_style: quoted } = node(ident);
  return quoted ? word(value) : word(value).toUpperCase();
};

/** The parts of a name such as `db.schema.table`, upper case where they were not quoted. */
export const names = (parts: unknown): string[] =>
  list(parts).map((part) => name("Identifier" in part ? part["Identifier"] : part));

type Parser = typeof sqlparser;

let loading: Promise<Parser> | undefined;

export function loadParser(): Promise<Parser> {
  loading ??= (async () => {
    const parser = await import("@guanmingchiu/sqlparser-ts");
    await parser.init();
    return parser;
  })();
  return loading;
}

export function parse(parser: Parser, sql: string): Node[] {
  try {
    return parser.parse(sql, "snowflake") as unknown as Node[];
  } catch (error) {
    if (error instanceof SqlError) throw error;
    const detail = (error as Error).message.replace(/^.*sql parser error: /, "");
    throw syntaxError(detail);
  }
}
