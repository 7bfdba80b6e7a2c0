import { filesAt, type Objects, type Snapshot } from "./git.ts";

export type FileChange = {
  filename: string;
  status: "added" | "removed" | "modified";
  additions: number;
  deletions: number;
  patch: string;
  sha: string;
};

/** The files that differ between two commits; `from` undefined is nothing at all. */
export function changes(objects: Objects, from: string | undefined, to: string): FileChange[] {
  return changedFiles(objects, from === undefined ? new Map() : filesAt(objects, from), filesAt(objects, to));
}

function changedFiles(objects: Objects, before: Snapshot, after: Snapshot): FileChange[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap((filename): FileChange[] => {
    const old = before.get(filename)?.sha;
    const now = after.get(filename)?.sha;
    if (old === now) return [];
    const status = old === undefined ? "added" : now === undefined ? "removed" : "modified";
    const { patch, additions, deletions } = unified(linesOf(objects, old), linesOf(objects, now));
    return [{ filename, status, additions, deletions, patch, sha: now ?? old ?? "" }];
  });
}

function linesOf(objects: Objects, sha: string | undefined): string[] {
  const text = sha === undefined ? "" : (objects.blobs.get(sha)?.toString("utf8") ?? "");
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

type Edit = { sign: " " | "+" | "-"; text: string };

const CONTEXT = 3;
/** Beyond this the whole file counts as replaced: the table would be too large. */
const LARGEST = 2_000_000;

function unified(
  before: readonly string[],
  after: readonly string[],
): {
  patch: string;
  additions: number;
  deletions: number;
} {
  const edits = compare(before, after);
  const hunks: string[] = [];
  let [oldLine, newLine] = [1, 1];
  let hunk: { edits: Edit[]; old: number; now: number; quiet: number } | undefined;
  let lead: Edit[] = [];
  const flush = () => {
    if (!hunk) return;
    const kept = hunk.edits.slice(0, hunk.edits.length - Math.max(0, hunk.quiet - CONTEXT));
    const count = (sign: "+" | "-") => kept.filter((edit) => edit.sign !== (sign === "+" ? "-" : "+")).length;
    hunks.push(
      [
        `@@ -${hunk.old},${count("-")} +${hunk.now},${count("+")} @@`,
        ...kept.map((edit) => edit.sign + edit.text),
      ].join("\n"),
    );
    hunk = undefined;
    lead = [];
  };
  for (const edit of edits) {
    if (edit.sign === " ") {
      if (hunk) {
        hunk.edits.push(edit);
        hunk.quiet += 1;
        if (hunk.quiet > CONTEXT * 2) flush();
      } else {
        lead = [...lead, edit].slice(-CONTEXT);
      }
    } else {
      hunk ??= {
        edits: [...lead],
        old: Math.max(before.length === 0 ? 0 : 1, oldLine - lead.length),
        now: Math.max(after.length === 0 ? 0 : 1, newLine - lead.length),
        quiet: 0,
      };
      hunk.edits.push(edit);
      hunk.quiet = 0;
    }
    if (edit.sign !== "+") oldLine += 1;
    if (edit.sign !== "-") newLine += 1;
  }
  flush();
  return {
    patch: hunks.join("\n"),
    additions: edits.filter((edit) => edit.sign === "+").length,
    deletions: edits.filter((edit) => edit.sign === "-").length,
  };
}

/** The longest common subsequence of lines, as edits. */
function compare(before: readonly string[], after: readonly string[]): Edit[] {
  const [rows, columns] = [before.length, after.length];
  const replaced = (): Edit[] => [
    ...before.map((text): Edit => ({ sign: "-", text })),
    ...after.map((text): Edit => ({ sign: "+", text })),
  ];
  if (rows * columns > LARGEST) return replaced();
  const width = columns + 1;
  const common = new Uint32Array((rows + 1) * width);
  const at = (row: number, column: number) => common[row * width + column] ?? 0;
  for (let row = rows - 1; row >= 0; row -= 1) {
    for (let column = columns - 1; column >= 0; column -= 1) {
      common[row * width + column] =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const edits: Edit[] = [];
  let [row, column] = [0, 0];
  while (row < rows || column < columns) {
    if (row < rows && column < columns && before[row] === after[column]) {
      edits.push({ sign: " ", text: before[row] ?? "" });
      row += 1;
      column += 1;
    } else if (row < rows && (column >= columns || at(row + 1, column) >= at(row, column + 1))) {
      edits.push({ sign: "-", text: before[row] ?? "" });
      row += 1;
    } else {
      edits.push({ sign: "+", text: after[column] ?? "" });
      column += 1;
    }
  }
  return edits;
}
