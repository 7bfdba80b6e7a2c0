import { inputSchema } from "@sophia-mcp/core/schema";
import { describe, expect, test } from "vitest";
import type { ContractOptions } from "./contract.ts";
import { startHarness, type Harness, type HarnessOptions } from "./harness.ts";
import { keyChanges } from "./inputs.ts";

/** What a server does, with its credential and without, while its vendor works and while it fails. */
export function behaviourSuite(options: ContractOptions): void {
  const { server } = options;

  describe(`${server.name}: behaviour`, () => {
    const withHarness = async (work: (harness: Harness) => Promise<void>, extra: HarnessOptions = {}) => {
      const harness = await startHarness(server, {
        selection: { groups: ["all"] },
        ...options.harness,
        ...extra,
      });
      try {
        await work(harness);
      } finally {
        await harness.close();
      }
    };
    const probe = options.probe ?? firstRead(options);
    const noCredential = Object.fromEntries(
      server.credentials.flatMap((scheme) =>
        Object.values(scheme.fields).flatMap((field) => field.env.map((name) => [name, undefined])),
      ),
    );

    test("lists the same tools in both eras, in the same order, without a credential", async () => {
      for (const era of ["legacy", "modern"] as const) {
        await withHarness(
          async ({ client, sandbox }) => {
            const { tools } = await client.listTools();
            expect(tools.map((tool) => tool.name)).toEqual(server.tools.map((tool) => tool.name));
            expect(sandbox.requests).toEqual([]);
          },
          { era, env: noCredential },
        );
      }
    });

    test("the first call without a credential names the variable and where to get it", async () => {
      await withHarness(
        async ({ call }) => {
          const answer = await call(probe.tool, probe.arguments);
          expect(answer.error?.kind).toBe("auth");
          const scheme = server.credentials[0];
          expect(answer.text).toContain(
            Object.values(scheme.fields).find((field) => !field.optional)?.env[0],
          );
          expect(answer.text).toContain(scheme.url);
          expect(answer.text).toContain("--sandbox");
        },
        { env: noCredential },
      );
    });

    test(
      "every tool answers, with structured content that fits its schema",
      { timeout: 60_000 },
      async () => {
        for (const tool of server.tools) {
          await withHarness(async ({ call, client }) => {
            // The client checks structured content against the listed output schema.
            await client.listTools();
            const answer = await call(tool.name, options.examples[tool.name] ?? {});
            expect(answer.isError, `${tool.name}: ${answer.text}`).toBe(false);
            expect(answer.text, `${tool.name} renders something`).toMatch(/\S/);
            expect(answer.text, `${tool.name}: the example finds data`).not.toContain("(no rows)");
            expect(answer.text).not.toMatch(/undefined|\[object Object\]|NaN/);
          });
        }
      },
    );

    test("unknown keys are refused by name with the nearest known one", async () => {
      await withHarness(async ({ call, sandbox }) => {
        for (const tool of server.tools) {
          const [known] = Object.keys(inputSchema(tool.input).properties ?? {});
          if (known === undefined) continue;
          const answer = await call(tool.name, { ...options.examples[tool.name], [`${known}x`]: 1 });
          expect(answer.error?.kind).toBe("input");
          expect(answer.text).toContain(`unknown key "${known}x"`);
          expect(answer.text).toContain(`"${known}"`);
        }
        expect(sandbox.requests).toEqual([]);
      });
    });

    test("prototype keys are ordinary unknown keys", async () => {
      await withHarness(async ({ call }) => {
        const answer = await call(probe.tool, { ...probe.arguments, constructor: 1 });
        expect(answer.error?.kind).toBe("input");
        const hostile = JSON.parse('{"__proto__": {"polluted": true}}') as Record<string, unknown>;
        const args = Object.assign(Object.create(null), probe.arguments, hostile) as Record<string, unknown>;
        // On its way the key is either dropped or refused; it must have no other effect.
        const { error } = await call(probe.tool, args);
        expect([undefined, "input"]).toContain(error?.kind);
        expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
      });
    });

    test("every input key changes a request or, as declared, the answer", { timeout: 120_000 }, async () => {
      for (const tool of server.tools) {
        const unchanged = await keyChanges(tool, options, () =>
          startHarness(server, { selection: { groups: ["all"] }, ...options.harness }),
        );
        expect(unchanged, `${tool.name}: keys without any effect`).toEqual([]);
      }
    });

    test("read-only hides every write and refuses it when called", async () => {
      await withHarness(
        async ({ client, call, sandbox }) => {
          const { tools } = await client.listTools();
          expect(tools.every((tool) => tool.annotations?.readOnlyHint)).toBe(true);
          for (const tool of server.tools.filter((candidate) => candidate.access !== "read")) {
            const answer = await call(tool.name, options.examples[tool.name] ?? {});
            expect(answer.isError).toBe(true);
            expect(answer.text).toContain("--read-only");
          }
          expect(sandbox.requests).toEqual([]);
        },
        { selection: { readOnly: true, groups: ["all"] } },
      );
    });

    const faults = [
      ["401", { kind: "status", status: 401 }, "auth", /credential/],
      ["403", { kind: "status", status: 403 }, "auth", /403/],
      [
        "429 with a wait beyond the limit",
        { kind: "status", status: 429, retryAfter: 3600 },
        "upstream",
        /3600 s/,
      ],
      ["500", { kind: "status", status: 500 }, "upstream", /500/],
      ["a cut connection", { kind: "cut" }, "upstream", /cut the connection/],
      ["a malformed body", { kind: "malformed" }, "upstream", /not valid JSON|cut the connection/],
      ["a web page", { kind: "html", status: 200 }, "upstream", /web page/],
      ["an empty body", { kind: "empty" }, "upstream", /empty body/],
      ["a huge body", { kind: "huge", bytes: 30_000_000 }, "upstream", /20 MB/],
      [
        "a redirect elsewhere",
        { kind: "redirect", location: "https://elsewhere.example/" },
        "upstream",
        /elsewhere\.example/,
      ],
    ] as const;
    test.each(faults)(
      "%s becomes a clear error, and the server lives on",
      async (_, fault, kind, wording) => {
        await withHarness(async ({ call, sandbox }) => {
          const remove = sandbox.faults.add({ vendor: server.name, ...fault });
          const answer = await call(probe.tool, probe.arguments);
          expect(answer.isError).toBe(true);
          expect(answer.text).toMatch(wording);
          expect(answer.error?.kind).toBe(kind);
          expect(sandbox.requests.length).toBeLessThanOrEqual(12);
          noSecrets(answer.raw, sandbox.env);
          remove.remove();
          const next = await call(probe.tool, probe.arguments);
          expect(next.isError, next.text).toBe(false);
        });
      },
    );

    test("a 429 with a short wait and a passing 500 are retried", async () => {
      await withHarness(async ({ call, sandbox }) => {
        sandbox.faults.add({ vendor: server.name, kind: "status", status: 429, retryAfter: 1, times: 1 });
        sandbox.faults.add({ vendor: server.name, kind: "status", status: 503, times: 1, after: 1 });
        const answer = await call(probe.tool, probe.arguments);
        expect(answer.isError, answer.text).toBe(false);
      });
    });

    test("a vendor that hangs ends at the time limit", async () => {
      await withHarness(
        async ({ call, sandbox }) => {
          sandbox.faults.add({ vendor: server.name, kind: "hang" });
          const answer = await call(probe.tool, probe.arguments);
          expect(answer.error?.kind).toBe("timeout");
          expect(answer.text).toMatch(/within 0\.5 s/);
        },
        { flags: { timeout_seconds: "0.5" } },
      );
    });

    test("a cancelled call stops its request", async () => {
      await withHarness(async ({ call, sandbox }) => {
        sandbox.faults.add({ vendor: server.name, kind: "hang" });
        const controller = new AbortController();
        const pending = call(probe.tool, probe.arguments, { signal: controller.signal });
        await expect.poll(() => sandbox.requests.length).toBeGreaterThan(0);
        controller.abort();
        await expect(pending).rejects.toThrow();
      });
    });

    test("no secret is in any answer, error or log line", async () => {
      await withHarness(async ({ call, sandbox, logged, engine }) => {
        const secret = Object.values(sandbox.env).find((value) => !value.startsWith("http")) ?? "";
        sandbox.faults.add({
          vendor: server.name,
          kind: "status",
          status: 400,
          times: 1,
          body: { message: `bad token ${secret}`, error: secret, errors: [{ message: secret }] },
        });
        const answer = await call(probe.tool, probe.arguments);
        noSecrets(answer.raw + JSON.stringify(answer), sandbox.env);
        await engine.identify(AbortSignal.timeout(5000)).catch(() => undefined);
        noSecrets(logged.join("\n"), sandbox.env);
      });
    });
  });
}

/** A change whose answer was lost is made once, and its outcome is told as unknown. For servers that have such a write. */
export function unknownOutcome(options: ContractOptions, write: NonNullable<ContractOptions["write"]>): void {
  test(`${options.server.name}: a write is not repeated when its outcome is unknown`, async () => {
    const { call, sandbox, close } = await startHarness(options.server, everything(options));
    sandbox.faults.add({
      vendor: options.server.name,
      kind: "cut",
      afterEffect: true,
      ...writeFault(options),
    });
    const answer = await call(write.tool, write.arguments);
    expect(answer.error?.outcome, answer.text).toBe("unknown");
    expect(answer.text).toMatch(/not known whether the change was made/);
    const changes = sandbox.requests.filter((request) => request.status === 0 || request.status >= 500);
    expect(changes).toHaveLength(1);
    await close();
  });
}

const everything = ({ harness }: ContractOptions): HarnessOptions => ({
  selection: { groups: ["all"] },
  ...harness,
});

function writeFault(options: ContractOptions): { method?: string } {
  // Vendors that change by POST alone still read by GET; the fault must hit the change itself.
  return options.write ? { method: "POST" } : {};
}

function firstRead({ server, examples }: ContractOptions) {
  const tool = server.tools.find((candidate) => candidate.access === "read" && candidate.group === "core");
  return { tool: tool?.name ?? "", arguments: examples[tool?.name ?? ""] ?? {} };
}

function noSecrets(text: string, env: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(env)) {
    if (value.startsWith("http") || value.length < 12) continue;
    expect(text.includes(value), `${name} is in an output`).toBe(false);
  }
}
