import { getNodeValue, type Node } from "jsonc-parser";
import { commaIn, keyOf, lastEnd, malformed, parseText, property, valueOf } from "./syntax.ts";

type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

interface Style {
  eol: string;
  /** One step of indentation. */
  unit: string;
  /** The whole file on one line. */
  flat: boolean;
}

/** The text of a client's file, changed in single places: everything that is not named stays byte for byte. */
export interface Editor {
  text(): string;
  /** What stands at a path; undefined when nothing does. */
  value(path: readonly string[]): unknown;
  keys(path: readonly string[]): string[];
  /** Puts a value at a path, making the objects on the way; keys that the value does not name stay. */
  merge(path: readonly string[], value: Value): void;
  /** Removes the property at a path, and no comment; false when there is none. */
  remove(path: readonly string[]): boolean;
  /** Puts values at the end of the array at a path, making it where there is none. */
  append(path: readonly string[], values: readonly Value[]): void;
  /** Removes the items of the array at a path of which the test holds. */
  removeItems(path: readonly string[], test: (item: unknown) => boolean): void;
}

/**
 * @param file for messages
 * @throws FileError where the text is not JSON with comments; so does each method where a path leads through something
 *   that is no object, or through a key that stands there twice
 */
export function createEditor(original: string, file: string): Editor {
  let text = original;
  let root = parseText(text, file);
  const style = styleOf(original);

  const write = (next: string): void => {
    root = parseText(next, file);
    text = next;
  };
  const splice = (from: number, to: number, by: string): void =>
    write(text.slice(0, from) + by + text.slice(to));

  /** The property at a path; parsers take the last of two with one name, people see the first: refused. */
  const find = (path: readonly string[]): Node | undefined => {
    let found: Node | undefined;
    let object = root;
    for (const [depth, key] of path.entries()) {
      if (!object) return undefined;
      if (object.type !== "object") {
        const where = path.slice(0, depth).join(".");
        throw malformed(text, file, object.offset, `${where} must be an object`);
      }
      const twice = object.children?.filter((child) => keyOf(child) === key)[1];
      if (twice) throw malformed(text, file, twice.offset, `"${key}" stands here a second time`);
      found = property(object, key);
      object = valueOf(found);
    }
    return found;
  };
  const at = (path: readonly string[]): Node | undefined => (path.length === 0 ? root : valueOf(find(path)));
  const array = (path: readonly string[]): Node | undefined => {
    const node = at(path);
    if (node && node.type !== "array")
      throw malformed(text, file, node.offset, `${path.join(".")} must be an array`);
    return node;
  };

  const insert = (container: Node, item: string): void => {
    const last = container.children?.at(-1);
    const close = container.offset + container.length - 1;
    const comma = last ? commaIn(text, endOf(last), close) : undefined;
    const end = lastEnd(text, container.offset + 1, close);
    const lines = text.slice(container.offset, close).includes("\n");
    const inline = style.flat || (last !== undefined && !lines && !item.includes("\n"));
    const outer = indentAt(text, container.offset);
    const indent = innerIndent(text, container, outer + style.unit);
    const before = inline ? (style.flat || !last ? "" : " ") : `${style.eol}${indent}`;
    const closing = inline || text.slice(end, close).includes("\n") ? "" : `${style.eol}${outer}`;
    const next =
      text.slice(0, end) +
      before +
      item.replaceAll("\n", `${style.eol}${indent}`) +
      (comma === undefined ? "" : ",") +
      closing +
      text.slice(closing === "" ? end : close);
    // The comma belongs behind the value, before a comment that may follow it on its line.
    write(last && comma === undefined ? `${next.slice(0, endOf(last))},${next.slice(endOf(last))}` : next);
  };

  const drop = (node: Node, siblings: readonly Node[], container: Node): void => {
    const index = siblings.indexOf(node);
    const [previous, next] = [siblings[index - 1], siblings[index + 1]];
    const close = container.offset + container.length - 1;
    const after = commaIn(text, endOf(node), next?.offset ?? close);
    const before = after === undefined && previous ? commaIn(text, endOf(previous), node.offset) : undefined;
    // From the end on, so that what was found stays where it is.
    const touching = after !== undefined && text.slice(endOf(node), after).trim() === "";
    let rest = after === undefined || touching ? text : without(text, after, after + 1);
    rest = without(rest, ...wholeLines(rest, node.offset, touching ? after + 1 : endOf(node)));
    write(before === undefined ? rest : without(rest, before, before + 1));
  };

  const put = (path: readonly string[], value: Value): void => {
    const node = at(path);
    if (!node) return add(path, value);
    const now: unknown = getNodeValue(node);
    if (JSON.stringify(now) === JSON.stringify(value)) return;
    if (isObject(value) && node.type === "object") {
      for (const [key, inner] of Object.entries(value)) put([...path, key], inner);
    } else if (Array.isArray(value) && node.type === "array") {
      putItems(path, value as readonly Value[]);
    } else {
      const indent = indentAt(text, node.offset);
      const printed = print(value, style).replaceAll("\n", `${style.eol}${indent}`);
      splice(node.offset, endOf(node), printed);
    }
  };

  const putItems = (path: readonly string[], values: readonly Value[]): void => {
    for (const [i, value] of values.entries()) {
      const item = array(path)?.children?.[i];
      if (!item) append(path, [value]);
      else if (JSON.stringify(getNodeValue(item)) !== JSON.stringify(value))
        splice(item.offset, endOf(item), print(value, style));
    }
    for (;;) {
      const node = array(path);
      const extra = node?.children?.[values.length];
      if (!node || !extra) return;
      drop(extra, node.children ?? [], node);
    }
  };

  const add = (path: readonly string[], value: Value): void => {
    if (!root) {
      const start = text.trimEnd();
      write(`${start}${start === "" ? "" : style.eol}{}${style.eol}`);
    }
    const parent = path.slice(0, -1);
    const container = at(parent);
    const key = path.at(-1) ?? "";
    if (!container) return add(parent, { [key]: value });
    if (container.type !== "object") find(path);
    insert(container, `${JSON.stringify(key)}:${style.flat ? "" : " "}${print(value, style)}`);
  };

  const append = (path: readonly string[], values: readonly Value[]): void => {
    for (const value of values) {
      const node = array(path);
      if (node) insert(node, print(value, style));
      else add(path, [value]);
    }
  };

  return {
    text: () => text,
    value: (path) => {
      const node = at(path);
      return node && (getNodeValue(node) as unknown);
    },
    keys: (path) => (at(path)?.children ?? []).map(keyOf),
    merge: put,
    remove: (path) => {
      const node = find(path);
      const container = at(path.slice(0, -1));
      if (!node || !container) return false;
      drop(node, container.children ?? [], container);
      return true;
    },
    append,
    removeItems: (path, test) => {
      for (;;) {
        const node = array(path);
        const item = node?.children?.find((child) => test(getNodeValue(child)));
        if (!node || !item) return;
        drop(item, node.children ?? [], node);
      }
    },
  };
}

const endOf = (node: Node): number => node.offset + node.length;

const isObject = (value: Value): value is { readonly [key: string]: Value } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const print = (value: Value, { flat, unit }: Style): string =>
  flat ? JSON.stringify(value) : JSON.stringify(value, null, unit);

function styleOf(text: string): Style {
  const breaks = /\r\n|\n/.exec(text)?.[0];
  const unit = /^([ \t]+)(?=["/{[])/m.exec(text)?.[1] ?? "  ";
  return {
    eol: breaks ?? "\n",
    unit: unit.startsWith("\t") ? "\t" : unit,
    flat: text.includes('"') && !/[\r\n]/.test(text.trim()),
  };
}

/** The spaces at the start of the line of an offset. */
function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? "";
}

/** The indentation of what a container holds already, where that begins on a line of its own. */
function innerIndent(text: string, container: Node, usual: string): string {
  const first = container.children?.[0];
  if (!first) return usual;
  const indent = indentAt(text, first.offset);
  const start = text.lastIndexOf("\n", first.offset - 1) + 1;
  return start > container.offset && text.slice(start, first.offset).trim() === "" ? indent : usual;
}

const without = (text: string, from: number, to: number): string => text.slice(0, from) + text.slice(to);

/** A stretch, widened to whole lines where nothing else stands on them, else by the spaces behind it. */
function wholeLines(text: string, from: number, to: number): [number, number] {
  const start = text.lastIndexOf("\n", from - 1) + 1;
  const lineEnd = text.indexOf("\n", to);
  const alone = text.slice(start, from).trim() === "" && text.slice(to, Math.max(lineEnd, to)).trim() === "";
  if (lineEnd >= 0 && alone) return [start, lineEnd + 1];
  const behind = /^[ \t]*/.exec(text.slice(to))?.[0].length ?? 0;
  return [from, to + behind];
}
