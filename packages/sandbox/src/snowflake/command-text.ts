import { syntaxError } from "./errors.ts";

/** One word, quoted name, text or sign of a command. */
export type Piece = { kind: "word" | "name" | "text" | "sign"; value: string };

const PIECE =
  /\s+|--[^\n]*|\/\/[^\n]*|\/\*[^]*?\*\/|'((?:[^'\\]|''|\\.)*)'|\$\$([^]*?)\$\$|"((?:[^"]|"")*)"|([\w$]+)|(.)/gu;

/** Cuts a command into pieces; comments and blanks are left out. */
export function pieces(sql: string): Piece[] {
  const found: Piece[] = [];
  for (const [, text, dollars, name, word, sign] of sql.matchAll(PIECE)) {
    if (text !== undefined)
      found.push({ kind: "text", value: text.replaceAll("''", "'").replaceAll(/\\(.)/g, "$1") });
    else if (dollars !== undefined) found.push({ kind: "text", value: dollars });
    else if (name !== undefined) found.push({ kind: "name", value: name.replaceAll('""', '"') });
    else if (word !== undefined) found.push({ kind: "word", value: word.toUpperCase() });
    else if (sign !== undefined) found.push({ kind: "sign", value: sign });
  }
  return found;
}

/** How many statements a text holds: semicolons outside quotes and comments divide them. */
export function statementCount(sql: string): number {
  const all = pieces(sql);
  while (all.at(-1)?.value === ";" && all.at(-1)?.kind === "sign") all.pop();
  return 1 + all.filter(({ kind, value }) => kind === "sign" && value === ";").length;
}

/** Reads a command from left to right. */
export function reader(all: readonly Piece[]) {
  let at = 0;
  const is = (word: string) => all[at]?.value === word && all[at]?.kind !== "text";
  return {
    take(...words: string[]): boolean {
      const fits = words.every(
        (word, index) => all[at + index]?.value === word && all[at + index]?.kind !== "text",
      );
      if (fits) at += words.length;
      return fits;
    },
    next(): Piece | undefined {
      return all[at++];
    },
    text(): string {
      const piece = all[at++];
      if (piece?.kind !== "text") throw syntaxError(`unexpected '${piece?.value ?? "<EOF>"}'`);
      return piece.value;
    },
    /** A name of one to three parts. */
    parts(): string[] {
      const found: string[] = [];
      do found.push(all[at++]?.value ?? "");
      while (is(".") && ++at);
      return found;
    },
    done: () => at >= all.length,
    rest: () => all.slice(at),
  };
}

export type Reader = ReturnType<typeof reader>;
