import {
  type DocumentNode,
  execute,
  getNamedType,
  type GraphQLError,
  type GraphQLFieldResolver,
  parse,
  validate,
} from "graphql";
import { type Answer, type Call, route, type Token } from "../emulator.ts";
import { byKey } from "../world/world.ts";
import { complexityOf, MOST_COMPLEX } from "./complexity.ts";
import { emptyValue } from "./defaults.ts";
import { errorAnswer } from "./errors.ts";
import { mutations } from "./mutations.ts";
import { paginate } from "./pages.ts";
import { type Arguments, queries } from "./queries.ts";
import { fieldOf, isEntity, type Reader } from "./relations.ts";
import { schema } from "./schema.ts";
import { requireScope, TOKENS } from "./scopes.ts";
import type { Entity, LinearState } from "./state.ts";

type Context = Reader & { token: Token };

const resolve: GraphQLFieldResolver<unknown, Context, Arguments> = (source, args, context, info) => {
  const { fieldName, parentType, returnType } = info;
  if (parentType.name === "Query") return queries[fieldName]?.(context, args);
  if (parentType.name === "Mutation") {
    requireScope(context.token, fieldName);
    return mutations[fieldName]?.(context, args);
  }
  const entity = isEntity(source) ? source : undefined;
  const value = entity ? fieldOf(context, entity, fieldName) : (source as Record<string, unknown>)[fieldName];
  const named = getNamedType(returnType);
  if (named.name.endsWith("Connection")) {
    return Array.isArray(value) || value === undefined
      ? paginate(context, (value ?? []) as Entity[], args)
      : value;
  }
  if (value !== undefined && value !== null) return value;
  return emptyValue(returnType, entity?.createdAt ?? "");
};

async function handle(call: Call<LinearState>): Promise<Answer> {
  const { state, token } = call;
  const { query, variables = {} } = (call.body ?? {}) as {
    query?: unknown;
    variables?: Record<string, unknown>;
  };
  if (typeof query !== "string")
    return errorAnswer("graphql", { message: "GraphQL operations must contain a non-empty `query`." });
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    return refused(error as GraphQLError, "GRAPHQL_PARSE_FAILED");
  }
  const [problem] = validate(schema, document);
  if (problem) return refused(problem, "GRAPHQL_VALIDATION_FAILED");
  state.complexity = complexityOf(document, variables);
  if (state.complexity > MOST_COMPLEX) {
    return errorAnswer("input", {
      message: "Query too complex",
      presentable: `The query's complexity is ${state.complexity}, at most ${MOST_COMPLEX} is allowed.`,
    });
  }
  state.used.complexity += state.complexity;
  const person = TOKENS.find(({ name }) => name === token.name)?.personKey ?? "";
  const contextValue: Context = { state, token, viewerId: byKey(state.world.people, person).linearId };
  const result = await execute({
    schema,
    document,
    variableValues: variables,
    contextValue,
    fieldResolver: resolve,
    typeResolver: () => undefined,
  });
  if (!result.errors) return { body: result };
  // Variables of a wrong type are refused before anything runs.
  if (result.data === undefined) return refused(result.errors[0] as GraphQLError, "BAD_USER_INPUT");
  return { body: { errors: result.errors.map((error) => error.toJSON()), data: result.data } };
}

function refused({ message, locations }: GraphQLError, code: string): Answer {
  const said = errorAnswer("graphql", { message, more: { code } });
  const [error] = (said.body as { errors: object[] }).errors;
  return { ...said, body: { errors: [{ ...error, locations }] } };
}

export const graphqlRoutes = [route<LinearState>("POST", "/graphql", handle)];
