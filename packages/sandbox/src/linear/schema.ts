import { buildSchema } from "graphql";
import { inputDefinitions } from "./schema-inputs.ts";
import { typeDefinitions } from "./schema-types.ts";

/** The emulated part of Linear's schema. A document that asks for more is refused in GraphQL's own words. */
export const schema = buildSchema(`${typeDefinitions}\n${inputDefinitions}`);
