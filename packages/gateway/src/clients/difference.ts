import { createRedactor } from "@sophia-mcp/auth/redact";
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { parseTree, type Node } from "jsonc-parser";
import { keyOf, valueOf } from "./syntax.ts";

const telling = /token|secret|password|passwd|credential|api_?key|primarykey|authorization|cookie/i;
const hidden = "[hidden]";

/**
 * What changes between two texts of one file, as a unified diff. Values that may be secrets, the user's own included, are
 * hidden in it: it is shown on screens and kept in logs.
 * @param open values that may be shown: those that were just put together
 */
export function difference(file: string, before: string, after: string, open: ReadonlySet<string>): string {
  const [from, to] = [before, after].map((text) => withoutSecrets(text, open).replaceAll("\r\n", "\n"));
  const patch = createTwoFilesPatch(file, file, from ?? "", to ?? "", undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
  return patch.trimEnd();
}

function withoutSecrets(text: string, open: ReadonlySet<string>): string {
  const root = parseTree(text, [], { allowTrailingComma: true, allowEmptyContent: true });
  const found: Node[] = [];
  collect(root, false, found);
  let clean = text;
  // From the end on, so that what was found stays where it is.
  for (const { offset, length, value } of found.toReversed()) {
    if (open.has(String(value)) || String(value).includes("${")) continue;
    clean = `${clean.slice(0, offset)}"${hidden}"${clean.slice(offset + length)}`;
  }
  return createRedactor().text(clean);
}

/** Strings under `env` and `headers`, and under keys that speak of secrets. */
function collect(node: Node | undefined, inside: boolean, found: Node[]): void {
  if (!node) return;
  if (node.type === "string" && inside) found.push(node);
  for (const child of node.children ?? []) {
    if (child.type !== "property") {
      collect(child, inside, found);
      continue;
    }
    const key = keyOf(child);
    collect(valueOf(child), inside || key === "env" || key === "headers" || telling.test(key), found);
  }
}
