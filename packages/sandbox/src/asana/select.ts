import { asRecord, type Json } from "./json.ts";

/** Fields that Asana sends only to those who ask for them. */
const OPT_IN = new Set([
  "html_notes",
  "html_text",
  "num_subtasks",
  "dependencies",
  "dependents",
  "email_domains",
]);
const COMPACT = new Set(["gid", "resource_type", "name"]);
const COMPACT_EXTRA: Readonly<Record<string, readonly string[]>> = {
  task: ["resource_subtype"],
  story: ["created_at", "created_by", "resource_subtype", "text"],
  status_update: ["title", "resource_subtype"],
  attachment: ["resource_subtype"],
  custom_field_setting: ["custom_field", "is_important", "project", "parent"],
  custom_field: ["type", "resource_subtype", "enum_options", "enabled"],
};

interface Wanted {
  [field: string]: Wanted;
}

/**
 * Leaves of a record what `opt_fields` asks for. Without it a list has compact records and a single one all fields but
 * the opt-in ones.
 * @see https://developers.asana.com/docs/inputoutput-options
 */
export function select(record: Json, query: URLSearchParams, shape: "compact" | "full"): Json {
  const asked = query.get("opt_fields");
  if (asked === null) return shape === "compact" ? compact(record) : full(record);
  const wanted: Wanted = {};
  for (const path of asked.split(",")) {
    let at = wanted;
    for (const part of path.trim().split(".")) at = at[part] ??= {};
  }
  return pick(record, wanted);
}

function pick(record: Json, wanted: Wanted): Json {
  const picked: Json = { gid: record["gid"] };
  for (const [field, inner] of Object.entries(wanted)) {
    if (field in record) picked[field] = below(record[field], inner);
  }
  if (picked["gid"] === undefined) delete picked["gid"];
  return picked;
}

function below(value: unknown, wanted: Wanted): unknown {
  if (Array.isArray(value)) return value.map((item) => below(item, wanted));
  const record = asRecord(value);
  if (!record) return value;
  if (Object.keys(wanted).length > 0) return pick(record, wanted);
  // A reference that is asked for without its fields is an id with its type; plain objects come whole.
  return "gid" in record ? { gid: record["gid"], resource_type: record["resource_type"] } : record;
}

function compact(record: Json): Json {
  const extra = COMPACT_EXTRA[String(record["resource_type"])] ?? [];
  return Object.fromEntries(
    Object.entries(record)
      .filter(([field]) => COMPACT.has(field) || extra.includes(field))
      .map(([field, value]) => [field, nested(value)]),
  );
}

function full(record: Json): Json {
  const kept = Object.entries(record).filter(([field]) => !OPT_IN.has(field));
  return Object.fromEntries(kept.map(([field, value]) => [field, nested(value)]));
}

function nested(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(nested);
  const record = asRecord(value);
  if (!record) return value;
  if (!("gid" in record))
    return Object.fromEntries(Object.entries(record).map(([key, inner]) => [key, nested(inner)]));
  return record["resource_type"] === "custom_field" ? full(record) : compact(record);
}
