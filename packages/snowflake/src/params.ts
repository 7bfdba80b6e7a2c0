import { z } from "zod";

const name = z.string().min(1).max(255);

export const sqlParam = z.string().min(1).max(100_000).describe("One SQL statement, ? for each bind");

export const bindsParam = z
  .array(z.string().max(100_000))
  .max(200)
  .default([])
  .describe("Values for the ? in order, as text; cast in SQL where needed, such as ?::number");

export const databaseParam = name.optional().describe("Database; default: the session's");

export const schemaParam = name.optional().describe("Schema; default: the session's");

export const warehouseParam = name.optional().describe("Warehouse that runs it; default: the session's");

/** Where a statement runs, for tools that take any SQL. */
export const placeParams = { database: databaseParam, schema: schemaParam, warehouse: warehouseParam };

export const likeParam = z
  .string()
  .min(1)
  .max(255)
  .optional()
  .describe("Part of the name, case ignored; % stands for anything");

export const queryIdParam = z
  .string()
  .regex(/^[0-9a-fA-F-]{36}$/, "must be a query id: 36 characters with dashes")
  .describe("Query id");

export const waitParam = z
  .number()
  .min(0)
  .max(600)
  .default(20)
  .describe("Seconds to wait for the end, within the tool's time limit");
