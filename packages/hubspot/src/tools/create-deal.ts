import { fields } from "@sophia-mcp/core/render";
import { z } from "zod";
import { associationInputs } from "../associate.ts";
import { recordShape, showRecord } from "../format.ts";
import { pick, storedProperties } from "../names.ts";
import { ownerParam, propertiesParam, recordIdsParam } from "../params.ts";
import { defineTool } from "../tool.ts";
import { objectType } from "../types.ts";

export const createDeal = defineTool({
  name: "hubspot_create_deal",
  title: "Create deal",
  description:
    "Creates a deal in a pipeline and stage given by label, associated with companies and contacts in the same call, and returns it with its link. HubSpot has no protection against a second deal of the same name: search first when unsure. Labels come from hubspot_list_pipelines.",
  access: "write",
  group: "core",
  scopes: ["crm.objects.deals.write"],
  input: z.object({
    name: z.string().min(1).max(500).describe("Deal name"),
    stage: z.string().min(1).max(200).describe("Stage, by label or id"),
    pipeline: z
      .string()
      .max(200)
      .optional()
      .describe("Pipeline, by label or id; default: the one that has the stage"),
    amount: z
      .number()
      .min(0)
      .max(1e15)
      .optional()
      .describe("In the account's currency unless deal_currency_code is set"),
    close_date: z.iso.date().optional().describe("Expected close, as 2026-11-30"),
    owner: ownerParam,
    company_ids: recordIdsParam(20).default([]).describe("Companies to associate"),
    contact_ids: recordIdsParam(50).default([]).describe("Contacts to associate, by id or e-mail"),
    properties: propertiesParam.optional(),
  }),
  output: recordShape,
  async run({ input, api }) {
    const [deals, companies, contacts] = await Promise.all([
      objectType(api, "deals"),
      objectType(api, "companies"),
      objectType(api, "contacts"),
    ]);
    const pipelines = await api.pipelines(deals.name);
    const wanted =
      input.pipeline === undefined ? pipelines : [pick(pipelines, input.pipeline, "pipeline of deals")];
    const stage = pick(
      wanted.flatMap((pipeline) => pipeline.stages),
      input.stage,
      "stage of this pipeline",
    );
    const pipeline = wanted.find((candidate) => candidate.stages.includes(stage));
    const properties = await storedProperties(api, deals, {
      ...input.properties,
      dealname: input.name,
      ...(input.amount === undefined ? {} : { amount: String(input.amount) }),
      ...(input.close_date === undefined ? {} : { closedate: input.close_date }),
      ...(input.owner === undefined ? {} : { hubspot_owner_id: input.owner }),
    });
    const associations = [
      ...(await associationInputs(api, deals, companies, input.company_ids)),
      ...(await associationInputs(api, deals, contacts, input.contact_ids)),
    ];
    const stored = { ...properties, dealstage: stage.id, ...(pipeline ? { pipeline: pipeline.id } : {}) };
    const created = await api.create(deals.name, stored, associations);
    return showRecord(api, deals, created, [...new Set([...deals.columns, ...Object.keys(stored)])]);
  },
  render: (deal) => `Created deal ${deal.id}\n${fields({ ...deal.properties, url: deal.url })}`,
});
