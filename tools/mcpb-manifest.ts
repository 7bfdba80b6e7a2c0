/** The manifest of a Claude Desktop bundle, from the definitions. */
import type { Product } from "./definitions.ts";
import { source } from "./metadata.ts";
import type { Variable } from "./variables.ts";

/** A setting that Claude Desktop asks for; a sensitive one is kept in the system's key store. */
interface UserConfig {
  type: "string" | "number" | "boolean" | "file";
  title: string;
  description: string;
  required: boolean;
  sensitive?: true;
  default?: string | number | boolean;
}

export interface BundleManifest {
  manifest_version: "0.3";
  name: string;
  display_name: string;
  version: string;
  description: string;
  long_description: string;
  author: { name: string; url: string };
  repository: { type: "git"; url: string };
  homepage: string;
  documentation: string;
  support: string;
  icon: string;
  server: {
    type: "node";
    entry_point: string;
    mcp_config: { command: string; args: string[]; env: Record<string, string> };
  };
  tools: { name: string; description: string }[];
  tools_generated: true;
  keywords: string[];
  license: string;
  compatibility: { platforms: ("darwin" | "win32" | "linux")[]; runtimes: { node: string } };
  user_config: Record<string, UserConfig>;
}

export function bundleManifest({ name, title, pkg, variables, tools }: Product): BundleManifest {
  const page = `${source}/tree/main/packages/${name}`;
  return {
    manifest_version: "0.3",
    name: `sophia-mcp-${name}`,
    display_name: name === "gateway" ? "Sophia MCP (nine systems)" : `${title} (Sophia MCP)`,
    version: pkg.version,
    description: pkg.description,
    long_description: `${pkg.description}. The tools are listed without a credential; a call says which one is missing and where to create it. Switch on "Sandbox" to try every tool against a built-in emulator, without an account. ${page}`,
    author: { name: "Sophia MCP", url: source },
    repository: { type: "git", url: `${source}.git` },
    homepage: page,
    documentation: `${page}#readme`,
    support: `${source}/issues`,
    icon: "icon.png",
    server: {
      type: "node",
      entry_point: "dist/main.js",
      mcp_config: {
        command: "node",
        args: ["${__dirname}/dist/main.js", ...(name === "gateway" ? ["serve"] : [])],
        env: Object.fromEntries(variables.map(({ name }) => [name, `\${user_config.${key(name)}}`])),
      },
    },
    tools,
    // Groups beyond core are listed when the user asks for them.
    tools_generated: true,
    keywords: pkg.keywords,
    license: pkg.license,
    compatibility: { platforms: ["darwin", "win32", "linux"], runtimes: { node: pkg.engines.node } },
    user_config: Object.fromEntries(variables.map((variable) => [key(variable.name), userConfig(variable)])),
  };
}

const key = (name: string): string => name.toLowerCase();

function userConfig(variable: Variable): UserConfig {
  const { type, title, description, required, secret } = variable;
  return {
    type,
    title,
    description,
    required,
    ...(secret ? { sensitive: true } : {}),
    // Without a default the placeholder itself would become the value of what was left open.
    ...(required ? {} : { default: preset(variable) }),
  };
}

function preset({ type, default: value }: Variable): string | number | boolean {
  if (type === "number") return Number(value);
  return type === "boolean" ? value === "true" : value;
}
