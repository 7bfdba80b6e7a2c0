import { matchesGlob } from "../policy/glob.ts";
import type { GatewayConfig, ProfileConfig, ServerConfig } from "./types.ts";

/** A profile in which text of strangers can make a model carry private data out, by the titles of its servers. */
export interface ToxicFlow {
  profile: string;
  /** Bring in text that strangers can write. */
  untrusted: string[];
  private: string[];
  /** Can send data where strangers read it. */
  out: string[];
}

interface Exposure {
  untrusted: boolean;
  /** Tools that reach people outside. */
  out: readonly string[];
}

/** Customers' mails, outside parties' speech, shared channels and public issues are text of strangers. */
const exposures = new Map<string, Exposure>([
  ["hubspot", { untrusted: true, out: [] }],
  ["gong", { untrusted: true, out: [] }],
  ["slack", { untrusted: true, out: ["slack_send_message", "slack_update_message", "slack_send_file"] }],
  [
    "github",
    {
      untrusted: true,
      out: [
        "github_create_issue",
        "github_update_issue",
        "github_add_comment",
        "github_create_pull_request",
        "github_update_files",
      ],
    },
  ],
  // Pages may be published to the web.
  [
    "notion",
    { untrusted: false, out: ["notion_update_page_content", "notion_create_page", "notion_add_blocks"] },
  ],
]);

/**
 * The profiles that combine all three. Best effort, from what is known of built-in servers; another server may bring in
 * and send out anything, and what it holds is not known.
 */
export function toxicFlows({ profiles, servers }: Pick<GatewayConfig, "profiles" | "servers">): ToxicFlow[] {
  return Object.values(profiles).flatMap((profile) => {
    const seen = servers.filter(
      ({ name, kind }) => kind !== "broken" && (profile.servers?.includes(name) ?? true),
    );
    const titles = (test: (server: ServerConfig) => boolean) => seen.filter(test).map(({ title }) => title);
    const flow = {
      profile: profile.name,
      untrusted: titles((server) => server.kind !== "builtIn" || exposureOf(server)?.untrusted === true),
      private: titles((server) => server.kind === "builtIn"),
      out: titles((server) => sendsOut(server, profile)),
    };
    return flow.untrusted.length > 0 && flow.private.length > 0 && flow.out.length > 0 ? [flow] : [];
  });
}

/** For people: what is combined, and what takes it apart. */
export const toxicFlowText = ({ profile, untrusted, private: own, out }: ToxicFlow): string =>
  `Profile "${profile}" combines text that strangers can write (${untrusted.join(", ")}), private data ` +
  `(${own.join(", ")}) and ways out (${out.join(", ")}): a planted instruction could make a model carry data out. ` +
  `Confirm writes, deny the tools that send, or split the profile.`;

const exposureOf = (server: ServerConfig): Exposure | undefined =>
  server.kind === "builtIn" ? exposures.get(server.builtIn) : undefined;

function sendsOut(server: ServerConfig, profile: ProfileConfig): boolean {
  // A tool that only reads can still carry data in the address that it reads.
  if (server.kind !== "builtIn") return !profile.confirm.tools.includes("*");
  if (profile.readOnly || profile.confirm.access.includes("write")) return false;
  return (exposureOf(server)?.out ?? []).some((tool) => open(tool, profile));
}

function open(tool: string, { allow, deny, confirm }: ProfileConfig): boolean {
  const fits = (patterns: readonly string[]) => patterns.some((pattern) => matchesGlob(pattern, tool));
  return !fits(deny) && !fits(confirm.tools) && (allow.length === 0 || fits(allow));
}
