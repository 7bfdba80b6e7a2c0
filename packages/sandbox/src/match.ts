export type Pattern = { test(path: string): Record<string, string> | undefined; rank: string };

const SEGMENT = /\{([^}+]+)(\+?)\}/g;

function escapeText(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** `/a/{id}` takes one segment, `/a/{path+}` takes the rest with its slashes. */
export function compilePath(template: string): Pattern {
  const names: string[] = [];
  let source = "";
  let last = 0;
  for (const match of template.matchAll(SEGMENT)) {
    source += escapeText(template.slice(last, match.index));
    source += match[2] ? "(.+)" : "([^/]+)";
    names.push(match[1] ?? "");
    last = match.index + match[0].length;
  }
  const pattern = new RegExp(`^${source}${escapeText(template.slice(last))}/?$`);
  return {
    test(path) {
      const found = pattern.exec(path);
      if (!found) return undefined;
      return Object.fromEntries(names.map((name, index) => [name, decode(found[index + 1] ?? "")]));
    },
    rank: rankOf(template),
  };
}

/** Sorts templates so that a literal segment is tried before a variable one at the same place. */
function rankOf(template: string): string {
  return template
    .split("/")
    .map((segment) => (segment.includes("+}") ? "2" : segment.includes("{") ? "1" : "0"))
    .join("");
}

export function byRank(left: { rank: string }, right: { rank: string }): number {
  return left.rank < right.rank ? -1 : left.rank > right.rank ? 1 : 0;
}

export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
