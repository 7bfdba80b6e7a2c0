/** The reference of the gateway's configuration file, from its schema, with an example of every key. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { problemsOf, type Schema } from "@sophia-mcp/gateway/config/schema";
import { markdown } from "./markdown.ts";

interface Described extends Schema {
  description?: string;
  properties?: Readonly<Record<string, Described>>;
  additionalProperties?: boolean | Described;
  items?: Described;
  definitions?: Readonly<Record<string, Described>>;
}

const file = join(import.meta.dirname, "../packages/gateway/config.schema.json");

/** Objects with keys of their own, in the order in which they are explained; each has one of the examples below. */
const parts: readonly { title: string; at: string }[] = [
  { title: "The file", at: "" },
  { title: "A server: an entry of `mcpServers`", at: "server" },
  { title: "`oauth` of a server", at: "server.oauth" },
  { title: "`auth` of a server, as Cursor writes it", at: "server.auth" },
  { title: "`tools` of a server, for each name or pattern", at: "server.tools.*" },
  { title: "`search` of a server", at: "server.search" },
  { title: "A profile: an entry of `profiles`", at: "profile" },
  { title: "`confirm` of a profile", at: "profile.confirm" },
  { title: "`audit`", at: "audit" },
  { title: "`search`", at: "search" },
  { title: "`http`", at: "http" },
];

/** What each key could say; a key without one fails the docs. */
const examples: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "": {
    $schema: "https://unpkg.com/@sophia-mcp/gateway/config.schema.json",
    mcpServers: { hubspot: {} },
    servers: { hubspot: {} },
    inputs: [],
    builtIns: ["hubspot", "slack"],
    import: ["~/.cursor/mcp.json"],
    profiles: { support: { readOnly: true } },
    defaultProfile: "support",
    expose: "auto",
    audit: { enabled: true },
    search: { deadlineMs: 800 },
    http: { requestsPerMinute: 600 },
    parallelStarts: 4,
  },
  server: {
    type: "stdio",
    transport: "http",
    command: "npx",
    args: ["-y", "@modelcontextprotocol/server-filesystem", "/srv/docs"],
    env: { API_KEY: "${MY_API_KEY}" },
    envFile: ".env",
    cwd: "../tickets",
    url: "https://mcp.example.com/mcp",
    serverUrl: "https://mcp.example.com/mcp",
    headers: { Authorization: "Bearer ${MY_TOKEN}" },
    oauth: { scopes: ["read"] },
    auth: { CLIENT_ID: "sophia" },
    image: "ghcr.io/example/server:1.2",
    volumes: ["/srv/docs:/docs:ro"],
    network: "none",
    memory: "512m",
    pids: 64,
    writable: false,
    builtIn: "hubspot",
    isolation: "process",
    disabled: true,
    title: "Ticket system",
    prefix: "tickets",
    timeoutSeconds: 120,
    idleMinutes: 10,
    pin: "changed",
    ratePerMinute: 100,
    tools: { "export_*": { timeoutSeconds: 600 } },
    search: { tool: "find", query: "text" },
    description: "Our tickets",
    autoApprove: ["find"],
    alwaysAllow: ["find"],
    gallery: true,
    dev: {},
  },
  "server.oauth": {
    clientId: "sophia",
    clientSecret: "${TICKETS_SECRET}",
    scopes: ["read"],
    redirectPort: 8123,
    callbackPort: 8123,
  },
  "server.auth": { CLIENT_ID: "sophia", CLIENT_SECRET: "${TICKETS_SECRET}", scopes: ["read"] },
  "server.tools.*": { timeoutSeconds: 600 },
  "server.search": { tool: "find", query: "text", limit: "max", results: "tickets" },
  profile: {
    title: "Support",
    servers: ["hubspot", "slack"],
    groups: ["lists"],
    readOnly: true,
    allow: ["hubspot_*", "slack_search_*"],
    deny: ["*_delete_*"],
    confirm: { access: ["write", "destroy"] },
    expose: "search",
    pinned: ["hubspot_search_objects"],
    definitionTokens: 15_000,
    answerTokens: 10_000,
    ratePerMinute: 60,
    toolRatePerMinute: 20,
    callsPerDay: 2000,
  },
  "profile.confirm": { access: ["destroy"], tools: ["slack_send_message"] },
  audit: {
    enabled: true,
    arguments: false,
    onFailure: "refuse",
    file: "/var/log/sophia/audit.db",
    retentionDays: 90,
    retentionRows: 1_000_000,
  },
  search: { deadlineMs: 800 },
  http: {
    publicUrl: "https://mcp.example.com",
    issuer: "https://login.example.com",
    jwksUrl: "https://login.example.com/jwks.json",
    profileClaim: "mcp_profile",
    pollAfterSeconds: 50,
    requestsPerMinute: 600,
  },
};

/**
 * One table for each object of the file.
 * @throws Error that names a key without an example, and an example that the schema refuses
 */
export function configReference(): string {
  const root = JSON.parse(readFileSync(file, "utf8")) as Described;
  return parts
    .map(({ title, at }) => {
      const { properties = {} } = schemaAt(root, at);
      const given = examples[at] ?? {};
      const stray = Object.keys(given).find((key) => !Object.hasOwn(properties, key));
      if (stray !== undefined) throw new Error(`docs-config.ts: ${at}.${stray} is no key of the schema`);
      const rows = Object.entries(properties).map(([key, schema]) => row(root, at, key, schema, given));
      return `### ${title}\n\n${markdown(["Key", "Takes", "Meaning", "Example"], rows)}`;
    })
    .join("\n\n");
}

function row(
  root: Described,
  at: string,
  key: string,
  schema: Described,
  given: Readonly<Record<string, unknown>>,
): string[] {
  if (!Object.hasOwn(given, key)) throw new Error(`docs-config.ts: no example of ${at}.${key}`);
  const [wrong] = problemsOf(given[key], schema, root);
  if (wrong) throw new Error(`docs-config.ts: the example of ${at}.${key} is refused: ${wrong.message}`);
  const resolved = deref(root, schema);
  const meaning = schema.description ?? resolved.description ?? "See below.";
  return [`\`${key}\``, takes(root, resolved), meaning, `\`${JSON.stringify(given[key])}\``];
}

function schemaAt(root: Described, at: string): Described {
  if (at === "") return root;
  const [first = "", ...rest] = at.split(".");
  const start = root.definitions?.[first] ?? deref(root, root.properties?.[first] ?? {});
  return rest.reduce((schema, key) => {
    const { properties, additionalProperties } = deref(root, schema);
    const next = key === "*" ? additionalProperties : properties?.[key];
    return deref(root, typeof next === "object" ? next : {});
  }, start);
}

const deref = (root: Described, schema: Described): Described =>
  schema.$ref === undefined
    ? schema
    : { ...root.definitions?.[schema.$ref.slice("#/definitions/".length)], ...schema, $ref: undefined };

function takes(root: Described, schema: Described): string {
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(", ");
  const types = [schema.type ?? "object"].flat();
  const item = schema.items ? deref(root, schema.items) : undefined;
  const words = types.map((type) =>
    type === "array" ? `list${item?.enum ? ` of ${takes(root, item)}` : ""}` : (names[type] ?? type),
  );
  const { minimum, maximum } = schema;
  const range =
    minimum === undefined ? "" : maximum === undefined ? `, from ${minimum}` : `, ${minimum} to ${maximum}`;
  return `${words.join(" or ")}${range}`;
}

const names: Readonly<Record<string, string>> = {
  string: "text",
  boolean: "true or false",
  integer: "whole number",
};
