/** Lets a copy of the repository run with the packages that are installed, and with its own workspaces. */
import { lstatSync, mkdirSync, readdirSync, realpathSync, symlinkSync } from "node:fs";
import { join } from "node:path";

/** @param copy of the repository, without node_modules */
export function linkModules(root: string, copy: string): void {
  const installed = join(root, "node_modules");
  const modules = join(copy, "node_modules");
  mkdirSync(join(modules, "@sophia-mcp"), { recursive: true });
  for (const entry of readdirSync(installed)) {
    if (entry !== "@sophia-mcp") symlinkSync(join(installed, entry), join(modules, entry));
  }
  for (const name of readdirSync(join(installed, "@sophia-mcp"))) {
    const link = join(installed, "@sophia-mcp", name);
    if (lstatSync(link).isSymbolicLink())
      symlinkSync(realpathSync(link).replace(root, copy), join(modules, "@sophia-mcp", name));
  }
}
