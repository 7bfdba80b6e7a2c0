import { InputError } from "@sophia-mcp/core/errors";
import type { Bind } from "./api.ts";
import { parseName, quoted } from "./names.ts";

const form =
  /^\s*((?:"(?:[^"]|"")+"|[\w$]+)(?:\s*\.\s*(?:"(?:[^"]|"")+"|[\w$]+))?)\s*(!=|<>|>=|<=|=|>|<|\bcontains\b|\bin\b)\s*(.+?)\s*$/is;

/**
 * One test such as `DEALS.STAGE = Won` as SQL whose values are binds, which are added to `binds`.
 * @throws InputError that shows the forms
 */
export function semanticFilter(filter: string, binds: Bind[]): string {
  const [, name, operator = "", value = ""] = form.exec(filter) ?? [];
  if (name === undefined) {
    throw new InputError(
      `The filter "${filter.slice(0, 100)}" is not understood. Write it like "DEALS.STAGE = Won", "DEALS.AMOUNT >= 100", "DEALS.STAGE in Won, Lost" or "ACCOUNTS.NAME contains marine".`,
    );
  }
  const column = quoted(parseName(name, 2));
  const word = operator.toLowerCase();
  if (word === "in") {
    const values = value.split(",").map((one) => bare(one));
    binds.push(...values);
    return `${column} IN (${values.map(() => "?").join(", ")})`;
  }
  if (word === "contains") {
    binds.push(bare(value));
    return `CONTAINS(LOWER(${column}), LOWER(?))`;
  }
  binds.push(bare(value));
  return `${column} ${word === "!=" ? "<>" : word} ?`;
}

/** Values may be quoted as in SQL. */
const bare = (value: string): string => value.trim().replace(/^(['"])(.*)\1$/s, "$2");
