import { afterEach, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "./sandbox.ts";

const NOW = new Date("2026-03-31T09:00:00Z");
const running: Sandbox[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
});

async function start(): Promise<Sandbox> {
  const sandbox = await startSandbox({ vendors: ["hubspot"], now: NOW });
  running.push(sandbox);
  return sandbox;
}

async function search(sandbox: Sandbox): Promise<string> {
  const { HUBSPOT_BASE_URL: url, HUBSPOT_ACCESS_TOKEN: token } = sandbox.env;
  const response = await fetch(`${url}/crm/objects/2026-09/deals/search`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ limit: 100, properties: ["dealname", "amount", "dealstage", "closedate"] }),
  });
  return response.text();
}

test("two sandboxes of the same seed and day give identical answers", async () => {
  const [first, second] = [await start(), await start()];
  expect(await search(first)).toBe(await search(second));
});

test("an unknown vendor is refused by name", async () => {
  await expect(startSandbox({ vendors: ["salesforce"] })).rejects.toThrow(
    /unknown vendor salesforce.*hubspot/,
  );
});

test("requests are logged with their status", async () => {
  const sandbox = await start();
  await search(sandbox);
  expect(sandbox.requests).toMatchObject([
    { vendor: "hubspot", method: "POST", path: "/crm/objects/2026-09/deals/search", body: { limit: 100 } },
  ]);
});
