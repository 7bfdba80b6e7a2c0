import { CredentialError, readVariable, type Environment } from "@sophia-mcp/auth/credentials";
import { ConfigError } from "./errors.ts";

const name = "MCP_AUTH_TOKEN";

/**
 * The token that clients of the HTTP form must send: MCP_AUTH_TOKEN, or the file that MCP_AUTH_TOKEN_FILE names.
 * @throws ConfigError when one of them is set and holds no token: that must not leave the endpoint open
 */
export function httpToken(env: Environment): string | undefined {
  try {
    const found = readVariable([name], env);
    if (found) return found.value;
  } catch (error) {
    if (error instanceof CredentialError) throw new ConfigError(error.message, { cause: error });
    throw error;
  }
  if (!env[name]?.trim()) return undefined;
  throw new ConfigError(
    `${name} was passed on unexpanded, as \${...}: set the variable that it refers to, or name a file with ${name}_FILE.`,
  );
}
