import { fields, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { whoAmI } from "../identify.ts";
import { defineTool } from "../tool.ts";

const quotas = ["core", "search", "code_search"] as const;

export const getMe = defineTool({
  name: "github_get_me",
  title: "Get own account",
  description:
    "Returns whose credential this is: login, name, link, scopes of a classic token, and how many requests are left. Fine-grained tokens and App installations tell no scopes. Other tools take @me for this person.",
  access: "read",
  group: "account",
  scopes: [],
  input: z.object({}),
  output: z.object({
    login: z.string(),
    name: z.string().optional(),
    email: z.string().optional(),
    type: z.string(),
    url: z.string().optional(),
    repositories: z.int().optional(),
    scopes: z.array(z.string()).optional(),
    limits: z.array(
      z.object({ resource: z.string(), limit: z.int(), remaining: z.int(), resets_at: z.string() }),
    ),
  }),
  async run({ api }) {
    const [me, resources] = await Promise.all([whoAmI(api), api.limits()]);
    const limits = quotas.flatMap((resource) => {
      const quota = resources[resource];
      if (!quota) return [];
      const { limit, remaining, reset } = quota;
      return [{ resource, limit, remaining, resets_at: new Date(reset * 1000).toISOString() }];
    });
    return { ...me, limits };
  },
  render: ({ limits, ...me }) =>
    parts(fields(me), table(limits, ["resource", "limit", "remaining", "resets_at"])),
});
