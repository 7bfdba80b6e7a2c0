import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));

type Ended = { code: number | null; out: string; err: string };

function run(args: readonly string[], onOutput?: (text: string, stop: () => void) => void): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let [out, err] = ["", ""];
  child.stdout.on("data", (part: Buffer) => {
    out += part.toString();
    onOutput?.(out, () => child.kill("SIGTERM"));
  });
  child.stderr.on("data", (part: Buffer) => {
    err += part.toString();
  });
  return new Promise((resolve) => {
    child.once("close", (code) => resolve({ code, out, err }));
  });
}

test("prints environment lines that work, and stops cleanly", async () => {
  let status = 0;
  const { code, out } = await run(["--port", "0", "--vendors", "hubspot"], (text, stop) => {
    const url = /HUBSPOT_BASE_URL=(.+)/.exec(text)?.[1];
    const token = /HUBSPOT_ACCESS_TOKEN=(.+)\n/.exec(text)?.[1];
    if (!url || !token || status > 0) return;
    status = 1;
    void fetch(`${url}/account-info/2026-09/details`, { headers: { authorization: `Bearer ${token}` } }).then(
      (response) => {
        status = response.status;
        stop();
      },
    );
  });
  expect(status).toBe(200);
  expect(code).toBe(0);
  expect(
    out
      .trim()
      .split("\n")
      .every((line) => /^[A-Z_]+=\S+$/.test(line)),
  ).toBe(true);
});

test.each([
  [["--port", "many"], /--port takes a whole number/],
  [["--vendors", "salesforce"], /--vendors takes .*hubspot.* not "salesforce"/],
  [["--now", "soon"], /--now takes a date/],
  [["--verbose"], /--verbose.*Known flags: --port/],
])("%j is refused with what is accepted", async (args, words) => {
  const { code, err, out } = await run(args);
  expect(code).toBe(2);
  expect(err).toMatch(words);
  expect(out).toBe("");
});

test("a busy port is named, with the flag that changes it", async () => {
  const busy = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => busy.once("listening", resolve));
  const { port } = busy.address() as AddressInfo;
  const { code, err } = await run(["--port", String(port), "--vendors", "hubspot"]);
  busy.close();
  expect(code).toBe(1);
  expect(err).toContain(`port ${port} is in use`);
  expect(err).toContain("--port N");
});

test("help and version", async () => {
  expect((await run(["--help"])).out).toContain("Usage: sophia-mcp-sandbox");
  expect((await run(["--version"])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});
