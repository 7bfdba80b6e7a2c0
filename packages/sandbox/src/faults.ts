export const FAULT_KINDS = [
  "status",
  "slow",
  "hang",
  "cut",
  "malformed",
  "html",
  "empty",
  "truncate",
  "drip",
  "huge",
  "redirect",
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export type Fault = {
  vendor?: string;
  method?: string;
  /** A glob over the path (`*` within a segment, `**` across), or a regular expression. */
  path?: string | RegExp;
  kind: FaultKind;
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** Sent as `Retry-After`: seconds, a date, or any other text. */
  retryAfter?: number | string;
  delayMs?: number;
  location?: string;
  bytes?: number;
  /** How many matching requests fail; unlimited without it. */
  times?: number;
  /** How many matching requests pass first. */
  after?: number;
  /** Applies the request's effect before failing, so that its outcome is unknown to the caller. */
  afterEffect?: boolean;
};

export type FaultBook = {
  add(fault: Fault): { remove(): void };
  clear(): void;
  list(): readonly Fault[];
  /** The first fault meant for this request; counts the request. */
  take(request: { vendor: string; method: string; path: string }): Fault | undefined;
};

type Entry = { fault: Fault; seen: number; used: number };

export function createFaultBook(): FaultBook {
  let entries: Entry[] = [];
  return {
    add(fault) {
      if (!FAULT_KINDS.includes(fault.kind)) {
        throw new TypeError(`fault kind ${fault.kind} is unknown; use one of ${FAULT_KINDS.join(", ")}`);
      }
      const entry = { fault, seen: 0, used: 0 };
      entries.push(entry);
      return {
        remove() {
          entries = entries.filter((other) => other !== entry);
        },
      };
    },
    clear() {
      entries = [];
    },
    list: () => entries.map((entry) => entry.fault),
    take(request) {
      for (const entry of entries) {
        const { fault } = entry;
        if (!appliesTo(fault, request)) continue;
        if (fault.times !== undefined && entry.used >= fault.times) continue;
        entry.seen += 1;
        if (entry.seen <= (fault.after ?? 0)) continue;
        entry.used += 1;
        return fault;
      }
      return undefined;
    },
  };
}

function appliesTo(fault: Fault, request: { vendor: string; method: string; path: string }): boolean {
  if (fault.vendor !== undefined && fault.vendor !== request.vendor) return false;
  if (fault.method !== undefined && fault.method.toUpperCase() !== request.method) return false;
  if (fault.path === undefined) return true;
  const pattern = typeof fault.path === "string" ? globToPattern(fault.path) : fault.path;
  pattern.lastIndex = 0;
  return pattern.test(request.path);
}

function globToPattern(glob: string): RegExp {
  const source = glob
    .replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll("**", "\0")
    .replaceAll("*", "[^/]*")
    .replaceAll("\0", ".*");
  return new RegExp(`^${source}$`);
}
