import type { SnowflakeApi } from "./api.ts";

export interface SessionFacts {
  account: string;
  region: string;
  version: string;
  user: string;
  role: string;
  available_roles: string[];
  secondary_roles: string;
  warehouse: string;
  database: string;
  schema: string;
  writes_enabled: boolean;
}

const query = [
  "CURRENT_ORGANIZATION_NAME() AS organization",
  "CURRENT_ACCOUNT_NAME() AS account",
  "CURRENT_REGION() AS region",
  "CURRENT_VERSION() AS version",
  "CURRENT_USER() AS user_name",
  "CURRENT_ROLE() AS role",
  "CURRENT_AVAILABLE_ROLES() AS roles",
  "CURRENT_SECONDARY_ROLES() AS secondary",
  "CURRENT_WAREHOUSE() AS warehouse",
  "CURRENT_DATABASE() AS database_name",
  "CURRENT_SCHEMA() AS schema_name",
].join(", ");

export async function sessionFacts(api: SnowflakeApi): Promise<SessionFacts> {
  const [row = {}] = await api.rows(`SELECT ${query}`);
  const text = (key: string): string => (typeof row[key] === "string" ? row[key] : "");
  const secondary = parsed(text("secondary")) as { roles?: string } | undefined;
  return {
    account: [text("organization"), text("account")].filter(Boolean).join("-"),
    region: text("region"),
    version: text("version"),
    user: text("user_name"),
    role: text("role"),
    available_roles: (parsed(text("roles")) ?? []) as string[],
    secondary_roles: secondary?.roles ?? "",
    warehouse: text("warehouse"),
    database: text("database_name"),
    schema: text("schema_name"),
    writes_enabled: api.writes,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
