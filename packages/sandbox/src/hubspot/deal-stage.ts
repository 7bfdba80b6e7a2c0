import { PIPELINES } from "../world/deals.ts";
import { badRequest } from "./errors.ts";
import type { ObjectType } from "./types.ts";

/** A deal's stage must be one of its pipeline, and decides what HubSpot reckons itself. */
export function settleStage(type: ObjectType, properties: Record<string, string>): Record<string, string> {
  const { pipeline: pipelineId, dealstage: stageId } = properties;
  if (type.name !== "deals" || !stageId) return {};
  const pipeline = PIPELINES.find(({ id }) => id === pipelineId);
  const stage = pipeline?.stages.find(({ id }) => id === stageId);
  if (!stage) {
    return badRequest(`Pipeline stage ID ${stageId} is not valid for pipeline ${pipelineId}`, [
      {
        message: `${stageId} is not a stage of pipeline ${pipelineId}`,
        code: "INVALID_PIPELINE_STAGE",
        context: { propertyName: ["dealstage"] },
      },
    ]);
  }
  return {
    hs_deal_stage_probability: String(stage.probability),
    hs_is_closed: String(stage.closed),
    hs_is_closed_won: String(stage.closed && stage.probability === 1),
  };
}
