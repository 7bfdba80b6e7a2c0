import { fullName } from "./database.ts";
import type { Definition } from "./definition.ts";
import { mayRead, type Session, type SnowflakeState } from "./state.ts";
import { BOOLEAN, type Column, LTZ, nameType, storeTime, type Table, TEXT, WHOLE } from "./types.ts";

const text = (name: string): Column => ({ name, type: TEXT });

/** What the session may see, in the order of names. */
export function visible(state: SnowflakeState, session: Session): Definition[] {
  return state.warehouse.definitions
    .filter(({ database, schema }) => mayRead(session, database, schema))
    .sort((left, right) => (fullName(left) < fullName(right) ? -1 : 1));
}

export const bytesOf = (rows: number): number => rows * 187;

/** When the tables of the account were made: a year before the sandbox's day. */
export const createdAt = (state: SnowflakeState): string =>
  storeTime(Date.parse(state.world.calendar.at(-365)));

type View = (state: SnowflakeState, session: Session, database: string) => Table;

export const INFORMATION_SCHEMA: Readonly<Record<string, View>> = {
  SCHEMATA: (state, session, database) => ({
    columns: [text("CATALOG_NAME"), text("SCHEMA_NAME"), text("SCHEMA_OWNER")],
    rows: [...new Set(inside(state, session, database).map(({ schema }) => schema))].map((schema) => [
      database,
      schema,
      "SYSADMIN",
    ]),
  }),
  TABLES: (state, session, database) => ({
    columns: [
      text("TABLE_CATALOG"),
      text("TABLE_SCHEMA"),
      text("TABLE_NAME"),
      text("TABLE_TYPE"),
      { name: "ROW_COUNT", type: WHOLE },
      { name: "BYTES", type: WHOLE },
      { name: "CREATED", type: LTZ },
      text("COMMENT"),
    ],
    rows: inside(state, session, database).map((definition) => {
      const rows = definition.view === undefined ? state.warehouse.count(definition) : null;
      const { schema, name, comment } = definition;
      const type = rows === null ? "VIEW" : "BASE TABLE";
      return [
        database,
        schema,
        name,
        type,
        rows,
        rows === null ? null : bytesOf(rows),
        createdAt(state),
        comment,
      ];
    }),
  }),
  COLUMNS: (state, session, database) => ({
    columns: [
      text("TABLE_CATALOG"),
      text("TABLE_SCHEMA"),
      text("TABLE_NAME"),
      text("COLUMN_NAME"),
      { name: "ORDINAL_POSITION", type: WHOLE },
      text("DATA_TYPE"),
      { name: "IS_NULLABLE", type: BOOLEAN },
      text("COMMENT"),
    ],
    rows: inside(state, session, database).flatMap(({ schema, name, columns }) =>
      columns.map((column, at) => [
        database,
        schema,
        name,
        column.name,
        at + 1,
        nameType(column.type).replace(/\(.*/, "").replace("VARCHAR", "TEXT"),
        column.nullable === false ? 0 : 1,
        column.comment ?? null,
      ]),
    ),
  }),
};

const inside = (state: SnowflakeState, session: Session, database: string) =>
  visible(state, session).filter((definition) => definition.database === database);
