import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import { daySpan } from "../dates.ts";
import { userIds, userLabels } from "../names.ts";
import { sinceParam, untilParam, usersParam } from "../params.ts";
import { keyOf, statsColumns, statsShape } from "../stats.ts";
import { defineTool } from "../tool.ts";

export const getInteractionStats = defineTool({
  name: "gong_get_interaction_stats",
  title: "Get interaction statistics",
  description:
    "Returns how each user talks in calls, averaged over whole days of a period: talk ratio, longest monologue and longest customer story (seconds), interactivity, patience, question rate, as far as Gong measures them. For counts of calls, comments and feedback use gong_get_activity_stats.",
  access: "read",
  group: "core",
  scopes: ["api:stats:interaction"],
  more: "Name users, or pass a smaller limit with cursor.",
  input: z.object({
    since: sinceParam("30d"),
    until: untilParam,
    users: usersParam,
    ...pageInput(500, 100),
  }),
  output: z.object({ from: z.string(), until: z.string(), rows: z.array(statsShape), ...pageOutput }),
  async run({ input, api }) {
    const span = daySpan(input);
    const filter = { ...span, userIds: await userIds(api, input.users) };
    const label = await userLabels(api);
    const { rows, ...next } = await collect(input, (cursor) => api.interaction(filter, cursor));
    return {
      from: span.fromDate,
      until: span.toDate,
      rows: rows.map(({ userId, userEmailAddress, personInteractionStats = [] }) => ({
        user: label(userId, userEmailAddress),
        stats: Object.fromEntries(personInteractionStats.map(({ name, value }) => [keyOf(name), value])),
      })),
      ...next,
    };
  },
  render: (output) => {
    const { rows, columns } = statsColumns(output.rows);
    return parts(`From ${output.from}, until before ${output.until}`, table(rows, columns), nextPage(output));
  },
});
