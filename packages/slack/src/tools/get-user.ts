import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { findUser, userName } from "../find.ts";
import { personInput } from "../params.ts";
import { defineTool } from "../tool.ts";

export const getUser = defineTool({
  name: "slack_get_user",
  title: "Get person",
  description:
    "Returns one person by name, e-mail or id, or the token's own user as me: title, e-mail, phone, status, time zone and their local time. Bot or user token with users:read, and users:read.email for the address.",
  access: "read",
  group: "core",
  scopes: ["users:read"],
  input: z.object({ user: personInput.describe("Name, e-mail, id or me") }),
  output: z.object({
    id: z.string(),
    name: z.string(),
    display_name: z.string().optional(),
    handle: z.string().optional(),
    email: z.string().optional(),
    title: z.string().optional(),
    phone: z.string().optional(),
    status: z.string().optional(),
    time_zone: z.string().optional(),
    local_time: z.string().optional(),
    account: z.string(),
    url: z.string(),
  }),
  async run({ input, api }) {
    const user = await findUser(api, input.user);
    const { url } = await api.identity();
    const { display_name, email, title, phone, status_text, status_emoji } = user.profile ?? {};
    const status = [status_emoji, status_text].filter(Boolean).join(" ");
    return {
      id: user.id,
      name: userName(user),
      ...(display_name ? { display_name } : {}),
      ...(user.name ? { handle: user.name } : {}),
      ...(email ? { email } : {}),
      ...(title ? { title } : {}),
      ...(phone ? { phone } : {}),
      ...(status ? { status } : {}),
      ...(user.tz ? { time_zone: user.tz } : {}),
      ...(user.tz_offset === undefined ? {} : { local_time: localTime(user.tz_offset) }),
      account: user.deleted
        ? "deactivated"
        : user.is_bot
          ? "app"
          : user.is_restricted
            ? "guest"
            : user.is_admin
              ? "administrator"
              : "member",
      url: `${url}team/${user.id}`,
    };
  },
  render: fields,
});

const localTime = (offsetSeconds: number): string =>
  new Date(Date.now() + offsetSeconds * 1000).toISOString().slice(0, 16).replace("T", " ");
