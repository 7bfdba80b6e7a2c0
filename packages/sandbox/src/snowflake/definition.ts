import { byKey, type World } from "../world/world.ts";
import { type Cell, type SqlType, TEXT } from "./types.ts";

export type ColumnDefinition = {
  name: string;
  type: SqlType;
  comment?: string;
  key?: true;
  nullable?: boolean;
  /** `SCHEMA.TABLE.COLUMN` in the same database. */
  references?: string;
};

export type Definition = {
  database: string;
  schema: string;
  name: string;
  comment: string;
  columns: readonly ColumnDefinition[];
  /** SQL of a view; a table without it. */
  view?: string;
  rows(world: World): Cell[][];
};

export const key = (name: string): ColumnDefinition => ({ name, type: TEXT, key: true, nullable: false });
export const text = (name: string, comment?: string): ColumnDefinition => column(name, TEXT, comment);
export const link = (name: string, references: string): ColumnDefinition => ({
  name,
  type: TEXT,
  references,
});
export function column(name: string, type: SqlType, comment?: string): ColumnDefinition {
  return comment ? { name, type, comment } : { name, type };
}

/** A time of the world as it is stored. */
export const at = (iso: string | undefined): Cell => iso?.replace("T", " ").replace("Z", "") ?? null;
export const mailOf = (world: World, person: string) => byKey(world.people, person).email;
