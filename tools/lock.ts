/**
 * `npm run lock`: writes package-lock.json anew from the package.json files alone.
 *
 * A lock that npm extends from what is installed loses the packages of other platforms, and a registry mirror may not hold
 * them at all; `npm ci` then refuses the lock. What is missing is added by name, version and platform, without a checksum:
 * npm fetches such a package only on the platform that it names.
 */
import { execFileSync } from "node:child_process";
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

interface Locked {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

interface Lock {
  packages: Record<string, Locked>;
}

const systems = [
  "darwin",
  "linux",
  "win32",
  "freebsd",
  "openbsd",
  "netbsd",
  "android",
  "openharmony",
  "aix",
  "sunos",
  "wasm32",
];
const processors = [
  "arm64",
  "x64",
  "ia32",
  "arm",
  "ppc64",
  "riscv64",
  "s390x",
  "loong64",
  "mips64el",
  "wasm32",
];

export function complete(lock: Lock): string[] {
  const added: string[] = [];
  for (const [path, owner] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(owner.optionalDependencies ?? {})) {
      const own = `${path}/node_modules/${name}`;
      const shared = `node_modules/${name}`;
      if (path === "" || lock.packages[own] || lock.packages[shared]) continue;
      const platform = platformOf(name);
      if (!platform) continue;
      lock.packages[shared] = { version, ...(owner.dev ? { dev: true } : {}), optional: true, ...platform };
      added.push(`${name}@${version}`);
    }
  }
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  return added;
}

/** What a platform package's name says of where it runs: `@nx/nx-linux-x64-musl`. */
function platformOf(name: string): Pick<Locked, "os" | "cpu" | "libc"> | undefined {
  const words = name.split(/[-/]/);
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  if (!os || !cpu) return undefined;
  const libc =
    words.includes("musl") || words.includes("musleabihf")
      ? "musl"
      : words.includes("gnu")
        ? "glibc"
        : undefined;
  return { os: [os], cpu: [cpu], ...(libc === undefined || os !== "linux" ? {} : { libc: [libc] }) };
}

if (process.argv[1] === import.meta.filename) {
  const root = resolve(import.meta.dirname, "..");
  const scratch = mkdtempSync(join(tmpdir(), "lock-"));
  for (const file of globSync("{package.json,{packages,libs}/*/package.json,tools/package.json}", {
    cwd: root,
  })) {
    cpSync(join(root, file), join(scratch, file));
  }
  execFileSync("npm", ["install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: scratch,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const lock = JSON.parse(readFileSync(join(scratch, "package-lock.json"), "utf8")) as Lock;
  const added = complete(lock);
  writeFileSync(join(root, "package-lock.json"), `${JSON.stringify(lock, null, 2)}\n`);
  rmSync(scratch, { recursive: true });
  process.stdout.write(
    `package-lock.json: ${Object.keys(lock.packages).length} packages, ${added.length} of other platforms added by name\n`,
  );
}
