import type { Definition } from "./definition.ts";
import { bytesOf, createdAt, visible } from "./information-schema.ts";
import { findSemanticView, SEMANTIC_VIEWS } from "./semantic.ts";
import { DATABASES, scoped, type Within } from "./show-scope.ts";
import { findObject } from "./sources.ts";
import { mayRead, type Session, type SnowflakeState, WAREHOUSES } from "./state.ts";
import { type Cell, nameType } from "./types.ts";

export type Records = { columns: readonly string[]; records: Readonly<Record<string, Cell>>[] };

function objects(
  state: SnowflakeState,
  session: Session,
  within: Within | undefined,
  of?: "TABLE" | "VIEW",
): Records["records"] {
  return scoped(visible(state, session), session, within)
    .filter(({ view }) => of === undefined || (view === undefined) === (of === "TABLE"))
    .map((definition) => {
      const rows = definition.view === undefined ? state.warehouse.count(definition) : null;
      return {
        created_on: createdAt(state),
        name: definition.name,
        database_name: definition.database,
        schema_name: definition.schema,
        kind: rows === null ? "VIEW" : "TABLE",
        comment: definition.comment,
        rows,
        bytes: rows === null ? null : bytesOf(rows),
        owner: "SYSADMIN",
        text: definition.view === undefined ? null : `CREATE VIEW ${definition.name} AS ${definition.view}`,
      };
    });
}

const OBJECT_COLUMNS = [
  "created_on",
  "name",
  "database_name",
  "schema_name",
  "kind",
  "comment",
  "rows",
  "bytes",
  "owner",
];
const KEY_COLUMNS = [
  "created_on",
  "database_name",
  "schema_name",
  "table_name",
  "column_name",
  "key_sequence",
  "constraint_name",
];
const FOREIGN_COLUMNS = [
  "created_on",
  "pk_database_name",
  "pk_schema_name",
  "pk_table_name",
  "pk_column_name",
  "fk_database_name",
  "fk_schema_name",
  "fk_table_name",
  "fk_column_name",
  "key_sequence",
];
const SEMANTIC_COLUMNS = [
  "database_name",
  "schema_name",
  "semantic_view_name",
  "table_name",
  "name",
  "data_type",
  "synonyms",
  "comment",
];

type Show = (state: SnowflakeState, session: Session, within: Within | undefined) => Records;

const tableKeys = (state: SnowflakeState, session: Session, within: Within | undefined): Definition[] =>
  within?.kind === "TABLE"
    ? [findObject(state, session, within.parts)]
    : scoped(visible(state, session), session, within);

export const KINDS: Readonly<Record<string, Show>> = {
  DATABASES: (state, session) => ({
    columns: [
      "created_on",
      "name",
      "is_default",
      "is_current",
      "origin",
      "owner",
      "comment",
      "options",
      "retention_time",
      "kind",
    ],
    records: DATABASES.filter(
      ({ name }) => name === "SNOWFLAKE" || visible(state, session).some(({ database }) => database === name),
    ).map(({ name, comment, kind }) => ({
      name,
      comment,
      kind,
      created_on: createdAt(state),
      is_default: "N",
      is_current: name === session.database ? "Y" : "N",
      origin: name === "SNOWFLAKE" ? "SNOWFLAKE.ACCOUNT_USAGE" : "",
      owner: "SYSADMIN",
      options: "",
      retention_time: "1",
    })),
  }),
  SCHEMAS: (state, session, within) => ({
    columns: [
      "created_on",
      "name",
      "is_default",
      "is_current",
      "database_name",
      "owner",
      "comment",
      "options",
      "retention_time",
    ],
    records: [
      ...new Map(
        scoped(
          visible(state, session),
          session,
          within ?? { kind: session.database ? "DATABASE" : "ACCOUNT", parts: [] },
        ).map((one) => [`${one.database}.${one.schema}`, one]),
      ).values(),
    ].map(({ database, schema }) => ({
      created_on: createdAt(state),
      name: schema,
      is_default: "N",
      is_current: schema === session.schema && database === session.database ? "Y" : "N",
      database_name: database,
      owner: "SYSADMIN",
      comment: SCHEMA_COMMENTS[schema] ?? "",
      options: "",
      retention_time: "1",
    })),
  }),
  OBJECTS: (state, session, within) => ({
    columns: OBJECT_COLUMNS,
    records: objects(state, session, within),
  }),
  TABLES: (state, session, within) => ({
    columns: OBJECT_COLUMNS,
    records: objects(state, session, within, "TABLE"),
  }),
  VIEWS: (state, session, within) => ({
    columns: ["created_on", "name", "database_name", "schema_name", "owner", "comment", "text"],
    records: objects(state, session, within, "VIEW"),
  }),
  WAREHOUSES: (state, session) => ({
    columns: [
      "name",
      "state",
      "type",
      "size",
      "running",
      "queued",
      "is_default",
      "is_current",
      "auto_suspend",
      "auto_resume",
      "created_on",
      "owner",
      "comment",
    ],
    records: WAREHOUSES.map(({ name, state: now, size, running, queued, comment }) => ({
      name,
      state: now,
      size,
      running,
      queued,
      comment,
      type: "STANDARD",
      is_default: "N",
      is_current: name === session.warehouse ? "Y" : "N",
      auto_suspend: 60,
      auto_resume: "true",
      created_on: createdAt(state),
      owner: "SYSADMIN",
    })),
  }),
  "PRIMARY KEYS": (state, session, within) => ({
    columns: KEY_COLUMNS,
    records: tableKeys(state, session, within).flatMap((definition) =>
      definition.columns
        .filter(({ key }) => key)
        .map((column, at) => ({
          created_on: createdAt(state),
          database_name: definition.database,
          schema_name: definition.schema,
          table_name: definition.name,
          column_name: column.name,
          key_sequence: at + 1,
          constraint_name: `PK_${definition.name}`,
        })),
    ),
  }),
  "IMPORTED KEYS": (state, session, within) => ({
    columns: FOREIGN_COLUMNS,
    records: tableKeys(state, session, within).flatMap((definition) =>
      definition.columns.flatMap((column) => {
        const [schema, table, target] = column.references?.split(".") ?? [];
        if (!schema || !table || !target) return [];
        return [
          {
            created_on: createdAt(state),
            pk_database_name: definition.database,
            pk_schema_name: schema,
            pk_table_name: table,
            pk_column_name: target,
            fk_database_name: definition.database,
            fk_schema_name: definition.schema,
            fk_table_name: definition.name,
            fk_column_name: column.name,
            key_sequence: 1,
          },
        ];
      }),
    ),
  }),
  "SEMANTIC VIEWS": (state, session, within) => ({
    columns: ["created_on", "name", "database_name", "schema_name", "comment", "owner"],
    records: scoped(SEMANTIC_VIEWS, session, within)
      .filter(({ database, schema }) => mayRead(session, database, schema))
      .map(({ database, schema, name, comment }) => ({
        created_on: createdAt(state),
        name,
        database_name: database,
        schema_name: schema,
        comment,
        owner: "SYSADMIN",
      })),
  }),
  "SEMANTIC DIMENSIONS": (state, session, within) => semanticColumns(state, session, within, "dimensions"),
  "SEMANTIC METRICS": (state, session, within) => semanticColumns(state, session, within, "metrics"),
};

const SCHEMA_COMMENTS: Readonly<Record<string, string>> = {
  CRM: "Customers, deals, calls and tickets",
  PRODUCT: "Work of the product teams, and use of the product",
  PUBLIC: "",
};

function semanticColumns(
  state: SnowflakeState,
  session: Session,
  within: Within | undefined,
  which: "dimensions" | "metrics",
): Records {
  const view = findSemanticView({ state, session }, within?.parts ?? []);
  return {
    columns: SEMANTIC_COLUMNS,
    records: view[which].map((column) => ({
      database_name: view.database,
      schema_name: view.schema,
      semantic_view_name: view.name,
      table_name: column.table,
      name: column.name,
      data_type: nameType(column.type),
      synonyms: JSON.stringify(column.synonyms),
      comment: column.comment,
    })),
  };
}
