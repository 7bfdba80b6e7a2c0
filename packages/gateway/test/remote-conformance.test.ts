import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { start } from "./fixtures/processes.ts";

const here = import.meta.dirname;
const suite = createRequire(import.meta.url).resolve("@modelcontextprotocol/conformance/dist/index.js");
const client = `${process.execPath} --conditions=@sophia-mcp/source ${join(here, "remote-conformance-client.ts")}`;

// What the official suite asks of a client, where it is about the way to the server.
test.concurrent.each([
  "http-standard-headers",
  "http-custom-headers",
  "http-invalid-tool-headers",
  "auth/metadata-default",
  "auth/scope-step-up",
  "auth/token-endpoint-auth-basic",
  "auth/resource-mismatch",
  "auth/iss-supported-missing",
  "auth/iss-wrong-issuer",
  "auth/metadata-issuer-mismatch",
])("conformance of the client: %s", async (scenario) => {
  const args = [suite, "client", "--command", client, "--scenario", scenario];
  const run = start({ command: process.execPath, args });
  await run.ended;
  const output = run.output() + run.errors();
  expect(output, output).toContain("OVERALL: PASSED");
});
