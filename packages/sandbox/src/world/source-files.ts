/** Small source trees, as the repositories' default branches hold them. */
export const SOURCE_FILES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "flow-router": {
    "README.md": `# flow-router

Decides which place ships an order. Part of Tessalane Flow.

\`\`\`sh
npm ci
npm test
\`\`\`
`,
    "package.json": `{
  "name": "@tessalane/flow-router",
  "version": "4.0.0-rc.2",
  "type": "module",
  "scripts": { "test": "vitest run", "start": "node src/main.ts" }
}
`,
    "src/main.ts": `import { createServer } from "node:http";
import { routeOrder } from "./route.ts";

const port = Number(process.env.PORT ?? 3000);
createServer(async (request, response) => {
  const order = JSON.parse(await text(request));
  response.end(JSON.stringify(await routeOrder(order)));
}).listen(port);

async function text(request: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}
`,
    "src/route.ts": `import { holdPiece } from "./reservations.ts";
import { rankSites } from "./rules.ts";

export type Order = { id: string; sku: string; quantity: number; country: string };

/** Takes the first site that can still hold the pieces. */
export async function routeOrder(order: Order): Promise<{ site: string } | { site: undefined }> {
  for (const site of await rankSites(order)) {
    if (await holdPiece(site, order.sku, order.quantity)) return { site };
  }
  return { site: undefined };
}
`,
    "src/reservations.ts": `const HOLD_MINUTES = 15;
const holds = new Map<string, { quantity: number; until: number }>();

export async function holdPiece(site: string, sku: string, quantity: number, now = Date.now()): Promise<boolean> {
  const key = site + "/" + sku;
  const held = holds.get(key);
  if (held && held.until > now) return false;
  holds.set(key, { quantity, until: now + HOLD_MINUTES * 60_000 });
  return true;
}

export function releasePiece(site: string, sku: string): void {
  holds.delete(site + "/" + sku);
}
`,
    "src/rules.ts": `import type { Order } from "./route.ts";

const SITES = ["portland", "seattle", "denver"];

export async function rankSites(_order: Order): Promise<string[]> {
  return SITES;
}
`,
    "src/scim/users.ts": `import { closeSessions } from "./sessions.ts";

export type ScimUser = { id: string; userName: string; active: boolean };

const users = new Map<string, ScimUser>();

export async function setActive(id: string, active: boolean): Promise<ScimUser | undefined> {
  const user = users.get(id);
  if (!user) return undefined;
  user.active = active;
  if (!active) await closeSessions(id);
  return user;
}
`,
    "src/scim/sessions.ts": `const sessions = new Map<string, Set<string>>();

export async function closeSessions(userId: string): Promise<number> {
  const open = sessions.get(userId)?.size ?? 0;
  sessions.delete(userId);
  return open;
}
`,
    "test/reservations.test.ts": `import { expect, test } from "vitest";
import { holdPiece } from "../src/reservations.ts";

test("a held piece cannot be held again", async () => {
  expect(await holdPiece("portland", "TENT-2", 1)).toBe(true);
  expect(await holdPiece("portland", "TENT-2", 1)).toBe(false);
});
`,
    ".github/workflows/ci.yml": `name: ci
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: npm ci && npm test
`,
  },
  "edge-gateway": {
    "README.md":
      "# edge-gateway\n\nFirmware and service of the Edge gateway. Buffers scans for eight hours without a network.\n",
    "Cargo.toml": '[package]\nname = "edge-gateway"\nversion = "2.8.1"\nedition = "2024"\n',
    "src/main.rs": `mod backoff;
mod buffer;

fn main() {
    let buffer = buffer::Buffer::with_hours(8);
    println!("gateway ready, room for {} scans", buffer.capacity());
}
`,
    "src/backoff.rs": `use std::time::Duration;

/// Waits between reconnects: doubles up to a ceiling, with jitter so that scanners do not come back together.
pub fn next_wait(attempt: u32, jitter: f32) -> Duration {
    let base = 0.5_f32 * 2_f32.powi(attempt.min(4) as i32);
    Duration::from_secs_f32(base * (0.5 + jitter))
}
`,
    "src/buffer.rs": `pub struct Buffer {
    capacity: usize,
}

impl Buffer {
    pub fn with_hours(hours: usize) -> Self {
        Self { capacity: hours * 3600 * 4 }
    }

    pub fn capacity(&self) -> usize {
        self.capacity
    }
}
`,
    "sql/0042_snapshot_index.sql": `-- EDG-32: built without a lock, 38 minutes on a copy
create index concurrently stock_counts_site_time on stock_counts (site_id, counted_at);
`,
    "CHANGELOG.md":
      "## 2.8.1\n\n- Reconnects back off with jitter (EDG-27)\n\n## 2.8.0\n\n- Faster roaming between access points\n",
  },
  "insight-connector": {
    "README.md":
      "# insight-connector\n\nCopies orders and stock into the customer's warehouse, in the customer's region.\n",
    "pyproject.toml":
      '[project]\nname = "insight-connector"\nversion = "1.3.0"\nrequires-python = ">=3.12"\n',
    "connector/__init__.py": "",
    "connector/load.py": `from connector.region import check_region


def load(batch, target):
    """Writes one batch of orders; the region is checked before anything leaves."""
    check_region(target.region, target.allowed_region)
    return target.write("orders", batch)
`,
    "connector/region.py": `class WrongRegion(Exception):
    pass


def check_region(actual, allowed):
    if actual != allowed:
        raise WrongRegion(f"warehouse is in {actual}, the contract allows {allowed}")
`,
    "connector/report.sql":
      "select site, sku, sum(quantity) as stock\nfrom tessalane.stock\ngroup by site, sku;\n",
    "tests/test_region.py": `import pytest

from connector.region import WrongRegion, check_region


def test_other_regions_are_refused():
    with pytest.raises(WrongRegion):
        check_region("eu-central", "us-east")
`,
  },
};
