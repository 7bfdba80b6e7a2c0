import { InputError } from "@sophia-mcp/core/errors";

const plain = /^[A-Za-z_][\w$]*$/;

/**
 * The parts of a name as people write it: `sales.orders`, `DB.SALES."Order Lines"`. Unquoted parts are upper case, as
 * Snowflake stores them.
 * @throws InputError for more parts than `most`, or a part that needs quotes
 */
export function parseName(text: string, most = 3): string[] {
  const parts: string[] = [];
  const pattern = /\s*(?:"((?:[^"]|"")+)"|([^".\s]+))\s*(\.|$)/y;
  for (let ended = false; !ended;) {
    const found = pattern.exec(text);
    if (!found) throw badName(text, most);
    const [, quoted, bare = "", next] = found;
    if (quoted === undefined && !plain.test(bare)) throw badName(text, most);
    parts.push(quoted === undefined ? bare.toUpperCase() : quoted.replaceAll('""', '"'));
    ended = next !== ".";
  }
  if (parts.length > most) throw badName(text, most);
  return parts;
}

const badName = (text: string, most: number): InputError =>
  new InputError(
    `"${text.slice(0, 100)}" is not a name of ${most === 1 ? "one part" : `up to ${most} parts, such as DATABASE.SCHEMA.NAME`}. Put a part with spaces or signs into double quotes.`,
  );

/** A name as SQL, every part quoted, so that nothing in it can be more than a name. */
export const quoted = (parts: readonly string[]): string =>
  parts.map((part) => `"${part.replaceAll('"', '""')}"`).join(".");

/** A text as SQL, for the few statements that take no binds. */
export const text = (value: string): string => `'${value.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;

/** A name as answers show it: quoted only where it must be. */
export const shown = (parts: readonly string[]): string =>
  parts
    .map((part) => (/^[A-Z_][A-Z0-9_$]*$/.test(part) ? part : `"${part.replaceAll('"', '""')}"`))
    .join(".");
