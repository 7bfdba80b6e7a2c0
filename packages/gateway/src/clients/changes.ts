import { clientForms, type ClientEntry, type ClientInput } from "@sophia-mcp/core/client-config";
import type { ClientName } from "@sophia-mcp/core/flags";
import type { Editor } from "./edit.ts";
import { FileError } from "./file-error.ts";

/** Whether an entry starts a program of this project, by any of the ways in which `config` writes it. */
export function isOurs(entry: unknown): boolean {
  const { command, args } = (entry ?? {}) as { command?: unknown; args?: unknown };
  const words = [command, ...(Array.isArray(args) ? (args as unknown[]) : [])];
  return words.some(
    (word) =>
      typeof word === "string" &&
      (/sophia-mcp/.test(word) || /[\\/]packages[\\/][a-z]+[\\/](?:src|dist)[\\/]main\.[jt]s$/.test(word)),
  );
}

/** The entries in a client's file that start programs of this project. */
export const ourEntries = (editor: Editor, client: ClientName): string[] => {
  const { key } = clientForms[client];
  return editor.keys([key]).filter((name) => isOurs(editor.value([key, name])));
};

/**
 * Puts entries into a client's file. Of an entry of ours that is there, keys and variables that were added by hand stay,
 * and a variable keeps the value it has.
 * @returns what was kept, in sentences
 * @throws FileError "conflict" when a name is taken by something else and `replace` is not set
 */
export function putEntries(
  editor: Editor,
  client: ClientName,
  { entries, inputs }: { entries: Readonly<Record<string, ClientEntry>>; inputs: readonly ClientInput[] },
  { file, replace }: { file: string; replace: boolean },
): string[] {
  const { key } = clientForms[client];
  const notes: string[] = [];
  for (const [name, entry] of Object.entries(entries)) {
    const path = [key, name];
    const now = editor.value(path);
    if (now !== undefined && !replace && !isOurs(now)) throw taken(file, name);
    if (now !== undefined && replace) {
      for (const old of editor.keys(path)) if (!Object.hasOwn(entry, old)) editor.remove([...path, old]);
      for (const old of editor.keys([...path, "env"]))
        if (!Object.hasOwn(entry.env ?? {}, old)) editor.remove([...path, "env", old]);
    }
    const { env = {}, ...rest } = entry;
    const present = replace ? [] : editor.keys([...path, "env"]);
    const kept = Object.keys(env).filter((variable) =>
      present.some((there) => variable === there || variable === `${there}_FILE`),
    );
    const values = editor.value([...path, "env"]) as Record<string, unknown> | undefined;
    const literal = kept.filter((variable) => values?.[variable] !== env[variable]);
    if (literal.length > 0)
      notes.push(
        `${name}: ${literal.join(", ")} stays as it is in the file; --replace writes the entry anew.`,
      );
    const added = Object.fromEntries(Object.entries(env).filter(([variable]) => !kept.includes(variable)));
    editor.merge(path, { ...rest, ...(Object.keys(added).length > 0 ? { env: added } : {}) });
  }
  addInputs(editor, inputs);
  return notes;
}

function addInputs(editor: Editor, inputs: readonly ClientInput[]): void {
  const there = idsOf(editor);
  const missing = inputs.filter(({ id }) => !there.includes(id));
  editor.append(
    ["inputs"],
    missing.map(({ type, id, description, password }) => ({ type, id, description, password })),
  );
}

/**
 * Takes entries out of a client's file, with the inputs that only they referred to.
 * @throws FileError "nothing" when one is not there, "conflict" when it starts something else
 */
export function removeEntries(
  editor: Editor,
  client: ClientName,
  names: readonly string[],
  { file, replace }: { file: string; replace: boolean },
): void {
  const { key, prompts } = clientForms[client];
  for (const name of names) {
    const path = [key, name];
    const now = editor.value(path);
    if (now === undefined) {
      const ours = ourEntries(editor, client);
      const others = ours.length > 0 ? ` Entries of sophia-mcp there: ${ours.join(", ")}; pass --name.` : "";
      throw new FileError("nothing", `${file} has no entry ${name}.${others}`, { file });
    }
    if (!replace && !isOurs(now)) throw taken(file, name);
    const ids = [...JSON.stringify(now).matchAll(/\$\{input:([^}]+)\}/g)].map(([, id]) => id ?? "");
    editor.remove(path);
    const rest = editor.text();
    const orphans = ids.filter((id) => !rest.includes(`\${input:${id}}`));
    if (prompts && orphans.length > 0) editor.removeItems(["inputs"], (item) => orphans.includes(idOf(item)));
  }
}

const idOf = (input: unknown): string => String((input as { id?: unknown } | null)?.id);

const idsOf = (editor: Editor): string[] => ((editor.value(["inputs"]) ?? []) as unknown[]).map(idOf);

const taken = (file: string, name: string): FileError =>
  new FileError(
    "conflict",
    `${file} has an entry ${name} that starts something else; it was left as it is. Choose another name with --name, or pass --replace.`,
    { file },
  );
