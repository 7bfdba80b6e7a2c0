import { execFileSync } from "node:child_process";
import { round } from "./stats.ts";
import { ourServers } from "./subjects.ts";
import type { Section } from "./text-table.ts";

interface Packed {
  size: number;
  unpackedSize: number;
  entryCount: number;
}

/** What a user downloads and what then lies on the disk. */
export async function benchSizes(root: string): Promise<Section> {
  const rows = [...ourServers(root), "sandbox"].map((name) => {
    const printed = execFileSync("npm", ["pack", "--dry-run", "--json", "-w", `packages/${name}`], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const parsed = JSON.parse(printed) as Packed[] | Record<string, Packed>;
    const packed = Array.isArray(parsed) ? parsed[0] : Object.values(parsed)[0];
    return {
      package: `@sophia-mcp/${name}`,
      "tarball MB": round((packed?.size ?? 0) / 1e6, 2),
      "installed MB": round((packed?.unpackedSize ?? 0) / 1e6, 2),
      files: packed?.entryCount ?? 0,
    };
  });
  return {
    title: "Size of the published packages (no dependencies are installed with them)",
    rows,
    notes: [],
  };
}
