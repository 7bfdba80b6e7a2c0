import { readFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import {
  buildSchema,
  type DocumentNode,
  execute,
  getVariableValues,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isScalarType,
  Kind,
  OperationTypeNode,
  parse,
  validate,
} from "graphql";
import { join } from "node:path";
import type { Answer, Call } from "../emulator.ts";
import type { CheckerInput, SpecChecker } from "../specs/checker.ts";

const OFFICIAL = "linear/schema.graphql";
/** Made of the SDK's typings: newer than the published schema, and weaker. */
const FROM_SDK = "linear/schema-98.0.0.derived.graphql";

const FORMATS: Readonly<Record<string, RegExp>> = {
  DateTime: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/,
  TimelessDate: /^\d{4}-\d{2}-\d{2}$/,
  UUID: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
};

/** Reading a schema of a megabyte takes a while, and each test starts a sandbox of its own. */
const schemas = new Map<string, Promise<GraphQLSchema>>();

function load(path: string): Promise<GraphQLSchema> {
  let schema = schemas.get(path);
  if (!schema) {
    schema = readFile(path, "utf8").then((text) => withFormats(buildSchema(text, { assumeValid: true })));
    schemas.set(path, schema);
  }
  return schema;
}

function withFormats(schema: GraphQLSchema): GraphQLSchema {
  for (const [name, format] of Object.entries(FORMATS)) {
    const type = schema.getType(name);
    if (!isScalarType(type)) continue;
    const checked = (value: unknown) => {
      if (typeof value === "string" && format.test(value)) return value;
      throw new TypeError(`${JSON.stringify(value)} is no ${name}`);
    };
    type.serialize = checked;
    if (name === "UUID") type.parseValue = checked;
  }
  return schema;
}

type Request = {
  query: string;
  variables: Record<string, unknown>;
  document: DocumentNode;
  operation: string;
};

/**
 * Validates every document with its variables against Linear's published schema, and every answer as a result of that
 * document. What only the SDK's own types know is let through and marked as such in the coverage.
 */
export async function createSchemaChecker({ vendor, directory, report }: CheckerInput): Promise<SpecChecker> {
  const official = await load(join(directory, OFFICIAL));
  const covered = new Set<string>();
  const counts = { requests: 0, answers: 0 };
  const fitting = async (
    request: Request,
  ): Promise<{ schema: GraphQLSchema; problem?: string; derived: boolean }> => {
    const problem = problemOf(official, request);
    if (!problem) return { schema: official, derived: false };
    const schema = await load(join(directory, FROM_SDK));
    return problemOf(schema, request)
      ? { schema: official, problem, derived: false }
      : { schema, derived: true };
  };
  return {
    async checkRequest(call) {
      counts.requests += 1;
      const request = read(call);
      if (typeof request === "string") {
        report({ vendor, side: "request", operation: `${call.method} ${call.path}`, problem: request });
        return request;
      }
      const { problem, derived } = await fitting(request);
      for (const field of rootFields(request.document))
        covered.add(`${request.operation}.${field}${derived ? " (SDK types)" : ""}`);
      if (problem) report({ vendor, side: "request", operation: label(request), problem });
      return problem;
    },
    async checkAnswer(call, answer) {
      const request = read(call);
      if (typeof request === "string") return;
      counts.answers += 1;
      const { schema } = await fitting(request);
      const problem = await answerProblem(schema, request, answer);
      if (problem) report({ vendor, side: "answer", operation: label(request), problem });
    },
    coverage: () => ({
      description: "official",
      operationsKnown:
        Object.keys({ ...official.getQueryType()?.getFields() }).length +
        Object.keys({ ...official.getMutationType()?.getFields() }).length,
      operationsCovered: [...covered].sort(),
      requestsChecked: counts.requests,
      answersChecked: counts.answers,
    }),
  };
}

const label = ({ operation, document }: Request): string => `${operation} ${rootFields(document).join(", ")}`;

function read(call: Call): Request | string {
  const { query, variables = {} } = (call.body ?? {}) as {
    query?: unknown;
    variables?: Record<string, unknown>;
  };
  if (typeof query !== "string") return "a GraphQL request needs a query";
  try {
    const document = parse(query);
    const mutates = operationsOf(document).some(({ operation }) => operation === OperationTypeNode.MUTATION);
    return { query, variables, document, operation: mutates ? "Mutation" : "Query" };
  } catch (error) {
    return (error as Error).message;
  }
}

const operationsOf = (document: DocumentNode) =>
  document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? [definition] : [],
  );

const rootFields = (document: DocumentNode): string[] =>
  operationsOf(document).flatMap(({ selectionSet }) =>
    selectionSet.selections.flatMap((selection) =>
      selection.kind === Kind.FIELD ? [selection.name.value] : [],
    ),
  );

function problemOf(schema: GraphQLSchema, { document, variables }: Request): string | undefined {
  const [broken] = validate(schema, document);
  if (broken) return broken.message;
  for (const { variableDefinitions = [] } of operationsOf(document)) {
    const { errors } = getVariableValues(schema, variableDefinitions, variables);
    if (errors?.[0]) return errors[0].message;
    const known = new Set(variableDefinitions.map(({ variable }) => variable.name.value));
    const stray = Object.keys(variables).find((name) => !known.has(name));
    if (stray) return `variable ${stray} is not used by the document`;
  }
  return undefined;
}

const fieldResolver: GraphQLFieldResolver<unknown, unknown> = (source, _args, _context, info) =>
  (source as Record<string, unknown>)[String(info.path.key)];

const typeResolver = (value: unknown) => (value as { __typename?: string }).__typename;

/** An answer fits when running its document over it by the schema gives the same again. */
async function answerProblem(
  schema: GraphQLSchema,
  { document, variables }: Request,
  answer: Answer,
): Promise<string | undefined> {
  const body = JSON.parse(JSON.stringify(answer.body ?? null)) as {
    data?: unknown;
    errors?: unknown[];
  } | null;
  if (!body || (body.data === undefined && !Array.isArray(body.errors)))
    return "an answer needs data or errors";
  if (Array.isArray(body.errors)) return undefined;
  const again = await execute({
    schema,
    document,
    variableValues: variables,
    rootValue: body.data,
    fieldResolver,
    typeResolver,
  });
  if (again.errors?.[0]) return `${(again.errors[0].path ?? []).join(".")}: ${again.errors[0].message}`;
  const same = isDeepStrictEqual(JSON.parse(JSON.stringify(again.data)), body.data);
  return same ? undefined : "the answer holds other fields or values than its document asks for";
}
