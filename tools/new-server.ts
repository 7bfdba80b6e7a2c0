/** `npm run new-server -- zendesk "Zendesk"`: a server and its emulator from the template, ready to pass their tests. */
import { cpSync, existsSync, globSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");

/** @returns the files that were written or changed, relative to the repository */
export function writeServer(name: string, title: string): string[] {
  const server = join(root, "packages", name);
  const emulator = join(root, "packages/sandbox/src", name);
  const template = join(import.meta.dirname, "template");
  cpSync(join(template, "server"), server, { recursive: true });
  cpSync(join(template, "emulator"), emulator, { recursive: true });
  // Under their own names they would be taken for a workspace and a project of this repository.
  for (const file of ["package", "tsconfig"]) {
    renameSync(join(server, `${file}.template.json`), join(server, `${file}.json`));
  }
  const written = [server, emulator].flatMap((folder) =>
    globSync("**/*.*", { cwd: folder }).map((file) => join(folder, file)),
  );
  for (const path of written) rename(path, name, title);
  const registries = [
    addLine(
      "packages/sandbox/src/registry.ts",
      `  ${name}: async () => (await import("./${name}/emulator.ts")).${name},`,
    ),
    addLine(
      "packages/gateway/src/registry.ts",
      `  ${name}: {\n    server: () => import("@sophia-mcp/${name}"),\n    sandbox: async () => emulate((await import("@sophia-mcp/sandbox/${name}/emulator")).${name}),\n  },`,
    ),
  ];
  return [...written, ...registries].map((path) => path.slice(root.length + 1));
}

function rename(path: string, name: string, title: string): void {
  const text = readFileSync(path, "utf8");
  const word = title.replaceAll(/[^A-Za-z0-9]/g, "");
  const typed = text.replaceAll("TemplateApi", `${word}Api`).replaceAll("connectTemplate", `connect${word}`);
  const renamed = typed
    .replaceAll("template", name)
    .replaceAll("TEMPLATE", name.toUpperCase())
    .replaceAll("Template", title);
  writeFileSync(path, renamed);
}

/** Puts a line at the end of the one object literal that a registry consists of. */
function addLine(file: string, line: string): string {
  const path = join(root, file);
  const text = readFileSync(path, "utf8");
  const end = text.indexOf("\n};", text.indexOf("= {"));
  writeFileSync(path, `${text.slice(0, end)}\n${line}${text.slice(end)}`);
  return path;
}

if (process.argv[1] === import.meta.filename) {
  const [name = "", title = name.slice(0, 1).toUpperCase() + name.slice(1)] = process.argv.slice(2);
  if (!/^[a-z][a-z0-9]{1,15}$/.test(name)) {
    process.stderr.write(
      'Usage: npm run new-server -- <name> ["Title"]; the name is lower case, letters and digits.\n',
    );
    process.exit(2);
  }
  if (existsSync(join(root, "packages", name))) {
    process.stderr.write(`packages/${name} exists already.\n`);
    process.exit(2);
  }
  for (const file of writeServer(name, title)) process.stdout.write(`${file}\n`);
  process.stdout.write(`
Next:
  npm install             link the package
  npx nx test ${name}     the shared suite, green from the start
Then replace api.ts, tools/ and the emulator's routes with the vendor's, and say in the README where the key comes from.
`);
}
