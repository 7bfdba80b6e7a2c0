import { list, name, names, node, type Node, variant, word } from "./ast.ts";
import { dataType } from "./casts.ts";
import { fullName, quote } from "./database.ts";
import type { ColumnDefinition, Definition } from "./definition.ts";
import { noPrivilege, SqlError, unsupported } from "./errors.ts";
import { type Context, expression, type Scope } from "./expressions.ts";
import { merge } from "./merge.ts";
import { type Sources, type Translated, translateQuery } from "./select.ts";
import { findObject, place, type Runtime, targetOf } from "./sources.ts";
import { mayWrite, type Session, type SnowflakeState } from "./state.ts";
import { type Cell, type Table, TEXT, WHOLE } from "./types.ts";

export const status = (text: string): Table => ({
  columns: [{ name: "status", type: TEXT }],
  rows: [[text]],
});

export type Changing = {
  state: SnowflakeState;
  session: Session;
  sources: Sources;
  context: Runtime["context"];
  binds: Readonly<Record<string, Cell>>;
};

function writable({ state, session }: Changing, parts: readonly string[]): Definition {
  const definition = findObject(state, session, parts);
  if (definition.view !== undefined) throw unsupported("DML on a view");
  if (!mayWrite(session, definition.database, definition.schema))
    throw noPrivilege(`table '${definition.name}'`);
  return definition;
}

const counted = (label: string, count: number): Table => ({
  columns: [{ name: label, type: WHOLE }],
  rows: [[count]],
});

/** DML and DDL, by the name that the parser gives a statement. */
export const CHANGES: Readonly<Record<string, (tree: Node, changing: Changing) => Table>> = {
  Insert(tree, changing) {
    const definition = writable(changing, targetOf(tree["table"]));
    const source: Translated = translateQuery(node(tree["source"]), changing.sources, changing.context);
    const given = list(tree["columns"]).map((column) => names(column).at(-1) ?? "");
    const columns = given.length > 0 ? given : definition.columns.map(({ name }) => name);
    if (columns.length !== source.columns.length) {
      throw new SqlError(
        "002020",
        "21S01",
        `SQL compilation error:\nInsert value list does not match column list expecting ${columns.length} but got ${source.columns.length}`,
      );
    }
    const sql = `INSERT INTO ${quote(fullName(definition))} (${columns.map(quote).join(", ")}) ${source.sql}`;
    return counted("number of rows inserted", changing.state.warehouse.change(sql, changing.binds));
  },
  Update(tree, changing) {
    const definition = writable(changing, targetOf(node(tree["table"])["relation"]));
    const scope = tableScope(definition, changing.context);
    const sets = list(tree["assignments"]).map((assignment) => {
      const column = names(node(assignment["target"])["ColumnName"]).at(-1) ?? "";
      return `${quote(column)} = ${expression(assignment["value"], scope).sql}`;
    });
    const where = tree["selection"] ? ` WHERE ${expression(tree["selection"], scope).sql}` : "";
    const sql = `UPDATE ${quote(fullName(definition))} SET ${sets.join(", ")}${where}`;
    return counted("number of rows updated", changing.state.warehouse.change(sql, changing.binds));
  },
  Delete(tree, changing) {
    const [, from] = variant(tree["from"]);
    const definition = writable(changing, targetOf(list(from)[0]?.["relation"]));
    const where = tree["selection"]
      ? ` WHERE ${expression(tree["selection"], tableScope(definition, changing.context)).sql}`
      : "";
    const sql = `DELETE FROM ${quote(fullName(definition))}${where}`;
    return counted("number of rows deleted", changing.state.warehouse.change(sql, changing.binds));
  },
  Merge: (tree, changing) => merge(tree, changing, writable(changing, targetOf(tree["table"]))),
  AlterTable(tree, changing) {
    const definition = writable(changing, names(tree["name"]));
    for (const operation of list(tree["operations"])) {
      const [kind, content] = variant(operation);
      if (kind !== "AddColumn") throw unsupported(`ALTER TABLE ${kind}`);
      const added = node(node(content)["column_def"]);
      const column = { name: name(added["name"]), type: dataType(added["data_type"]) };
      if (definition.columns.some((one) => one.name === column.name)) {
        throw new SqlError(
          "001430",
          "42601",
          `SQL compilation error:\ncolumn '${column.name}' already exists`,
        );
      }
      changing.state.warehouse.change(
        `ALTER TABLE ${quote(fullName(definition))} ADD COLUMN ${quote(column.name)}`,
      );
      definition.columns = [...definition.columns, column];
    }
    return status("Statement executed successfully.");
  },
  CreateTable(tree, changing) {
    const { state, session, sources, context, binds } = changing;
    const where = place(names(tree["name"]), session);
    if (!mayWrite(session, where.database, where.schema)) throw noPrivilege(`schema '${where.schema}'`);
    const existing = state.warehouse.definitions.findIndex((one) => fullName(one) === fullName(where));
    if (existing >= 0 && !tree["or_replace"]) {
      if (tree["if_not_exists"]) return status(`${where.name} already exists, statement succeeded.`);
      throw new SqlError(
        "002002",
        "42710",
        `SQL compilation error:\nObject '${fullName(where)}' already exists.`,
      );
    }
    const source = tree["query"] ? translateQuery(node(tree["query"]), sources, context) : undefined;
    const columns: ColumnDefinition[] = source
      ? source.columns.map((column) => ({ ...column }))
      : list(tree["columns"]).map((column) => ({
          name: name(column["name"]),
          type: dataType(column["data_type"]),
        }));
    const target = quote(fullName(where));
    if (existing >= 0) {
      state.warehouse.definitions.splice(existing, 1);
      state.warehouse.change(`DROP TABLE ${target}`);
    }
    state.warehouse.change(
      `CREATE TABLE ${target} (${columns.map((column) => quote(column.name)).join(", ")})`,
    );
    if (source) state.warehouse.change(`INSERT INTO ${target} ${source.sql}`, binds);
    state.warehouse.definitions.push({ ...where, comment: "", columns, rows: () => [] });
    return status(`Table ${where.name} successfully created.`);
  },
  Drop(tree, changing) {
    const { state, session } = changing;
    if (tree["object_type"] !== "Table") throw unsupported(`DROP ${word(tree["object_type"])}`);
    const parts = names(list(tree["names"])[0]);
    const where = place(parts, session);
    if (tree["if_exists"] && !state.warehouse.definitions.some((one) => fullName(one) === fullName(where))) {
      return status(`Drop statement executed successfully (${where.name} already dropped).`);
    }
    const definition = writable(changing, parts);
    state.warehouse.definitions.splice(state.warehouse.definitions.indexOf(definition), 1);
    state.warehouse.change(`DROP TABLE ${quote(fullName(definition))}`);
    return status(`${definition.name} successfully dropped.`);
  },
  Truncate(tree, changing) {
    const definition = writable(changing, names(list(tree["table_names"])[0]?.["name"]));
    changing.state.warehouse.change(`DELETE FROM ${quote(fullName(definition))}`);
    return status("Statement executed successfully.");
  },
};

function tableScope(definition: Definition, context: Runtime["context"]): Scope {
  const columns = definition.columns.map((column) => ({ ...column, sql: quote(column.name) }));
  const whole: Context = {
    ...context,
    subquery: () => {
      throw unsupported("subquery in DML");
    },
  };
  return { relations: [{ alias: definition.name, columns }], aliases: new Map(), context: whole };
}
