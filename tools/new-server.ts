/** `npm run new-server -- zendesk "Zendesk"`: writes `packages/zendesk` from the template, ready to pass its tests. */
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");

/** Files that the new folder holds, relative to it. */
export function writeServer(target: string, name: string, title: string): string[] {
  mkdirSync(target, { recursive: true });
  cpSync(join(import.meta.dirname, "template"), target, { recursive: true, filter: (path) => !/\/(node_modules|reports|dist)(\/|$)/.test(path) });
  const files = globSync("**/*", { cwd: target, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replaceAll("template", name).replaceAll("Template", title).replaceAll("TEMPLATE", name.toUpperCase()));
    const renamed = path.replace("package.template.json", "package.json");
    if (renamed !== path) renameSync(path, renamed);
    return renamed.slice(target.length + 1);
  });
}

if (process.argv[1] === import.meta.filename) {
  const [name = "", title = name.slice(0, 1).toUpperCase() + name.slice(1)] = process.argv.slice(2);
  const target = join(root, "packages", name);
  if (!/^[a-z][a-z0-9]{1,15}$/.test(name)) {
    process.stderr.write('Usage: npm run new-server -- <name> ["Title"]; the name is lower case, letters and digits.\n');
    process.exit(2);
  }
  if (existsSync(target)) {
    process.stderr.write(`packages/${name} exists already.\n`);
    process.exit(2);
  }
  for (const file of writeServer(target, name, title)) process.stdout.write(`packages/${name}/${file}\n`);
  process.stdout.write(`
Next:
  npm install                                  link the package
  src/api.ts, src/tools/                       the endpoints and the tools
  packages/sandbox/src/${name}/emulator.ts     its emulator, and a line in packages/sandbox/src/registry.ts
  packages/gateway/src/registry.ts             a line for the gateway
  npx nx test ${name}                          the shared suite
`);
}
