import type { ValidateFunction } from "ajv";
import { byRank, compilePath, type Pattern } from "../match.ts";
import { follow, isNode, type Library, type Node, type Place } from "./load.ts";
import { toJsonSchema } from "./schema.ts";

export type Parameter = { name: string; in: string; required: boolean; list: boolean; explode: boolean };

export type Operation = {
  label: string;
  method: string;
  pattern: Pattern;
  rank: string;
  place: Place;
  parameters: readonly Parameter[];
  /** All parameters of one place as one object, so that one check names whichever is wrong, missing or unknown. */
  schemaOf(where: "path" | "query"): Node;
  /** Compiled on first use. */
  compiled: Map<string, ValidateFunction | undefined>;
};

const METHODS = ["get", "put", "post", "delete", "patch", "head", "options"];

export function readOperations(
  library: Library,
  files: readonly string[],
  greedy: readonly string[],
): Operation[] {
  const operations: Operation[] = [];
  for (const file of files) {
    const paths = library.get(file)?.["paths"];
    for (const [path, item] of Object.entries(isNode(paths) ? paths : {})) {
      const shared = follow(library, file, item);
      const template = greedy.reduce((text, name) => text.replace(`{${name}}`, `{${name}+}`), path);
      const pattern = compilePath(template);
      for (const method of METHODS) {
        const node = shared.node[method];
        if (!isNode(node)) continue;
        const label = `${method.toUpperCase()} ${path}`;
        const place = { file: shared.file, node };
        operations.push({
          label,
          method: method.toUpperCase(),
          pattern,
          rank: pattern.rank,
          place,
          parameters: parametersOf(library, shared, node),
          schemaOf: (where) => parameterSchema(library, shared, node, where, label),
          compiled: new Map(),
        });
      }
    }
  }
  return operations.sort(byRank);
}

function rawParameters(library: Library, shared: Place, node: Node): Place[] {
  const lists = [shared.node["parameters"], node["parameters"]];
  return lists
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .map((item) => follow(library, shared.file, item));
}

function parametersOf(library: Library, shared: Place, node: Node): Parameter[] {
  return rawParameters(library, shared, node).map(({ file, node: parameter }) => {
    const schema = follow(library, file, parameter["schema"]).node;
    return {
      name: String(parameter["name"]),
      in: String(parameter["in"]),
      required: parameter["required"] === true,
      list: schema["type"] === "array",
      explode: parameter["explode"] !== false,
    };
  });
}

function parameterSchema(
  library: Library,
  shared: Place,
  operation: Node,
  where: string,
  label: string,
): Node {
  const properties: Node = {};
  const required: string[] = [];
  for (const { file, node } of rawParameters(library, shared, operation)) {
    if (node["in"] !== where) continue;
    const name = String(node["name"]);
    // References point to the root of a schema, so each parameter's definitions need a root of their own.
    const $id = `urn:parameter:${encodeURIComponent(`${label} ${where} ${name}`)}`;
    const { $defs, ...schema } = toJsonSchema(library, file, node["schema"] ?? {}, {
      closed: false,
      loose: false,
    });
    properties[name] = { $id, $defs, allOf: [schema] };
    if (node["required"] === true) required.push(name);
  }
  return { type: "object", properties, required, additionalProperties: false };
}
