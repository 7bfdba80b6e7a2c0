import { join, resolve } from "node:path";
import type { ErrorObject, ValidateFunction } from "ajv";
import type { Answer, Call } from "../emulator.ts";
import type { CheckerInput, SpecChecker } from "./checker.ts";
import { follow, isNode, type Library, loadLibrary, type Node } from "./load.ts";
import { type Operation, readOperations } from "./operations.ts";
import { toJsonSchema } from "./schema.ts";

type Compilers = { strict(schema: Node): ValidateFunction; coercing(schema: Node): ValidateFunction };

/** Holds requests and answers against OpenAPI 3.0 and 3.1 descriptions; each schema is compiled on first use. */
export async function createOpenApiChecker(input: CheckerInput): Promise<SpecChecker> {
  const { vendor, directory, source, report } = input;
  const files = source.resolve
    ? await source.resolve()
    : (source.files ?? []).map((file) => join(directory, file));
  const { library, operations, compilers } = await read(
    files.map((file) => resolve(file)),
    source.greedy ?? [],
  );
  const covered = new Set<string>();
  const counts = { requests: 0, answers: 0 };
  const context = { library, compilers };

  const find = (call: Call): Operation | undefined => {
    const path = source.pathOf?.(call) ?? call.rawPath;
    return operations.find(
      ({ method, pattern }) => method === call.method && pattern.test(path) !== undefined,
    );
  };
  return {
    async checkRequest(call) {
      if (source.exempt?.(call)) return undefined;
      const operation = find(call);
      counts.requests += 1;
      const body = source.bodyOf ? source.bodyOf(call) : call.body;
      const query = source.queryOf ? source.queryOf(call) : call.query;
      const problem = operation
        ? (parameterProblem(context, operation, call, query) ?? bodyProblem(context, operation, call, body))
        : `the description has no ${call.method} ${call.path}`;
      if (operation) covered.add(operation.label);
      if (problem)
        report({
          vendor,
          side: "request",
          operation: operation?.label ?? `${call.method} ${call.path}`,
          problem,
        });
      return problem;
    },
    async checkAnswer(call, answer) {
      const operation = source.exempt?.(call) ? undefined : find(call);
      if (!operation) return;
      counts.answers += 1;
      const held = source.answerOf ? { ...answer, body: source.answerOf(call, answer) } : answer;
      const problem = answerProblem(context, operation, held, source.looseAnswers ?? false);
      if (problem) report({ vendor, side: "answer", operation: operation.label, problem });
    },
    coverage: () => ({
      description: source.description,
      operationsKnown: operations.length,
      operationsCovered: [...covered].sort(),
      requestsChecked: counts.requests,
      answersChecked: counts.answers,
    }),
  };
}

type Description = Context & { operations: readonly Operation[] };

/** Descriptions are large: each is read once in a process, and its schemas are compiled once for all sandboxes in it. */
const known = new Map<string, Promise<Description>>();

function read(files: readonly string[], greedy: readonly string[]): Promise<Description> {
  const key = JSON.stringify([files, greedy]);
  const found = known.get(key);
  if (found) return found;
  const loading = (async () => {
    const [library, compilers] = await Promise.all([loadLibrary(files), loadCompilers()]);
    return { library, compilers, operations: readOperations(library, files, greedy) };
  })();
  known.set(key, loading);
  loading.catch(() => known.delete(key));
  return loading;
}

async function loadCompilers(): Promise<Compilers> {
  const [{ Ajv2020 }, formats] = await Promise.all([import("ajv/dist/2020.js"), import("ajv-formats")]);
  const options = { strict: false, allErrors: false, logger: false, validateSchema: false } as const;
  const strict = new Ajv2020(options);
  // Parameters and form fields arrive as text, whatever their type is.
  const coercing = new Ajv2020({ ...options, coerceTypes: true });
  formats.default.default(strict);
  formats.default.default(coercing);
  return { strict: (schema) => strict.compile(schema), coercing: (schema) => coercing.compile(schema) };
}

type Context = { library: Library; compilers: Compilers };

function once(
  operation: Operation,
  key: string,
  make: () => ValidateFunction | undefined,
): ValidateFunction | undefined {
  if (!operation.compiled.has(key)) operation.compiled.set(key, make());
  return operation.compiled.get(key);
}

function problemOf(check: ValidateFunction | undefined, value: unknown, where: string): string | undefined {
  if (!check || check(value)) return undefined;
  return check.errors?.[0] ? `${where}${sayError(check.errors[0])}` : `${where} is not valid`;
}

function sayError({ instancePath, message, params, keyword }: ErrorObject): string {
  const at = instancePath.replaceAll("/", ".");
  const given: Node = params;
  const name = given["additionalProperty"] ?? given["unevaluatedProperty"];
  if (typeof name === "string") return `${at}: "${name}" is not described`;
  const allowed = keyword === "enum" ? ` ${JSON.stringify(given["allowedValues"])}` : "";
  return `${at}: ${message ?? keyword}${allowed}`;
}

function parameterProblem(
  context: Context,
  operation: Operation,
  call: Call,
  query: URLSearchParams,
): string | undefined {
  const missing = operation.parameters.find(
    ({ name, in: where, required }) =>
      where === "header" && required && call.headers[name.toLowerCase()] === undefined,
  );
  if (missing) return `header ${missing.name} is required`;
  const check = once(operation, "query", () => context.compilers.coercing(operation.schemaOf("query")));
  return problemOf(check, queryOf(operation, query), "query");
}

/** Puts the query into the shape that the parameters' styles describe. */
function queryOf(operation: Operation, query: URLSearchParams): Node {
  const values: Node = {};
  for (const key of new Set(query.keys())) {
    const bare = key.replace(/\[\]$/, "");
    const deep = /^([^[]+)\[([^\]]+)\]$/.exec(key);
    const parameter = operation.parameters.find(
      ({ name, in: where }) => where === "query" && (name === key || name === bare),
    );
    const all = query.getAll(key);
    if (parameter?.list)
      values[parameter.name] =
        parameter.explode && all.length > 1 ? all : all.flatMap((value) => value.split(","));
    else if (!parameter && deep?.[1])
      values[deep[1]] = { ...(values[deep[1]] as Node | undefined), [deep[2] ?? ""]: all[0] };
    else values[key] = all[0];
  }
  return values;
}

function bodyProblem(context: Context, operation: Operation, call: Call, body: unknown): string | undefined {
  const { library } = context;
  const { file, node } = follow(library, operation.place.file, operation.place.node["requestBody"]);
  const content = isNode(node["content"]) ? node["content"] : undefined;
  if (call.raw.length === 0) return node["required"] === true ? "a body is required" : undefined;
  if (!content) return "this operation takes no body";
  const sent = call.headers["content-type"]?.split(";")[0]?.trim().toLowerCase() ?? "";
  const type = Object.keys(content).find((known) => known.split(";")[0] === sent || known === "*/*");
  if (type === undefined)
    return `content type ${sent || "(none)"} is not accepted; send ${Object.keys(content).join(" or ")}`;
  if (body === undefined) return undefined;
  const media = content[type];
  const check = once(operation, `body ${type}`, () => {
    const schema = toJsonSchema(library, file, isNode(media) ? media["schema"] : {}, {
      closed: true,
      loose: false,
    });
    return sent === "application/json"
      ? context.compilers.strict(schema)
      : context.compilers.coercing(schema);
  });
  return problemOf(check, sent === "application/json" ? body : structuredClone(body), "body");
}

function answerProblem(
  context: Context,
  operation: Operation,
  answer: Answer,
  loose: boolean,
): string | undefined {
  const { library } = context;
  const status = String(answer.status ?? 200);
  const { node: responses, file } = follow(library, operation.place.file, operation.place.node["responses"]);
  const key = [status, `${status[0]}XX`, `${status[0]}xx`, "default"].find(
    (name) => responses[name] !== undefined,
  );
  if (key === undefined) return `status ${status} is not described`;
  const response = follow(library, file, responses[key]);
  const content = isNode(response.node["content"]) ? response.node["content"] : {};
  const type = Object.keys(content).find((name) => /json|\*\/\*/.test(name));
  const media = type === undefined ? undefined : content[type];
  if (!isNode(media) || !isNode(media["schema"]) || typeof answer.body !== "object") return undefined;
  const check = once(operation, `answer ${key}`, () => {
    return context.compilers.strict(
      toJsonSchema(library, response.file, media["schema"], { closed: false, loose }),
    );
  });
  const body: unknown = JSON.parse(JSON.stringify(answer.body));
  return problemOf(check, loose ? withoutNulls(body) : body, `answer ${status}`);
}

/** Vendors send null for fields which their description knows only as absent. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isNode(value)) return value;
  const kept = Object.entries(value).filter(([, held]) => held !== null);
  return Object.fromEntries(kept.map(([key, held]) => [key, withoutNulls(held)]));
}
