import { z } from "zod";
import { IssueArchive, IssueDelete } from "../documents/issues.ts";
import { issueParam } from "../params.ts";
import { issueRef } from "../refs.ts";
import { defineTool } from "../tool.ts";

export const deleteIssue = defineTool({
  name: "linear_delete_issue",
  title: "Delete issue",
  description:
    "Archives an issue (default), which takes it out of all lists, or moves it to the trash, which Linear empties after 30 days. Both can be undone in Linear until then. To close an issue as done or canceled set its state with linear_update_issue instead.",
  access: "destroy",
  group: "issues",
  scopes: ["write"],
  idempotent: true,
  input: z.object({
    issue: issueParam,
    mode: z.enum(["archive", "trash"]).default("archive").describe("trash: gone for good after 30 days"),
  }),
  output: z.object({ id: z.string(), title: z.string(), url: z.string(), result: z.string() }),
  async run({ input, api }) {
    const id = issueRef(input.issue);
    const what = `issue ${id}`;
    const { entity } =
      input.mode === "trash"
        ? (await api.mutate(IssueDelete, { id }, what)).issueDelete
        : (await api.mutate(IssueArchive, { id }, what)).issueArchive;
    return {
      id: entity?.identifier ?? id,
      title: entity?.title ?? "",
      url: entity?.url ?? "",
      result: input.mode === "trash" ? "moved to the trash, restorable for 30 days" : "archived, restorable",
    };
  },
  render: ({ id, title, url, result }) => `${id} ${title}: ${result}\n${url}`,
});
