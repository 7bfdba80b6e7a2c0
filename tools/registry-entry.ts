/** A package's entry in the MCP registry, `server.json`: from the definitions, and held against the registry's rules. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findSpecs } from "@sophia-mcp/sandbox/specs/find";
import { Ajv } from "ajv";
import { default as formats } from "ajv-formats";
import { z } from "zod";
import type { Product } from "./definitions.ts";
import { descriptionLimit, source } from "./metadata.ts";
import type { Variable } from "./variables.ts";

export const registrySchema = "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json";

const variable = z.strictObject({
  name: z.string().regex(/^[A-Z][A-Z0-9_]*$/),
  description: z.string().min(1),
  format: z.enum(["string", "number", "boolean", "filepath"]),
  isRequired: z.boolean(),
  isSecret: z.boolean(),
  default: z.string().min(1).optional(),
});

const common = {
  transport: z.strictObject({ type: z.literal("stdio") }),
  environmentVariables: z.array(variable),
};
const exact = z.string().regex(/^\d+\.\d+\.\d+(-[\w.]+)?$/);

/** What the registry takes of us: a narrow part of its schema, so that a slip is seen where the schema itself is not at hand. */
const entry = z.strictObject({
  $schema: z.literal(registrySchema),
  name: z.string().regex(/^io\.github\.[\w-]+\/[\w.-]+$/),
  title: z.string().min(1).max(100),
  description: z.string().min(1).max(descriptionLimit),
  version: exact,
  websiteUrl: z.url(),
  repository: z.strictObject({ url: z.url(), source: z.literal("github"), subfolder: z.string() }),
  packages: z.tuple([
    z.strictObject({
      ...common,
      registryType: z.literal("npm"),
      registryBaseUrl: z.literal("https://registry.npmjs.org"),
      identifier: z.string().startsWith("@sophia-mcp/"),
      version: exact,
      runtimeHint: z.literal("npx"),
    }),
    z.strictObject({
      ...common,
      registryType: z.literal("oci"),
      // The registry takes an image's version from its tag alone.
      identifier: z.string().regex(/^ghcr\.io\/sophia-mcp\/[a-z]+:\d+\.\d+\.\d+(-[\w.]+)?$/),
      runtimeHint: z.literal("docker"),
    }),
    z.strictObject({
      ...common,
      registryType: z.literal("mcpb"),
      identifier: z.url().endsWith(".mcpb"),
      version: exact,
      /** Known when the bundle is built; without it the registry refuses the entry. */
      fileSha256: z
        .string()
        .regex(/^[a-f0-9]{64}$/)
        .optional(),
    }),
  ]),
});

export type RegistryEntry = z.infer<typeof entry>;

/** Name of the file that a release carries, and that the registry sends users to. */
export const bundleName = ({ name, pkg }: Pick<Product, "name" | "pkg">): string =>
  `sophia-mcp-${name}-${pkg.version}.mcpb`;

/** @param sha256 of the built bundle; the committed file has none, the published one must */
export function registryEntry(product: Product, sha256?: string): RegistryEntry {
  const { name, title, pkg } = product;
  const environmentVariables = product.variables.map(described);
  const shared = { transport: { type: "stdio" as const }, environmentVariables };
  return {
    $schema: registrySchema,
    name: pkg.mcpName ?? "",
    title,
    description: pkg.description,
    version: pkg.version,
    websiteUrl: `${source}/tree/main/packages/${name}`,
    repository: { url: source, source: "github", subfolder: `packages/${name}` },
    packages: [
      {
        registryType: "npm",
        registryBaseUrl: "https://registry.npmjs.org",
        identifier: pkg.name,
        version: pkg.version,
        runtimeHint: "npx",
        ...shared,
      },
      {
        registryType: "oci",
        identifier: `ghcr.io/sophia-mcp/${name}:${pkg.version}`,
        runtimeHint: "docker",
        ...shared,
        // A file of the user's machine is not in the container.
        environmentVariables: environmentVariables.filter(({ format }) => format !== "filepath"),
      },
      {
        registryType: "mcpb",
        identifier: `${source}/releases/download/v${pkg.version}/${bundleName(product)}`,
        version: pkg.version,
        ...(sha256 === undefined ? {} : { fileSha256: sha256 }),
        ...shared,
      },
    ],
  };
}

const described = (variable: Variable): RegistryEntry["packages"][0]["environmentVariables"][0] => ({
  name: variable.name,
  description: `${variable.title}. ${variable.description}`,
  format: variable.type === "file" ? "filepath" : variable.type,
  isRequired: variable.required,
  isSecret: variable.secret,
  ...(variable.default === "" ? {} : { default: variable.default }),
});

/** Where the registry's own schema is looked for: beside the vendors' descriptions, which are not part of this repository either. */
export function officialSchema(): string | undefined {
  const specs = findSpecs();
  const path = specs === undefined ? undefined : join(specs, "mcp-registry/server.schema.json");
  return path !== undefined && existsSync(path) ? path : undefined;
}

/** What is wrong with an entry by our rules, and by the official schema where there is one. */
export function entryProblems(value: unknown): string[] {
  const parsed = entry.safeParse(value);
  const own = parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  const path = officialSchema();
  if (path === undefined) return own;
  const ajv = new Ajv({ strict: false, allErrors: true });
  // Its types describe the CommonJS form, in which the function stands under `default`.
  (formats as unknown as typeof formats.default)(ajv);
  const schema = JSON.parse(readFileSync(path, "utf8")) as { $id: string };
  if (schema.$id !== registrySchema) return [...own, `${path} is ${schema.$id}, not ${registrySchema}`];
  const validate = ajv.compile(schema);
  if (validate(value)) return own;
  return [...own, ...(validate.errors ?? []).map((error) => `${error.instancePath}: ${error.message ?? ""}`)];
}
