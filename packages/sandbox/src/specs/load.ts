import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";

export type Node = Record<string, unknown>;

/** Descriptions by absolute path, with every file that they refer to. */
export type Library = Map<string, Node>;

export type Place = { file: string; node: Node };

export async function loadLibrary(files: readonly string[]): Promise<Library> {
  const library: Library = new Map();
  const waiting = files.map((file) => resolve(file));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (library.has(file)) continue;
    const document = await parsed(file);
    library.set(file, document);
    for (const other of foreignRefs(document)) waiting.push(resolve(dirname(file), other));
  }
  return library;
}

/** Large descriptions take half a second to read, and tests start many sandboxes. */
const documents = new Map<string, Promise<Node>>();

function parsed(file: string): Promise<Node> {
  let document = documents.get(file);
  if (!document) documents.set(file, (document = parse(file)));
  return document;
}

async function parse(file: string): Promise<Node> {
  const text = await readFile(file, "utf8");
  if (file.endsWith(".json")) return JSON.parse(text) as Node;
  const yaml = await import("yaml");
  return yaml.parse(text, { maxAliasCount: -1 }) as Node;
}

function foreignRefs(document: Node): Set<string> {
  const found = new Set<string>();
  const visit = (value: unknown) => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (!isNode(value)) return;
    const ref = value["$ref"];
    if (typeof ref === "string" && !ref.startsWith("#")) found.add(ref.split("#")[0] ?? "");
    Object.values(value).forEach(visit);
  };
  visit(document);
  return found;
}

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Follows `$ref` until there is none. */
export function follow(library: Library, file: string, node: unknown): Place {
  let place: Place = { file, node: isNode(node) ? node : {} };
  for (let depth = 0; typeof place.node["$ref"] === "string"; depth += 1) {
    if (depth > 50) throw new Error(`circular $ref ${place.node["$ref"]} in ${file}`);
    place = lookUp(library, place.file, place.node["$ref"]);
  }
  return place;
}

export function lookUp(library: Library, file: string, ref: string): Place {
  const [other = "", pointer = ""] = ref.split("#");
  const target = other === "" ? file : resolve(dirname(file), other);
  let node: unknown = library.get(target);
  for (const part of pointer.split("/").slice(1)) {
    const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    node = isNode(node) || Array.isArray(node) ? (node as Node)[key] : undefined;
  }
  if (!isNode(node)) throw new Error(`$ref ${ref} in ${file} leads nowhere`);
  return { file: target, node };
}
