import { startHarness, type Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import server from "../server.ts";

let asana: Harness;
beforeAll(async () => {
  asana = await startHarness(server);
});
afterAll(() => asana.close());

test("posts an update, which is the current one afterwards", async () => {
  const added = await asana.call("asana_add_status_update", {
    parent: "Edge reliability",
    status: "on_track",
    title: "Quiet week",
    text: "# Done\n\n- no drops\n- [graph](https://graphs.example/edge)",
  });
  expect(added.structured).toMatchObject({
    status: "on_track",
    title: "Quiet week",
    author: "Sofia Lindqvist [120641880000901]",
    text: "**Done**\n\n- no drops\n- [graph](https://graphs.example/edge)",
  });
  const project = await asana.call("asana_get_project", { project: "Edge reliability" });
  expect(project.structured.status).toBe("on track: Quiet week");
});

test("portfolios have updates too", async () => {
  const answer = await asana.call("asana_add_status_update", {
    parent: "Product roadmap",
    parent_type: "portfolio",
    status: "at_risk",
    text: "Two of three.",
  });
  expect(answer.isError, answer.text).toBe(false);
});

test("a state that Asana does not know is refused with those it knows", async () => {
  const answer = await asana.call("asana_add_status_update", { parent: "x", status: "fine", text: "x" });
  expect(answer.text).toContain("on_track, at_risk, off_track");
});
