import { bearer } from "@sophia-mcp/auth/schemes";
import { UpstreamError } from "../src/errors.ts";
import { pageInput, pageOutput } from "../src/paging.ts";
import { table } from "../src/render.ts";
import { defineServer } from "../src/server.ts";
import { toolFor } from "../src/tool.ts";
import { z } from "zod";
import type { Http } from "../src/http.ts";

interface DemoApi {
  http: Http;
  /** Counts connects, which must happen once and late. */
  connects: number;
}

const defineTool = toolFor<DemoApi>();
let connects = 0;

const echo = defineTool({
  name: "demo_get_echo",
  title: "Echo",
  description: "Returns the text it was given.",
  access: "read",
  group: "core",
  scopes: ["echo.read"],
  input: z.object({
    text: z.string().max(100_000).describe("Text to return"),
    times: z.int().min(1).max(5).default(1).describe("How often"),
    flags: z.array(z.string().max(10)).max(3).default([]).describe("Anything"),
  }),
  output: z.object({ text: z.string(), connects: z.int() }),
  run: async ({ input, api }) => ({ text: input.text.repeat(input.times), connects: api.connects }),
  render: ({ text }) => text,
});

const rows = defineTool({
  name: "demo_list_rows",
  title: "List rows",
  description: "Returns many rows.",
  access: "read",
  group: "core",
  scopes: [],
  more: "Ask for fewer rows.",
  input: z.object({
    ...pageInput(5000),
    width: z.int().min(1).max(10_000).default(10).describe("Characters in a row"),
  }),
  output: z.object({ rows: z.array(z.object({ id: z.int(), text: z.string() })), ...pageOutput }),
  run: async ({ input }) => ({
    rows: Array.from({ length: input.limit }, (_, id) => ({ id, text: "x".repeat(input.width) })),
    next_cursor: "more",
  }),
  render: (output) => table(output.rows, ["id", "text"]),
});

const slow = defineTool({
  name: "demo_run_slowly",
  title: "Run slowly",
  description: "Answers after a while, with progress.",
  access: "read",
  group: "core",
  scopes: [],
  input: z.object({ milliseconds: z.int().min(0).max(60_000).describe("How long") }),
  output: z.object({ done: z.boolean() }),
  async run({ input, signal, progress }) {
    for (let step = 1; step <= 4; step++) {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(resolve, input.milliseconds / 4);
        signal.addEventListener("abort", () => {
          clearTimeout(timer);
          reject(signal.reason as Error);
        });
      });
      progress(step, 4, `step ${step}`);
    }
    return { done: true };
  },
  render: () => "done",
});

const change = defineTool({
  name: "demo_update_thing",
  title: "Update thing",
  description: "Sends a change to the vendor.",
  access: "write",
  group: "extra",
  scopes: ["thing.write"],
  aliases: ["demo_change_thing"],
  input: z.object({ path: z.string().max(100).default("/things").describe("Where") }),
  output: z.object({ status: z.string() }),
  run: async ({ input, api }) => api.http.json<{ status: string }>("POST", input.path, { body: { a: 1 } }),
  render: ({ status }) => status,
});

const read = defineTool({
  name: "demo_get_thing",
  title: "Get thing",
  description: "Reads from the vendor.",
  access: "read",
  group: "core",
  scopes: [],
  input: z.object({ path: z.string().max(100).default("/things").describe("Where") }),
  output: z.object({ status: z.string() }),
  run: async ({ input, api }) => api.http.json<{ status: string }>("GET", input.path, { what: "thing 7" }),
  render: ({ status }) => status,
});

const broken = defineTool({
  name: "demo_run_broken",
  title: "Run broken",
  description: "Fails in ways that a tool must not.",
  access: "read",
  group: "core",
  scopes: [],
  input: z.object({ how: z.enum(["bug", "secret", "wrapped", "hidden", "console"]).describe("Which way") }),
  output: z.object({ text: z.string() }),
  async run({ input }) {
    if (input.how === "bug") throw new TypeError("cannot read x of undefined");
    if (input.how === "secret") throw new UpstreamError("token demo-secret-token leaked");
    if (input.how === "wrapped")
      throw new Error("sdk", { cause: new UpstreamError("inner words", { status: 503 }) });
    // A vendor's SDK may print; it must not reach the protocol.
    // eslint-disable-next-line no-console -- what is tested
    if (input.how === "console") console.log("printed by a dependency");
    if (input.how === "console") process.stdout.write("written by a dependency\n");
    return { text: "a\u200Bb\u202Ec\u{E0041}d demo-secret-token" };
  },
  render: ({ text }) => text,
});

export default defineServer({
  name: "demo",
  title: "Demo",
  version: "1.2.3",
  instructions: "A server for tests.",
  credentials: [
    {
      kind: "bearer",
      title: "demo token",
      url: "https://demo.example/tokens",
      fields: { token: { env: ["DEMO_TOKEN"], title: "demo token", secret: true } },
    },
  ],
  settings: z.object({ base_url: z.url().default("http://127.0.0.1:9").describe("The vendor") }),
  connect({ settings, credentials, http }): DemoApi {
    connects++;
    return {
      connects,
      http: http({
        baseUrl: settings.base_url,
        authorizer: bearer(credentials.values.token ?? ""),
        explain: ({ json }) => ({ message: (json as { message?: string } | undefined)?.message }),
        quota: (headers) => {
          const left = headers.get("x-left");
          return left === null ? [] : [{ quota: "all", remaining: Number(left) }];
        },
      }),
    };
  },
  identify: async () => ({ account: "demo user", scopes: ["echo.read"] }),
  tools: [echo, rows, slow, read, broken, change],
});
