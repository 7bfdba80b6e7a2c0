import { InputError } from "@sophia-mcp/core/errors";
import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { Activity } from "../answers.ts";
import type { AggregationPeriod } from "../api.ts";
import { daySpan } from "../dates.ts";
import { userIds, userLabels } from "../names.ts";
import { sinceParam, untilParam, usersParam } from "../params.ts";
import { keyOf, statsColumns, statsShape } from "../stats.ts";
import { defineTool } from "../tool.ts";

export const getActivityStats = defineTool({
  name: "gong_get_activity_stats",
  title: "Get activity statistics",
  description:
    "Counts per user what they did in Gong in whole days of a period: calls hosted and attended, listened to, shared, feedback, comments and scorecards given and received. In total, or per day, week, month, quarter or year. Zeros are left out, and so are users and periods without activity. For talk ratio and the like use gong_get_interaction_stats.",
  access: "read",
  group: "core",
  scopes: ["api:stats:user-actions", "api:stats:user-actions:detailed"],
  more: "Name users, or pass a smaller limit with cursor.",
  input: z.object({
    since: sinceParam("30d"),
    until: untilParam,
    users: usersParam,
    period: z
      .enum(["total", "day", "week", "month", "quarter", "year"])
      .default("total")
      .describe("One row per user, or per user and period"),
    call_ids: z
      .boolean()
      .default(false)
      .describe("With period day: the ids of the calls behind the counts as well"),
    ...pageInput(500, 100),
  }),
  output: z.object({
    from: z.string(),
    until: z.string(),
    rows: z.array(statsShape.extend({ calls: z.record(z.string(), z.array(z.string())).optional() })),
    ...pageOutput,
  }),
  async run({ input, api }) {
    if (input.call_ids && input.period !== "day") {
      throw new InputError('"call_ids" needs period: "day".');
    }
    const span = daySpan(input);
    const filter = { ...span, userIds: await userIds(api, input.users) };
    const label = await userLabels(api);
    const aggregation =
      input.period === "total" ? undefined : (input.period.toUpperCase() as AggregationPeriod);
    const { rows, ...next } = await collect(input, async (cursor) => {
      const page = input.call_ids
        ? await api.dailyActivity(filter, cursor)
        : await api.activity(filter, aggregation, cursor);
      return {
        ...page,
        rows: page.rows.flatMap(({ userId, userEmailAddress, periods }) =>
          periods
            .map((period) => ({ user: label(userId, userEmailAddress), ...countsOf(period) }))
            .filter(({ stats }) => Object.keys(stats).length > 0),
        ),
      };
    });
    return { from: span.fromDate, until: span.toDate, rows, ...next };
  },
  render: (output) => {
    const { rows, columns } = statsColumns(output.rows);
    const calls = output.rows.flatMap((row) =>
      Object.entries(row.calls ?? {}).map(
        ([name, ids]) => `${row.user} ${row.from ?? ""} ${name}: ${ids.join(", ")}`,
      ),
    );
    return parts(
      `From ${output.from}, until before ${output.until}`,
      table(rows, columns),
      calls.join("\n"),
      nextPage(output),
    );
  },
});

function countsOf({ fromDate, toDate, ...counts }: Activity) {
  const listed = Object.entries(counts).flatMap(([name, value]) =>
    Array.isArray(value) && value.length > 0 ? [[keyOf(name), value.map(String)] as const] : [],
  );
  const numbers = Object.entries(counts).flatMap(([name, value]) => {
    const count = Array.isArray(value) ? value.length : value;
    // Most are zero, in most periods all of them.
    return typeof count === "number" && count !== 0 ? [[keyOf(name), count] as const] : [];
  });
  return {
    ...(typeof fromDate === "string" ? { from: fromDate.slice(0, 10) } : {}),
    ...(typeof toDate === "string" ? { until: toDate.slice(0, 10) } : {}),
    stats: Object.fromEntries(numbers),
    ...(listed.length > 0 ? { calls: Object.fromEntries(listed) } : {}),
  };
}
