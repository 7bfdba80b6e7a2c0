import { fullName } from "./database.ts";
import type { Definition } from "./definition.ts";
import { missingObject } from "./errors.ts";
import { visible } from "./information-schema.ts";
import { findObject, place } from "./sources.ts";
import type { Session, SnowflakeState } from "./state.ts";
import { nameType } from "./types.ts";

/** The statement that would make a table or view again. */
export function ddlOf(
  state: SnowflakeState,
  session: Session,
  kind: string,
  name: string,
  qualified: boolean,
): string {
  if (kind.toUpperCase() === "SCHEMA" || kind.toUpperCase() === "DATABASE") {
    const wanted = name.toUpperCase().replaceAll('"', "").split(".");
    const all = visible(state, session).filter(({ database, schema }) =>
      wanted.length > 1
        ? `${database}.${schema}` === wanted.join(".")
        : [database, schema].includes(wanted[0] ?? ""),
    );
    if (all.length === 0) throw missingObject(name.toUpperCase(), kind);
    return all.map((definition) => objectDdl(definition, true)).join("\n");
  }
  const parts = name.toUpperCase().replaceAll('"', "").split(".");
  place(parts, session);
  return objectDdl(findObject(state, session, parts), qualified);
}

function objectDdl(definition: Definition, qualified: boolean): string {
  const name = qualified ? fullName(definition) : definition.name;
  const comment = definition.comment ? `COMMENT='${definition.comment.replaceAll("'", "''")}'` : "";
  if (definition.view !== undefined) {
    const columns = definition.columns.map((column) => `\t${column.name}`).join(",\n");
    return `create or replace view ${name}(\n${columns}\n) ${comment}\n as ${definition.view};`;
  }
  const columns = definition.columns.map((column) => {
    const extras = [
      column.nullable === false ? " NOT NULL" : "",
      column.comment ? ` COMMENT '${column.comment.replaceAll("'", "''")}'` : "",
    ];
    return `\t${column.name} ${nameType(column.type)}${extras.join("")}`;
  });
  const keys = definition.columns.filter(({ key }) => key).map((column) => column.name);
  if (keys.length > 0) columns.push(`\tprimary key (${keys.join(", ")})`);
  return `create or replace TABLE ${name} (\n${columns.join(",\n")}\n)${comment};`;
}
