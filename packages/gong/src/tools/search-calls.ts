import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { Call } from "../answers.ts";
import type { CallFilter, Selector } from "../api.ts";
import { callShape, isLinkedTo, isWith, showCall } from "../calls.ts";
import { timeSpan } from "../dates.ts";
import { userId, workspaceId } from "../names.ts";
import { sinceParam, untilParam, workspaceParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const searchCalls = defineTool({
  name: "gong_search_calls",
  title: "Search calls",
  description:
    "Finds recorded calls of a period, in Gong's order, with host, guests, linked CRM records and link. Period, host and workspace are filtered by Gong; query, account and crm_id here, page after page: the answer says how many calls were looked at, and a cursor continues also when none fitted yet. For words that were said use gong_search_transcripts.",
  access: "read",
  group: "core",
  scopes: ["api:calls:read:extensive"],
  more: "Pass a smaller limit with cursor, or a shorter period.",
  search: {
    query: "query",
    limit: "limit",
    since: "since",
    until: "until",
    kind: "call",
    results: "calls",
    title: "title",
    url: "url",
    updated: "started_at",
    about: ["host", "participants"],
    calls: [{ query: "query" }, { query: "account" }],
  },
  input: z.object({
    since: sinceParam("30d"),
    until: untilParam,
    query: z.string().min(1).max(200).optional().describe("Text in the call's title"),
    account: z
      .string()
      .min(2)
      .max(200)
      .optional()
      .describe(
        "Part of the account's name (CRM account, deal, guests' domain), or a domain such as acme.com",
      ),
    crm_id: z.string().min(1).max(100).optional().describe("Id of an account or deal in the CRM"),
    host: z.string().min(1).max(320).optional().describe("User, by name, e-mail or id"),
    workspace: workspaceParam,
    detail: z
      .enum(["concise", "full"])
      .default("concise")
      .describe("full: everybody with title and e-mail, CRM records with names"),
    ...pageInput(100),
  }),
  output: z.object({
    looked_at: z.int(),
    in_period: z.int().optional(),
    calls: z.array(callShape),
    ...pageOutput,
  }),
  async run({ input, api, progress }) {
    const [primaryUserId, workspace] = await Promise.all([
      input.host === undefined ? undefined : userId(api, input.host),
      input.workspace === undefined ? undefined : workspaceId(api, input.workspace),
    ]);
    const filter: CallFilter = {
      ...timeSpan(input),
      workspaceId: workspace,
      primaryUserIds: primaryUserId === undefined ? undefined : [primaryUserId],
    };
    const full = input.detail === "full";
    const selector: Selector = {
      // Names of CRM records come only with all of their fields.
      context: full || input.account !== undefined ? "Extended" : "Basic",
      exposedFields: { parties: true },
    };
    const title = input.query?.toLowerCase();
    const fits = (call: Call): boolean =>
      (title === undefined || (call.metaData.title ?? "").toLowerCase().includes(title)) &&
      (input.account === undefined || isWith(call, input.account)) &&
      (input.crm_id === undefined || isLinkedTo(call, input.crm_id));
    let lookedAt = 0;
    let total: number | undefined;
    const { rows, ...next } = await collect(input, async (cursor) => {
      const page = await api.calls(filter, selector, cursor);
      lookedAt += page.rows.length;
      total = page.total;
      progress(lookedAt, total);
      return { ...page, rows: page.rows.filter(fits) };
    });
    return {
      looked_at: lookedAt,
      ...(total === undefined ? {} : { in_period: total }),
      calls: rows.map((call) => showCall(call, full)),
      ...next,
    };
  },
  render: (output) =>
    parts(
      `${output.calls.length} calls shown, ${output.looked_at} looked at${output.in_period === undefined ? "" : ` of ${output.in_period} in the period`}`,
      output.calls.length > 0 &&
        table(output.calls, ["id", "title", "started_at", "minutes", "host", "participants", "crm", "url"]),
      nextPage(output),
    ),
});
