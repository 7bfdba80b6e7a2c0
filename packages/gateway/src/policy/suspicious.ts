import { isObject, type Json } from "@sophia-mcp/core/envelope";
import { visible } from "@sophia-mcp/core/text";

export interface Finding {
  server: string;
  /** Own name of the tool, made visible and cut; empty where it has none. */
  tool: string;
  kind:
    | "hidden_text"
    | "shadowing"
    | "instructions"
    | "remote_ref"
    | "too_deep"
    | "too_big"
    | "invalid"
    | "duplicate"
    | "too_many";
  /** What was done: the definition was cleaned, the tool left out, or nothing but telling. */
  action: "cleaned" | "dropped" | "flagged";
  detail: string;
}

export interface Vetting {
  /** In their order; a definition that needed no cleaning is the very object that was given. */
  tools: Json[];
  findings: Finding[];
}

const mostTools = 1500;
const mostBytes = 131_072;
const deepest = 64;

/** Words that speak to the model about something else than the tool. Linear patterns only: input may be hostile. */
const rules: readonly { pattern: RegExp; detail: string }[] = [
  {
    pattern:
      /\b(?:ignore|disregard|forget)\s{1,8}(?:all\s{1,8}|any\s{1,8}|the\s{1,8}|your\s{1,8}){0,2}(?:previous|prior|above|earlier|other|preceding)\b/i,
    detail: "tells the model to ignore other instructions",
  },
  {
    pattern:
      /\b(?:do\s{1,8}not|don['’]t|never|without)\s{1,8}(?:tell|telling|inform|informing|mention|mentioning|reveal|revealing|notify|notifying|alert|alerting|show|showing)\b.{0,40}\b(?:user|human|person)\b/is,
    detail: "tells the model to hide something from the user",
  },
  {
    pattern: /<\s{0,8}\/?(?:important|system|instructions?|secret|hidden)\s{0,8}>/i,
    detail: "contains a tag that looks like an instruction to the model",
  },
  { pattern: /\bsystem\s{1,8}prompt\b/i, detail: "speaks of the system prompt" },
  {
    pattern:
      /(?:~|\$HOME|\/home\/\w{1,64}|\/root)\/\.(?:ssh|aws|cursor|config|gnupg|kube|npmrc|netrc|env)\b|\bid_(?:rsa|ed25519)\b|\/etc\/(?:passwd|shadow)\b/i,
    detail: "names files that hold credentials",
  },
  {
    pattern:
      /\b(?:conversation|chat)\s{1,8}(?:history|log|transcript)\b.{0,80}\b(?:parameter|argument|field|pass|send|include)\b/is,
    detail: "asks for the conversation",
  },
];

/**
 * Looks at what a third-party server says of its tools: cleans hidden characters out, leaves out what cannot be a tool,
 * and tells of what looks like an attack. One bad tool does not hide the others.
 * @param known names of other servers' tools, each with the title of its server
 * @param drop leave out what is only flagged otherwise: shadowing and instructions
 */
export function vetDefinitions(
  server: string,
  tools: unknown,
  known: ReadonlyMap<string, string>,
  { drop = false }: { drop?: boolean } = {},
): Vetting {
  const findings: Finding[] = [];
  const note = (tool: string, kind: Finding["kind"], action: Finding["action"], detail: string): void => {
    findings.push({ server, tool: visible(tool).slice(0, 64), kind, action, detail });
  };
  if (!Array.isArray(tools)) {
    note("", "invalid", "dropped", "the list of tools is no list");
    return { tools: [], findings };
  }
  const kept = new Map<string, Json>();
  const own = new Set(
    tools.flatMap((tool) => (isObject(tool) && typeof tool.name === "string" ? [tool.name] : [])),
  );
  for (const given of tools.slice(0, mostTools) as unknown[]) {
    const name = isObject(given) && typeof given.name === "string" ? given.name : "";
    const fault = shapeFault(given) ?? sizeFault(given);
    if (fault || !isObject(given)) {
      note(name, fault?.kind ?? "invalid", "dropped", fault?.detail ?? "no object");
      continue;
    }
    const texts: string[] = [];
    const cleaned = clean(given, texts) as Json;
    if (cleaned !== given)
      note(name, "hidden_text", "cleaned", "hidden characters were removed from its definition");
    const finalName = String(cleaned.name);
    if (finalName === "" || kept.has(finalName)) {
      const kind = finalName === "" ? "invalid" : "duplicate";
      note(name, kind, "dropped", finalName === "" ? "no visible name" : "a second tool of this name");
      continue;
    }
    const attacks = suspicions(texts.join("\n"), own, known);
    for (const { kind, detail } of attacks) note(name, kind, drop ? "dropped" : "flagged", detail);
    if (!drop || attacks.length === 0) kept.set(finalName, cleaned);
  }
  const more = tools.length - mostTools;
  if (more > 0) note("", "too_many", "dropped", `${more} tools beyond the first ${mostTools}`);
  return { tools: [...kept.values()], findings };
}

interface Fault {
  kind: Finding["kind"];
  detail: string;
}

const invalid = (detail: string): Fault => ({ kind: "invalid", detail });

function shapeFault(tool: unknown): Fault | undefined {
  if (!isObject(tool)) return invalid("no object");
  if (typeof tool.name !== "string" || tool.name === "") return invalid("no name");
  if (tool.name.length > 256) return invalid("a name of more than 256 characters");
  if (!isObject(tool.inputSchema)) return invalid("no input schema");
  if (tool.description !== undefined && typeof tool.description !== "string")
    return invalid("a description that is no text");
  return undefined;
}

/** Counts by walking, level by level, so that no depth is too deep to be refused. */
function sizeFault(tool: unknown): Fault | undefined {
  let level: unknown[] = [tool];
  let size = 0;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) return { kind: "too_deep", detail: `nested deeper than ${deepest} levels` };
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value === "string") size += value.length;
      else if (value !== null && typeof value === "object") {
        for (const [key, member] of Object.entries(value)) {
          size += key.length + 4;
          if (key === "$ref" && typeof member === "string" && !member.startsWith("#"))
            return {
              kind: "remote_ref",
              detail: `refers to a schema elsewhere: ${visible(member).slice(0, 100)}`,
            };
          next.push(member);
        }
      } else size += 4;
    }
    if (size > mostBytes) return { kind: "too_big", detail: `larger than ${mostBytes} characters` };
    level = next;
  }
  return undefined;
}

/** The value without hidden characters in texts and keys; itself where there are none. Collects the texts. */
function clean(value: unknown, texts: string[]): unknown {
  if (typeof value === "string") {
    const text = visible(value);
    texts.push(text);
    return text;
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => clean(item, texts));
    return items.some((item, i) => item !== value[i]) ? items : value;
  }
  if (!isObject(value)) return value;
  let changed = false;
  const entries = Object.entries(value).map(([key, member]) => {
    const entry = [clean(key, texts), clean(member, texts)] as const;
    changed ||= entry[0] !== key || entry[1] !== member;
    return entry;
  });
  return changed ? Object.fromEntries(entries) : value;
}

function suspicions(text: string, own: ReadonlySet<string>, known: ReadonlyMap<string, string>): Fault[] {
  const found: Fault[] = rules
    .filter(({ pattern }) => pattern.test(text))
    .map(({ detail }) => ({ kind: "instructions", detail }));
  const named = new Set<string>();
  for (const [word] of text.matchAll(/[A-Za-z0-9][\w.-]{2,127}/g)) {
    const name = word.replace(/[.-]+$/, "");
    // A plain word such as "search" names no tool in particular.
    if (!/[_\-A-Z]/.test(name.slice(1)) || own.has(name)) continue;
    const server = known.get(name);
    if (server !== undefined) named.add(`${name} of ${server}`);
  }
  if (named.size > 0)
    found.push({
      kind: "shadowing",
      detail: `names tools of other servers: ${[...named].slice(0, 5).join(", ")}`,
    });
  return found;
}
