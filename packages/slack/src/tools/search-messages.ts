import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts } from "@sophia-mcp/core/render";
import { iso, moment } from "@sophia-mcp/core/times";
import { z } from "zod";
import { findChannel, findUser } from "../find.ts";
import { messageShape, messageText, namesIn, showMessage, linkTo } from "../format.ts";
import type { Names } from "../mrkdwn.ts";
import type { SlackMessage } from "../objects.ts";
import { channelInput, personInput } from "../params.ts";
import { defineTool } from "../tool.ts";

/** Search tells nothing of reactions and replies. */
const foundShape = messageShape
  .pick({ ts: true, created_at: true, user: true, text: true, url: true, files: true })
  .extend({ channel: z.string() });

export const searchMessages = defineTool({
  name: "slack_search_messages",
  title: "Search messages",
  description:
    "Searches messages in all channels and direct messages that the token's owner can see, and returns them with channel and link. Slack's own modifiers work in query too (in:, from:, to:, has:, before:, after:, during:). To read one channel in order use slack_list_messages. Needs a user token with search:read; bot tokens cannot search.",
  access: "read",
  group: "core",
  scopes: ["search:read"],
  needs: "user",
  more: "Pass a smaller limit with cursor, or narrow the query.",
  search: {
    query: "query",
    limit: "limit",
    since: "since",
    until: "until",
    kind: "message",
    // Best match first, as the other systems answer.
    arguments: { sort_by: "score" },
    results: "messages",
    title: "text",
    url: "url",
    updated: "created_at",
    about: ["user", "channel"],
  },
  input: z.object({
    query: z
      .string()
      .max(1000)
      .default("")
      .describe('Words, "phrases" and modifiers; may be empty when another key narrows'),
    channel: channelInput.optional().describe("Only in this channel: #name, id, or @person"),
    from: personInput.optional().describe("Only by this person: name, e-mail, id or me"),
    since: z.string().max(40).optional().describe("Only from this day on: 2026-11-30, or 1d, 1w ago"),
    until: z.string().max(40).optional().describe("Only before this day, in the same forms"),
    during: z.string().max(20).optional().describe("Only in this month or year, as november or 2026"),
    sort_by: z
      .enum(["timestamp", "score"])
      .default("timestamp")
      .describe("Newest first, or best match first"),
    ...pageInput(100),
  }),
  output: z.object({
    total: z.int(),
    messages: z.array(foundShape),
    ...pageOutput,
  }),
  async run({ input, api }) {
    const query = [
      input.query.trim(),
      input.channel && `in:${await place(input.channel)}`,
      input.from && `from:<@${(await findUser(api, input.from)).id}>`,
      // Slack leaves out the day that it is given.
      input.since !== undefined && `after:${day(moment("since", input.since) - dayMs)}`,
      input.until !== undefined && `before:${day(moment("until", input.until))}`,
      input.during && `during:${input.during}`,
    ].filter(Boolean);
    let total = 0;
    const { rows, ...next } = await collect(input, async (cursor, size) => {
      const page = await api.search(query.join(" "), size, cursor ?? "*", input.sort_by);
      total = page.total;
      return page;
    });
    const [names, { url }] = await Promise.all([namesIn(api, rows), api.identity()]);
    const messages = rows.map((message) => found(message, names, url));
    return { total, messages, ...next };

    async function place(given: string): Promise<string> {
      const id = await findChannel(api, given);
      const { name, user } = await api.channel(id);
      return user ? `<@${user}>` : (name ?? id);
    }
  },
  render: (output) =>
    parts(
      `${output.total} found, ${output.messages.length} shown`,
      messageText(
        output.messages.map((message) => ({ ...message, user: `${message.channel}: ${message.user}` })),
      ),
      nextPage(output),
    ),
});

const dayMs = 86_400_000;
const day = (time: number): string => iso(time).slice(0, 10);

function found(message: SlackMessage, names: Names, workspace: string) {
  const link = message.permalink ?? linkTo(workspace, message.channel?.id ?? "", message);
  return { channel: channelOf(message, names), ...showMessage(message, names, link) };
}

function channelOf({ channel }: SlackMessage, names: Names): string {
  const { id = "", name = "", is_im, user } = channel ?? {};
  // Search names a direct conversation by the other person's id.
  return is_im ? `@${names.user(user ?? name)} [${id}]` : `#${name} [${id}]`;
}
