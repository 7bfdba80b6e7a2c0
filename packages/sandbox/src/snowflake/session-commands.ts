import type { Piece, Reader } from "./command-text.ts";
import { missingObject, noPrivilege, syntaxError } from "./errors.ts";
import { DATABASES } from "./show-scope.ts";
import { type Session, type SnowflakeState, WAREHOUSES } from "./state.ts";

/** `USE ROLE | SECONDARY ROLES | WAREHOUSE | DATABASE | SCHEMA …`. */
export function use(read: Reader, session: Session): string {
  if (read.take("SECONDARY", "ROLES")) {
    const which = read.next()?.value;
    if (which !== "ALL" && which !== "NONE") throw syntaxError(`unexpected '${which ?? "<EOF>"}'`);
    session.secondary = which === "ALL";
  } else if (read.take("ROLE")) {
    const role = read.parts().join(".");
    if (!session.user.roles.includes(role)) throw noPrivilege(`role '${role}'`);
    session.role = role;
  } else if (read.take("WAREHOUSE")) {
    const warehouse = read.parts().join(".");
    if (!WAREHOUSES.some(({ name }) => name === warehouse)) throw missingObject(warehouse, "Warehouse");
    session.warehouse = warehouse;
  } else if (read.take("SCHEMA")) {
    const parts = read.parts();
    session.schema = parts.at(-1);
    session.database = parts.at(-2) ?? session.database;
  } else {
    read.take("DATABASE");
    const database = read.parts().join(".");
    if (!DATABASES.some(({ name }) => name === database)) throw missingObject(database, "Database");
    session.database = database;
    session.schema = "PUBLIC";
  }
  return "Statement executed successfully.";
}

/** `ALTER SESSION SET name = value …` and `ALTER USER name SET RSA_PUBLIC_KEY = '…'`. */
export function alter(all: readonly Piece[], state: SnowflakeState, session: Session): string {
  const set = all.findIndex(({ kind, value }) => kind === "word" && value === "SET");
  if (set < 0) throw syntaxError("unexpected end");
  const pairs = all
    .slice(set + 1)
    .filter(({ kind, value }) => kind !== "sign" || (value !== "=" && value !== ","));
  const settings = Array.from(
    { length: pairs.length / 2 },
    (_, at) => [pairs[at * 2]?.value ?? "", pairs[at * 2 + 1]?.value ?? ""] as const,
  );
  if (all[1]?.value === "SESSION") {
    for (const [name, value] of settings) session.parameters.set(name, value);
    return "Statement executed successfully.";
  }
  const user = state.users.find(({ name }) => name === all[2]?.value);
  if (!user) throw missingObject(all[2]?.value ?? "", "User");
  for (const [name, value] of settings)
    if (name === "RSA_PUBLIC_KEY") user.publicKey = value.replaceAll(/-----[^-]+-----|\s/g, "");
  return "Statement executed successfully.";
}
