import { expect, test } from "vitest";
import { z } from "zod";
import { createEngine } from "./engine.ts";
import { defineServer } from "./server.ts";
import { toolFor } from "./tool.ts";

const getPicture = toolFor<object>()({
  name: "demo_get_picture",
  title: "Get picture",
  description: "Answers a picture.",
  access: "read",
  group: "core",
  scopes: [],
  input: z.object({ broken: z.boolean().default(false).describe("Fails after the picture") }),
  output: z.object({ name: z.string() }),
  async run({ input, attach }) {
    attach({ data: Buffer.from("pixels").toString("base64"), mimeType: "image/png" });
    if (input.broken) throw new Error("no name");
    return { name: "sunset" };
  },
  render: ({ name }) => name,
});

const demo = defineServer<object, z.ZodObject>({
  name: "demo",
  title: "Demo",
  version: "0",
  instructions: "",
  credentials: [
    {
      kind: "bearer",
      title: "token",
      url: "https://demo.example",
      fields: { token: { env: ["DEMO_TOKEN"], title: "token" } },
    },
  ],
  settings: z.object({}),
  connect: () => ({}),
  identify: async () => ({ account: "demo" }),
  tools: [getPicture],
});

const call = (args: object) =>
  createEngine(demo, { env: { DEMO_TOKEN: "demo-token" }, log: () => undefined }).call({
    name: "demo_get_picture",
    arguments: args,
  });

test("an attached picture follows the text and stays out of the structured content", async () => {
  const { content, structuredContent } = await call({});
  expect(content).toEqual([
    { type: "text", text: expect.stringContaining("sunset") as string },
    { type: "image", data: "cGl4ZWxz", mimeType: "image/png" },
  ]);
  expect(structuredContent).toEqual({ name: "sunset" });
});

test("an error carries no picture", async () => {
  const { content, isError } = await call({ broken: true });
  expect(isError).toBe(true);
  expect(content.map((part) => part.type)).toEqual(["text"]);
});
