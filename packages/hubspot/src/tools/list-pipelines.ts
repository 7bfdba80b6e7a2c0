import { parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { Pipeline } from "../answers.ts";
import { both, pick, stageProperties } from "../names.ts";
import { defineTool } from "../tool.ts";
import { objectType } from "../types.ts";

const stageShape = z.object({
  id: z.string(),
  label: z.string(),
  probability: z.number().optional(),
  closed: z.boolean(),
  records: z.int().optional(),
});

export const listPipelines = defineTool({
  name: "hubspot_list_pipelines",
  title: "List pipelines",
  description:
    "Returns the pipelines of deals or tickets with their stages in order. Each stage has label, id, probability and whether it is closed; counts adds how many records are in each stage, which saves a search for each.",
  access: "read",
  group: "core",
  scopes: ["crm.objects.{type}.read"],
  more: "Pass pipeline for one of them.",
  input: z.object({
    object_type: z.string().min(1).max(100).default("deals").describe("deals, tickets or a custom type"),
    pipeline: z.string().max(200).optional().describe("Only this one, by label or id"),
    counts: z.boolean().default(false).describe("Count the records in each stage"),
  }),
  output: z.object({
    pipelines: z.array(z.object({ id: z.string(), label: z.string(), stages: z.array(stageShape) })),
  }),
  async run({ input, api, progress }) {
    const type = await objectType(api, input.object_type);
    const all = await api.pipelines(type.name);
    const wanted =
      input.pipeline === undefined ? all : [pick(all, input.pipeline, `pipeline of ${type.name}`)];
    const pipelines = wanted.map(({ id, label, stages }) => ({ id, label, stages: showStages(stages) }));
    const counted = input.counts ? pipelines.flatMap((pipeline) => pipeline.stages) : [];
    const propertyName = stageProperties(type).stage;
    // One after the other: HubSpot allows five searches a second.
    for (const [done, stage] of counted.entries()) {
      const filters = [{ propertyName, operator: "EQ", value: stage.id }];
      stage.records = (await api.search(type.name, { filterGroups: [{ filters }], limit: 1 })).total;
      progress(done + 1, counted.length);
    }
    return { pipelines };
  },
  render: ({ pipelines }) =>
    parts(
      ...pipelines.map(
        ({ id, label, stages }) =>
          `${both(label, id)}\n${table(stages, ["label", "id", "probability", "closed", "records"])}`,
      ),
    ) || "(no rows)",
});

function showStages(stages: Pipeline["stages"]): z.input<typeof stageShape>[] {
  const inOrder = stages.toSorted((one, other) => one.displayOrder - other.displayOrder);
  return inOrder.map(({ id, label, metadata = {} }) => ({
    id,
    label,
    probability: metadata.probability === undefined ? undefined : Number(metadata.probability),
    closed: metadata.isClosed === "true" || metadata.ticketState === "CLOSED",
  }));
}
