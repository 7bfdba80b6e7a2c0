import { InputError } from "@sophia-mcp/core/errors";
import { both } from "@sophia-mcp/core/names";
import { parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { Coaching } from "../answers.ts";
import { timeSpan } from "../dates.ts";
import { userId, userName, workspaceOrOnly } from "../names.ts";
import { sinceParam, untilParam, workspaceParam } from "../params.ts";
import { keyOf, statsColumns } from "../stats.ts";
import { defineTool } from "../tool.ts";

export const getCoachingMetrics = defineTool({
  name: "gong_get_coaching_metrics",
  title: "Get coaching metrics",
  description:
    "Counts how a manager coached each direct report in a period: calls listened to, attended, commented on, with feedback, with a scorecard. The workspace may be left out when there is only one.",
  access: "read",
  group: "coaching",
  scopes: ["api:coaching:read"],
  input: z.object({
    manager: z.string().min(1).max(320).describe("Manager, by name, e-mail or id"),
    workspace: workspaceParam,
    since: sinceParam("30d"),
    until: untilParam,
    call_ids: z.boolean().default(false).describe("Also the ids of the calls behind the counts"),
  }),
  output: z.object({
    manager: z.string(),
    reports: z.array(
      z.object({
        user: z.string(),
        stats: z.record(z.string(), z.number()),
        calls: z.record(z.string(), z.array(z.string())).optional(),
      }),
    ),
  }),
  async run({ input, api }) {
    const [managerId, workspaceId] = await Promise.all([
      userId(api, input.manager),
      workspaceOrOnly(api, input.workspace),
    ]);
    const { fromDateTime: from, toDateTime = now() } = timeSpan(input);
    const found = await api.coaching({ workspaceId, managerId, from, to: toDateTime });
    const mine = found.find(({ manager }) => manager?.id === managerId) ?? found[0];
    if (!mine) {
      throw new InputError(
        `Gong has no coaching metrics of user ${managerId} in this workspace and period: the user manages nobody there, or coached nobody.`,
      );
    }
    return {
      manager: both(mine.manager ? userName(mine.manager) : "", managerId),
      reports: (mine.directReportsMetrics ?? []).map((one) => showReport(one, input.call_ids)),
    };
  },
  render: (output) => {
    const { rows, columns } = statsColumns(output.reports);
    const calls = output.reports.flatMap(({ user, calls: listed = {} }) =>
      Object.entries(listed).map(([name, ids]) => `${user} ${name}: ${ids.join(", ")}`),
    );
    return parts(`Coaching by ${output.manager}`, table(rows, columns), calls.join("\n"));
  },
});

const now = (): string => `${new Date().toISOString().slice(0, 16)}:00Z`;

type Report = NonNullable<Coaching["directReportsMetrics"]>[number];

function showReport({ report, metrics = {} }: Report, withCalls: boolean) {
  const entries = Object.entries(metrics).map(([name, ids]) => [keyOf(name), ids.map(String)] as const);
  return {
    user: both(userName(report), report.id),
    stats: Object.fromEntries(entries.map(([name, ids]) => [name, ids.length])),
    ...(withCalls ? { calls: Object.fromEntries(entries.filter(([, ids]) => ids.length > 0)) } : {}),
  };
}
