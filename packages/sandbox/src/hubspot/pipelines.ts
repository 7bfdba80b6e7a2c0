import { type Answer, type Call, route } from "../emulator.ts";
import type { World } from "../world/world.ts";
import { TICKET_STAGES } from "../world/tickets.ts";
import { notFound } from "./errors.ts";
import type { Json } from "./json.ts";
import { objects } from "./scopes.ts";
import type { HubSpotState } from "./state.ts";
import { type ObjectType, typeOf } from "./types.ts";

type StageRow = { id: string; label: string; metadata: Record<string, string> };

function pipelinesOf(type: ObjectType, world: World): Json[] {
  const at = world.calendar.at(-500);
  const stamps = { createdAt: at, updatedAt: at, archived: false };
  const pipeline = (id: string, label: string, stages: readonly StageRow[], displayOrder: number) => ({
    id,
    label,
    displayOrder,
    ...stamps,
    stages: stages.map((stage, order) => ({
      ...stage,
      displayOrder: order,
      writePermissions: "CRM_PERMISSIONS_ENFORCEMENT",
      ...stamps,
    })),
  });
  if (type.name === "deals") {
    return world.pipelines.map(({ id, label, stages }, order) => {
      const rows = stages.map((stage) => ({
        id: stage.id,
        label: stage.label,
        metadata: { isClosed: String(stage.closed), probability: stage.probability.toFixed(1) },
      }));
      return pipeline(id, label, rows, order);
    });
  }
  if (type.name !== "tickets") return [];
  const rows = TICKET_STAGES.map(({ id, label, closed }) => ({
    id,
    label,
    metadata: { isClosed: String(closed), ticketState: closed ? "CLOSED" : "OPEN" },
  }));
  return [pipeline("0", "Support", rows, 0)];
}

function list({ state, params }: Call<HubSpotState>): Answer {
  return { body: { results: pipelinesOf(typeOf(params["objectType"]), state.world) } };
}

function getOne({ state, params }: Call<HubSpotState>): Answer {
  const found = pipelinesOf(typeOf(params["objectType"]), state.world).find(
    (pipeline) => pipeline["id"] === params["pipelineId"],
  );
  return { body: found ?? notFound() };
}

const BASE = "/crm/pipelines/2026-09/{objectType}";

export const pipelineRoutes = [
  route("GET", BASE, list, objects("read", "objectType")),
  route("GET", `${BASE}/{pipelineId}`, getOne, objects("read", "objectType")),
];
