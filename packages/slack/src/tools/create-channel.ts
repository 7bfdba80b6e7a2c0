import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { findUser, personLabel } from "../find.ts";
import { channelLink } from "../format.ts";
import { personInput } from "../params.ts";
import { defineTool } from "../tool.ts";

export const createChannel = defineTool({
  name: "slack_create_channel",
  title: "Create channel",
  description:
    "Creates a public or private channel and invites people to it. Names are lower case, without spaces. A channel can be archived in Slack, but its name stays taken. Bot token with channels:manage (groups:write for private ones), or user token with channels:write.",
  access: "write",
  group: "channels",
  scopes: ["channels:manage"],
  input: z.object({
    name: z
      .string()
      .max(80)
      .regex(/^#?[\p{Ll}\p{Lo}\p{N}_-]+$/u, "must be lower case letters, digits, - and _")
      .describe("Name of the channel, such as launch-2027"),
    private: z
      .boolean()
      .default(false)
      .describe("Seen by its members only; cannot be made public again by every plan"),
    invite: z.array(personInput).max(100).default([]).describe("People to invite, by name, e-mail or id"),
  }),
  output: z.object({
    channel: z.string(),
    private: z.boolean(),
    invited: z.array(z.string()),
    problem: z.string().optional(),
    url: z.string(),
  }),
  async run({ input, api }) {
    // Names are looked up first: nothing is created for people who are not there.
    const people = await Promise.all(input.invite.map((given) => findUser(api, given)));
    const me = (await api.identity()).user_id;
    const guests = people.filter((user) => user.id !== me);
    const made = await api.createChannel(input.name.replace(/^#/, ""), input.private);
    const id = made.id ?? "";
    const problem =
      guests.length === 0
        ? undefined
        : await api.invite(
            id,
            guests.map((user) => user.id),
          );
    return {
      channel: `#${made.name ?? input.name} [${id}]`,
      private: input.private,
      invited: guests.map((user) => personLabel(user, user.id)),
      ...(problem ? { problem } : {}),
      url: channelLink((await api.identity()).url, id),
    };
  },
  render: (channel) => `Created\n${fields(channel)}`,
});
