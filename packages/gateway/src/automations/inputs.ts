import type { Environment } from "@sophia-mcp/auth/credentials";
import { ConfigError } from "@sophia-mcp/core/errors";
import { nearest } from "@sophia-mcp/core/nearest";
import type { Automation, InputDefinition, Scope } from "./types.ts";

/**
 * The inputs of one run: as given, else from the environment, else their defaults.
 * @throws ConfigError that names the input and how it is given
 */
export function inputValues(
  { name: automation, inputs = {} }: Automation,
  env: Environment,
  given: Readonly<Record<string, string>> = {},
): Scope["inputs"] {
  const known = Object.keys(inputs);
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    const there = known.length > 0 ? `Accepted: ${known.join(", ")}.` : "It has none.";
    throw new ConfigError(
      `${automation} has no input ${name.slice(0, 64)}.${near ? ` Did you mean ${near}?` : ""} ${there}`,
    );
  }
  return Object.fromEntries(
    Object.entries(inputs).map(([name, definition]) => {
      const text = Object.hasOwn(given, name) ? given[name] : env[definition.env ?? ""]?.trim() || undefined;
      const value = text === undefined ? definition.default : typed(text, name, definition);
      if (value === undefined) {
        const variable = definition.env ? ` Set ${definition.env}, or` : " By hand,";
        throw new ConfigError(
          `${automation} needs its input ${name}${definition.description ? ` (${definition.description})` : ""}.${variable} pass --input ${name}=...; a default in the file will do too.`,
        );
      }
      return [name, value];
    }),
  );
}

function typed(text: string, name: string, { default: preset }: InputDefinition): string | number | boolean {
  if (typeof preset === "number") {
    const number = Number(text);
    if (text.trim() !== "" && Number.isFinite(number)) return number;
    throw new ConfigError(`--input ${name}: "${text.slice(0, 40)}" is not a number.`);
  }
  if (typeof preset !== "boolean") return text;
  if (text === "true" || text === "false") return text === "true";
  throw new ConfigError(`--input ${name}: "${text.slice(0, 40)}" is not accepted. Accepted: true, false.`);
}
