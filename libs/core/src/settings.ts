import type { Environment } from "@sophia-mcp/auth/credentials";
import { z } from "zod";
import { ConfigError } from "./errors.ts";
import type { AnyServer } from "./server.ts";

/** Settings that every server has. */
export const commonSettings = z.object({
  timeout_seconds: z.coerce
    .number()
    .min(0.1)
    .max(600)
    .default(30)
    .describe("Time limit of one tool call, in seconds"),
  answer_tokens: z.coerce
    .number()
    .int()
    .min(200)
    .max(100_000)
    .default(8000)
    .describe("Largest answer, in tokens (characters / 4)"),
});

export type CommonSettings = z.output<typeof commonSettings>;

export interface SettingDoc {
  key: string;
  flag: string;
  env: string;
  description: string;
  /** As written on a command line; empty when there is none. */
  default: string;
}

/** Every setting of a server with its flag and its environment variable: for parsing, help and docs alike. */
export function settingDocs(server: AnyServer): SettingDoc[] {
  const shape = { ...(server.settings.shape as z.ZodRawShape), ...commonSettings.shape };
  return Object.entries(shape).map(([key, field]) => {
    const schema = field as z.ZodType;
    return {
      key,
      flag: `--${key.replaceAll("_", "-")}`,
      env: `${server.name}_${key}`.toUpperCase(),
      description: schema.description ?? "",
      default: presetOf(schema),
    };
  });
}

function presetOf(schema: z.ZodType): string {
  const preset: unknown = schema.safeParse(undefined).data;
  return typeof preset === "string" || typeof preset === "number" ? `${preset}` : "";
}

/** @throws ConfigError that names the flag or variable and what it accepts */
export function parseSettings(
  server: AnyServer,
  env: Environment,
  flags: Readonly<Record<string, string>>,
): CommonSettings & Record<string, unknown> {
  const schema = commonSettings.extend(server.settings.shape as z.ZodRawShape);
  const docs = settingDocs(server);
  const given: Record<string, string> = {};
  for (const { key, env: name } of docs) {
    const value = flags[key] ?? env[name];
    if (value !== undefined && value !== "") given[key] = value;
  }
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data as CommonSettings & Record<string, unknown>;
  const issue = parsed.error.issues[0];
  const doc = docs.find(({ key }) => key === issue?.path[0]);
  const name = doc && flags[doc.key] !== undefined ? doc.flag : doc?.env;
  throw new ConfigError(`${name} (${doc?.description}) is not accepted: ${issue?.message}.`);
}
