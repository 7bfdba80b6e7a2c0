import { beforeAll, describe, expect, test } from "vitest";
import { listed } from "./fixtures/behind.ts";
import { revisions, score, type Score } from "./fixtures/conformance.ts";
import { fixture, gateway, listening } from "./fixtures/processes.ts";
import { httpClient } from "./fixtures/raw-http.ts";

const everything = "everything.ts";
const limit = { timeout: 90_000 };
const direct = new Map<string, Score>();

const sum = ({ passed, failed }: Score): string => `${passed} of ${passed + failed}`;

beforeAll(async () => {
  const { url, child } = await listening(fixture(everything, "--http", "0"));
  for (const revision of revisions) direct.set(revision, await score(url, revision));
  child.kill();
}, limit.timeout);

test.each(revisions)("the server itself passes everything of %s", (revision) => {
  const own = direct.get(revision);
  expect(own?.failures).toEqual([]);
  expect(own?.passed).toBeGreaterThan(80);
});

describe.each(["command", "url"] as const)("behind the gateway as %s", (kind) => {
  let url = "";
  beforeAll(async () => {
    const { command, args } = fixture(everything);
    const entry =
      kind === "command"
        ? { command, args, prefix: "" }
        : { url: (await listening(fixture(everything, "--http", "0"))).url, prefix: "" };
    const { env, ...front } = gateway("start", {
      servers: { everything: entry },
      // The suite wants to see a stream that is closed before its answer, and a server cannot ask for that over pipes.
      config: { http: { pollAfterSeconds: 0.08 } },
    });
    url = (await listening(front, env)).url;
  }, 30_000);

  test.each(revisions)("it scores the same in %s", limit, async (revision) => {
    // The first start ever is another test's subject: here the gateway knows its server.
    await listed(await httpClient(url, { era: "legacy" }), ["test_simple_text"]);
    await listed(await httpClient(url, { era: "modern" }), ["test_simple_text"]);
    const own = direct.get(revision);
    const behind = await score(url, revision);
    process.stdout.write(
      `conformance ${revision}: directly ${own && sum(own)}, behind the gateway as ${kind} ${sum(behind)}\n`,
    );
    expect(behind.failures).toEqual(own?.failures);
    expect(behind.scenarios).toEqual(own?.scenarios);
  });
});
