import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";
import { batch, scanners } from "../../test/ids.ts";
let asana: Harness;
beforeAll(async () => {
  asana = await startHarness(server);
});
afterAll(() => asana.close());

const list = (args: Record<string, unknown>) => asana.call("asana_list_attachments", args);

test("lists files and links with their sizes; links to other stores have no download", async () => {
  const { structured } = await list({ task: scanners });
  expect(structured.attachments).toMatchObject([
    { name: "edge-reconnect.md", host: "asana", bytes: 364, download_url: expect.any(String) as string },
    { name: "chilled-hall.png", host: "asana", bytes: 70 },
    { name: "Drops per shift", host: "gdrive" },
  ]);
  expect(asana.sandbox.requests.some(({ path }) => path.startsWith("/files/"))).toBe(false);
});

test("the text of text files is read without the token, slice by slice", async () => {
  const { structured, text } = await list({ task: scanners, include_text: true });
  expect(text).toContain("Firmware 2.8.0 shortened the roaming timer");
  const download = asana.sandbox.requests.find(({ path }) => path.startsWith("/files/"));
  expect(download?.headers.authorization).toBeUndefined();
  const [file] = structured.attachments as { text: string; total_chars: number }[];
  const rest = await list({ task: scanners, include_text: true, offset: 300 });
  expect((rest.structured.attachments as { text?: string }[])[0]?.text).toBe(file?.text.slice(300));
});

test("a project's key resources, and nothing for a task without files", async () => {
  expect((await list({ project: "Edge reliability" })).structured.attachments).toEqual([]);
  expect((await list({ task: batch })).structured.attachments).toMatchObject([
    { name: "bluefin-incident.md" },
  ]);
});

test("exactly one of task and project is wanted", async () => {
  expect((await list({})).text).toContain("either task or project");
  expect((await list({ task: batch, project: "x" })).text).toContain("either task or project");
});
