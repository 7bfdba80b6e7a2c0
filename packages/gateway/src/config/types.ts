/** What all kinds of servers have in common. Durations are milliseconds. */
interface CommonServer {
  /** Key of the entry; also the prefix of its tools unless `prefix` says otherwise. */
  name: string;
  title: string;
  /** Put before the names of its tools and prompts with `_`; empty means none. Built-ins have none. */
  prefix: string;
  /** Of one call, extended by its progress. */
  timeoutMs: number;
  /** By the tool's own name or a glob, in the order of the file. */
  toolTimeouts: readonly { match: string; timeoutMs: number }[];
  /** Stopped after this long without a call; 0 keeps it. */
  idleMs: number;
  /** Whether a changed definition is held back until it is approved: only changed ones, new ones too, or none. */
  pin: "changed" | "all" | "off";
  /** The tool that `search_everything` asks, where the server does not mark one itself. */
  search?: { tool: string; query: string; limit?: string; results?: string } | undefined;
  /** Requests a minute over all callers; undefined is no limit. */
  ratePerMinute?: number | undefined;
  /** Names what was read for it, without secrets in the clear: the key of its entry in the catalogue. */
  fingerprint: string;
}

export interface BuiltInServer extends CommonServer {
  kind: "builtIn";
  /** Key in the registry: `hubspot`. */
  builtIn: string;
  /** `process` runs it as a child of its own. */
  isolation: "inline" | "process";
  /** Flags of its bin, which only a process can be given. */
  args: readonly string[];
  /** What its entry names, over the gateway's own environment; empty where its entry names a variable that is not set. */
  env: Readonly<Record<string, string>>;
}

export interface CommandServer extends CommonServer {
  kind: "command";
  command: string;
  args: readonly string[];
  /** The whole of what the child gets, besides PATH, HOME and the like. */
  env: Readonly<Record<string, string>>;
  cwd?: string | undefined;
}

export interface UrlServer extends CommonServer {
  kind: "url";
  url: string;
  /** `auto` tries Streamable HTTP and falls back to SSE. */
  transport: "auto" | "http" | "sse";
  headers: Readonly<Record<string, string>>;
  oauth?:
    | { clientId?: string; clientSecret?: string; scopes?: readonly string[]; redirectPort?: number }
    | undefined;
}

export interface ImageServer extends CommonServer {
  kind: "image";
  image: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  /** `host:container[:ro]` */
  volumes: readonly string[];
  network: string;
  /** As engines write it: `512m`. */
  memory: string;
  /** Most processes that it may have. */
  pids: number;
  /** Whether it may write outside of its volumes and /tmp. */
  writable: boolean;
}

/** Its entry cannot be used: it is listed with the reason, and never takes down another. */
export interface BrokenServer extends CommonServer {
  kind: "broken";
  /** For people: what is wrong with the entry, where it stands, and what is accepted. Holds no value of it. */
  reason: string;
}

export type ServerConfig = BuiltInServer | CommandServer | UrlServer | ImageServer | BrokenServer;

export type Expose = "all" | "search" | "auto";

/** A named set of tools with limits. Globs match the names that clients see. */
export interface ProfileConfig {
  name: string;
  title: string;
  /** Servers it sees; undefined is all. */
  servers?: readonly string[] | undefined;
  /** Groups of built-ins besides `core`; `all` is every group. */
  groups: readonly string[];
  readOnly: boolean;
  allow: readonly string[];
  deny: readonly string[];
  /** Which calls a person must confirm: by access, and by glob. */
  confirm: { access: readonly ("write" | "destroy")[]; tools: readonly string[] };
  expose: Expose;
  /** Tools that stay listed in search mode. */
  pinned: readonly string[];
  /** In `auto`, more than this many tokens of definitions are put behind the search. */
  definitionTokens: number;
  /** Longest answer in tokens; longer text is cut and says so. 0 is no limit. */
  answerTokens: number;
  /** Calls a minute of one caller; of one caller for one tool. undefined is no limit. */
  ratePerMinute?: number | undefined;
  toolRatePerMinute?: number | undefined;
  /** Calls that one caller may make in a day. */
  callsPerDay?: number | undefined;
}

export interface GatewayConfig {
  /** Absolute path; undefined when nothing was given. */
  file?: string | undefined;
  /** Imported files, absolute; `unread` are those of them that could not be read. */
  imported: readonly string[];
  unread: readonly string[];
  /** What is odd, but no reason to refuse: to be logged. */
  notes: readonly string[];
  servers: readonly ServerConfig[];
  profiles: Readonly<Record<string, ProfileConfig>>;
  /** Profile of a caller whom nothing else gives one. */
  defaultProfile: string;
  audit: {
    enabled: boolean;
    arguments: boolean;
    onFailure: "continue" | "refuse";
    file?: string | undefined;
    /** Rows that are older are removed; 0 keeps all. */
    retentionDays: number;
    /** Most rows that are kept; undefined is no limit. */
    retentionRows?: number | undefined;
  };
  search: { deadlineMs: number };
  http: {
    /** Canonical URL of this gateway as clients reach it: the audience of their tokens. */
    publicUrl?: string | undefined;
    issuer?: string | undefined;
    jwksUrl?: string | undefined;
    /** Claim that names a caller's profile. */
    profileClaim: string;
    /**
     * Streams of calls that take longer are closed, and clients of 2025-11-25 come back for the answer: for balancers
     * that cut long connections. 0 keeps them open.
     */
    pollAfterMs: number;
    /**
     * Requests a minute of one caller; 0 is no limit. Without it, 6000 for each holder of a token of his own, and none
     * where there is one user.
     */
    requestsPerMinute?: number | undefined;
  };
  /** How many servers may be starting at the same time. */
  parallelStarts: number;
}
