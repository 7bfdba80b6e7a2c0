import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { Attachment, LinkCreate } from "../documents/issues.ts";
import { issueParam, ownIdParam } from "../params.ts";
import { issueRef } from "../refs.ts";
import { defineTool } from "../tool.ts";

export const addLink = defineTool({
  name: "linear_add_link",
  title: "Add link",
  description:
    "Attaches a web address to an issue. Addresses that Linear knows (GitHub, Slack, Figma, Zendesk and others) become rich attachments where the workspace is connected to them. The same address on the same issue stays one link.",
  access: "write",
  group: "issues",
  scopes: ["write"],
  idempotent: true,
  input: z.object({
    issue: issueParam,
    url: z
      .url({ protocol: /^https?$/ })
      .max(2000)
      .describe("Address"),
    title: z.string().min(1).max(500).optional().describe("Title; default: the page's own"),
    id: ownIdParam,
  }),
  output: z.object({
    id: z.string(),
    title: z.string(),
    link: z.string(),
    issue: z.string(),
    url: z.string(),
  }),
  async run({ input, api }) {
    const issueId = issueRef(input.issue);
    const { url, title } = input;
    const row = await api.create(
      input.id,
      async (id) =>
        (await api.mutate(LinkCreate, { id, issueId, url, title }, `issue ${issueId}`)).attachmentLinkURL
          .attachment,
      async (id) => (await api.query(Attachment, { id }, `link ${id}`)).attachment,
    );
    return { id: row.id, title: row.title, link: row.url, issue: row.issue.identifier, url: row.issue.url };
  },
  render: (output) => `Added link\n${fields(output)}`,
});
