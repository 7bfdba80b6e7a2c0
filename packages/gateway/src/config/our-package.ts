import { posix, win32 } from "node:path";

export interface OurPackage {
  /** `hubspot`, or `gateway`. */
  name: string;
  /** Flags of its bin. */
  args: readonly string[];
}

const runner = /^npx(?:\.cmd|\.exe)?$/i;

/** Whether a command is `npx @sophia-mcp/<name>` in one of the forms that clients' files have. */
export function ourPackage(command: string, args: readonly string[] = []): OurPackage | undefined {
  const program = posix.basename(win32.basename(command));
  if (/^cmd(?:\.exe)?$/i.test(program) && args[0]?.toLowerCase() === "/c" && args[1] !== undefined)
    return ourPackage(args[1], args.slice(2));
  if (/^sophia-mcp(?:\.cmd)?$/i.test(program)) return { name: "gateway", args };
  if (!runner.test(program)) return undefined;
  const at = args.findIndex((arg) => !["-y", "--yes", "-q", "--quiet"].includes(arg));
  const [, name] = /^@sophia-mcp\/([a-z0-9-]+)(?:@.+)?$/.exec(args[at] ?? "") ?? [];
  return name === undefined ? undefined : { name, args: args.slice(at + 1) };
}
