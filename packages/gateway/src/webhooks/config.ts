import { join } from "node:path";
import { CredentialError, readVariable, type Environment } from "@sophia-mcp/auth/credentials";
import { ConfigError } from "@sophia-mcp/core/errors";
import { stateDir } from "../config/state-dir.ts";
import { publicKey } from "./keys.ts";
import type { Rule } from "./verify.ts";

export interface WebhookConfig {
  rules: Rule[];
  store: StoreConfig;
  snowflake: SnowflakeTarget | undefined;
  tool: ToolTemplate | undefined;
  maxBodyBytes: number;
  maxTokenSeconds: number;
}

export interface StoreConfig {
  /** `postgres:` or `redis:` URL; undefined is the SQLite file. */
  url: string | undefined;
  file: string;
  maxBytes: number | undefined;
  retentionMs: number;
}

/** Where calls are written. Empty parts are those of the Snowflake session. */
export interface SnowflakeTarget {
  database: string;
  schema: string;
  table: string;
}

export interface ToolTemplate {
  name: string;
  /** Arguments as JSON in which `{{callData.metaData.title}}` stands for a value of the event. */
  args: Record<string, unknown>;
}

const keyName = /^GONG_WEBHOOK_PUBLIC_KEY(?:_([A-Z0-9_]+?))?(?:_FILE)?$/;

/** Whether anything was set up: without a key nothing is mounted. */
export const webhooksConfigured = (env: Environment): boolean =>
  Object.keys(env).some((name) => keyName.test(name) && env[name]?.trim());

/** @throws ConfigError that names the variable and what it accepts */
export function webhookConfig(env: Environment): WebhookConfig {
  return {
    rules: rules(env),
    store: storeConfig(env),
    snowflake: snowflakeTarget(env),
    tool: toolTemplate(env),
    maxBodyBytes: number(env, "WEBHOOKS_MAX_BODY_BYTES", 4_000_000, 1000, 64_000_000),
    maxTokenSeconds: number(env, "GONG_WEBHOOK_MAX_TOKEN_SECONDS", 86_400, 60, 31_536_000),
  };
}

export function storeConfig(env: Environment): StoreConfig {
  const url = secret(env, "WEBHOOKS_STORE_URL");
  if (url !== undefined && !/^(postgres(ql)?|rediss?):\/\//.test(url)) {
    throw new ConfigError(
      "WEBHOOKS_STORE_URL is not accepted. Accepted: postgres://… or redis://…; without it events are kept in a file.",
    );
  }
  const maxMb = env.WEBHOOKS_MAX_MB?.trim() ? number(env, "WEBHOOKS_MAX_MB", 0, 1, 1_000_000) : undefined;
  return {
    url,
    file: env.WEBHOOKS_FILE?.trim() || join(stateDir(env), "webhooks.db"),
    maxBytes: maxMb === undefined ? undefined : maxMb * 1_000_000,
    retentionMs: number(env, "WEBHOOKS_RETENTION_DAYS", 30, 1, 3650) * 86_400_000,
  };
}

function rules(env: Environment): Rule[] {
  const names = new Set<string>();
  for (const name of Object.keys(env)) {
    const found = keyName.exec(name);
    if (found && env[name]?.trim()) names.add(found[1] === "FILE" ? "" : (found[1] ?? ""));
  }
  if (names.size === 0) {
    throw new ConfigError(
      'No key to check webhooks with: set GONG_WEBHOOK_PUBLIC_KEY to the public key that Gong shows in the automation rule ("Signed JWT header", "Show public key"), or name a file with GONG_WEBHOOK_PUBLIC_KEY_FILE. One rule more: GONG_WEBHOOK_PUBLIC_KEY_<NAME>.',
    );
  }
  return [...names].sort().map((name) => {
    const suffix = name === "" ? "" : `_${name}`;
    const variable = `GONG_WEBHOOK_PUBLIC_KEY${suffix}`;
    const text = secret(env, variable) ?? "";
    return {
      name: name === "" ? "default" : name.toLowerCase(),
      key: publicKey(text, variable),
      url: publicUrl(env, suffix),
    };
  });
}

function publicUrl(env: Environment, suffix: string): string {
  const own = `GONG_WEBHOOK_URL${suffix}`;
  const variable = env[own]?.trim() ? own : "GONG_WEBHOOK_URL";
  const text = env[variable]?.trim();
  if (!text) {
    throw new ConfigError(
      "GONG_WEBHOOK_URL is not set: the URL exactly as it is typed into the rule in Gong, such as https://hooks.example.com/webhook/gong/calls. It stands signed in every webhook.",
    );
  }
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new ConfigError(`${variable} is not a URL. Accepted: https://<host>/webhook/gong/calls.`);
  }
  return text;
}

function snowflakeTarget(env: Environment): SnowflakeTarget | undefined {
  const table = env.WEBHOOKS_SNOWFLAKE_TABLE?.trim();
  if (!table) return undefined;
  const parts = table.split(".").map((part) => part.trim());
  if (parts.length > 3 || parts.some((part) => !/^[A-Za-z_][\w$]{0,254}$/.test(part))) {
    throw new ConfigError(
      `WEBHOOKS_SNOWFLAKE_TABLE: "${table.slice(0, 100)}" is not accepted. Accepted: TABLE, SCHEMA.TABLE or DATABASE.SCHEMA.TABLE, plain names only.`,
    );
  }
  const [name = "", schema = "", database = ""] = parts.map((part) => part.toUpperCase()).toReversed();
  return { table: name, schema, database };
}

function toolTemplate(env: Environment): ToolTemplate | undefined {
  const name = env.WEBHOOKS_TOOL?.trim();
  if (!name) return undefined;
  try {
    const args: unknown = JSON.parse(env.WEBHOOKS_TOOL_ARGUMENTS ?? "{}");
    if (typeof args === "object" && args !== null && !Array.isArray(args))
      return { name, args: args as Record<string, unknown> };
  } catch {
    // Worded below, together with JSON that is no object.
  }
  throw new ConfigError(
    'WEBHOOKS_TOOL_ARGUMENTS is not a JSON object, such as {"to":"#calls","text":"{{callData.metaData.title}}"}.',
  );
}

/** A variable, or the file that `<NAME>_FILE` points to. */
function secret(env: Environment, name: string): string | undefined {
  try {
    return readVariable([name], env)?.value;
  } catch (error) {
    throw error instanceof CredentialError ? new ConfigError(error.message, { cause: error }) : error;
  }
}

function number(env: Environment, name: string, preset: number, least: number, most: number): number {
  const text = env[name]?.trim();
  if (!text) return preset;
  const value = Number(text);
  if (Number.isFinite(value) && value >= least && value <= most) return value;
  throw new ConfigError(`${name}: "${text.slice(0, 40)}" is not accepted. Accepted: ${least} to ${most}.`);
}
