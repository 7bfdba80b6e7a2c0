/** The figures of the last `npm run bench -- --save`, with where and when they were measured. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { markdown } from "./markdown.ts";

interface About {
  date: string;
  machine: string;
  node: string;
  command: string;
}
type Row = Readonly<Record<string, string | number>>;

/** What stands above a table, by the section's name and the table's first column. */
const titles: Readonly<Record<string, string>> = {
  start: "From spawn to the complete list of tools, and the memory then in use:",
  calls: "Tool calls against the sandbox over stdio, the emulator's own work included:",
  gateway: "The gateway held against its bounds: what it takes to start, and what it adds to a call:",
  sizes: "What `npx` downloads, and what then lies on the disk, dependencies included:",
  sessions: "Sessions over a compiled profile, and decisions of the policy:",
  webhooks: "Gong webhooks, from the sender's side until the answer:",
};

export function benchTables(): string {
  const path = join(import.meta.dirname, "bench/results.json");
  const { about, ...sections } = JSON.parse(readFileSync(path, "utf8")) as { about: About } & Record<
    string,
    Row[]
  >;
  const { date, machine, node, command } = about;
  const parts = Object.entries(sections).map(([name, rows]) =>
    [titles[name] ?? `${name}:`].concat(tables(rows).map(table)).join("\n\n"),
  );
  return [`${date}, ${machine}, Node ${node}, \`${command}\`.`, ...parts].join("\n\n");
}

/** A section may hold several tables one after the other, whose rows begin with different columns. */
function tables(rows: readonly Row[]): Row[][] {
  const found: Row[][] = [];
  for (const row of rows) {
    const last = found.at(-1);
    if (last && first(last[0]) === first(row)) last.push(row);
    else found.push([row]);
  }
  return found;
}

const first = (row: Row | undefined): string => Object.keys(row ?? {})[0] ?? "";

function table(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return markdown(
    columns,
    rows.map((cells) => columns.map((column) => String(cells[column] ?? ""))),
  );
}
