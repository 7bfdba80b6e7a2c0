import { type Answer, type Call, route } from "../emulator.ts";
import { type AssociationType, defaultType, typeById, typesBetween } from "./association-types.ts";
import { batchAnswer, inputsOf } from "./batches.ts";
import { badRequest, notFound } from "./errors.ts";
import { asList, asRecord, asText } from "./json.ts";
import { objects } from "./scopes.ts";
import { type HubSpotState, link, linked, recordsOf, unlink } from "./state.ts";
import { type ObjectType, typeOf } from "./types.ts";

/** Smaller than HubSpot's 500, so that a small company's data shows the paging. */
export const ASSOCIATIONS_PER_PAGE = 10;
const INPUT_LIMIT = 1000;

type HubSpotCall = Call<HubSpotState>;

function specOf({ typeId, label, category }: AssociationType) {
  return { category, typeId, label: label ?? null };
}

function batchRead({ state, params, body }: HubSpotCall): Answer {
  const from = typeOf(params["fromObjectType"]);
  const to = typeOf(params["toObjectType"]);
  const results: unknown[] = [];
  const errors: unknown[] = [];
  for (const input of inputsOf(body, INPUT_LIMIT)) {
    const id = asText(input["id"]) ?? badRequest("Each input needs an id");
    const start = Number(asText(input["after"]) ?? 0);
    const ids = [...linked(state, { type: from, id }, to)].filter(
      ([other]) => recordsOf(state, to).get(other)?.archivedAt === undefined,
    );
    if (ids.length === 0) {
      errors.push({
        status: "error",
        category: "OBJECT_NOT_FOUND",
        subCategory: "crm.associations.NO_ASSOCIATIONS_FOUND",
        message: `No ${to.singular} is associated with ${from.singular} ${id}.`,
        context: { fromObjectId: [id], fromObjectType: [from.singular], toObjectType: [to.singular] },
      });
      continue;
    }
    const end = start + ASSOCIATIONS_PER_PAGE;
    results.push({
      from: { id },
      to: ids
        .slice(start, end)
        .map(([toObjectId, types]) => ({ toObjectId, associationTypes: types.map(specOf) })),
      ...(end < ids.length ? { paging: { next: { after: String(end) } } } : {}),
    });
  }
  return batchAnswer(state, results, errors);
}

type Ends = { from: { type: ObjectType; id: string }; to: { type: ObjectType; id: string } };

function endsOf({ state, params }: HubSpotCall, typeName: string, idName: string): Ends {
  const ends = {
    from: { type: typeOf(params[typeName]), id: params[idName] ?? "" },
    to: { type: typeOf(params["toObjectType"]), id: params["toObjectId"] ?? "" },
  };
  for (const { type, id } of [ends.from, ends.to]) {
    const record = recordsOf(state, type).get(id);
    if (!record || record.archivedAt !== undefined)
      notFound(`${type.singular} ${id} not found`, { id: [id], objectType: [type.name] });
  }
  return ends;
}

function putDefault(call: HubSpotCall): Answer {
  const { from, to } = endsOf(call, "fromObjectType", "fromObjectId");
  const type = defaultType(from.type, to.type);
  link(call.state, from, to, [type]);
  const results = [
    {
      from: { id: from.id },
      to: { id: to.id },
      associationSpec: { associationCategory: type.category, associationTypeId: type.typeId },
    },
    {
      from: { id: to.id },
      to: { id: from.id },
      associationSpec: { associationCategory: type.category, associationTypeId: type.inverseId },
    },
  ];
  return batchAnswer(call.state, results, []);
}

function putLabels(call: HubSpotCall): Answer {
  const { from, to } = endsOf(call, "objectType", "objectId");
  const types = asList(call.body).map((given) => {
    const spec = asRecord(given);
    return typeById(from.type, to.type, spec?.["associationCategory"], spec?.["associationTypeId"]);
  });
  if (types.length === 0) badRequest("At least one association type is needed");
  link(call.state, from, to, types);
  return {
    status: 201,
    body: {
      fromObjectTypeId: from.type.typeId,
      fromObjectId: from.id,
      toObjectTypeId: to.type.typeId,
      toObjectId: to.id,
      labels: types.flatMap(({ label }) => (label === undefined ? [] : [label])),
    },
  };
}

function labels({ params }: HubSpotCall): Answer {
  return {
    body: {
      results: typesBetween(typeOf(params["fromObjectType"]), typeOf(params["toObjectType"])).map(specOf),
    },
  };
}

/** Takes all labels between the two; removing what is not there succeeds as well. */
function remove({ state, params }: HubSpotCall): Answer {
  const from = { type: typeOf(params["objectType"]), id: params["objectId"] ?? "" };
  const to = { type: typeOf(params["toObjectType"]), id: params["toObjectId"] ?? "" };
  unlink(state, from, to);
  return { status: 204 };
}

const PAIR = "/crm/associations/2026-09/{fromObjectType}/{toObjectType}";
const ONE = "/crm/objects/2026-09/{objectType}/{objectId}/associations/{toObjectType}/{toObjectId}";
const DEFAULT =
  "/crm/objects/2026-09/{fromObjectType}/{fromObjectId}/associations/default/{toObjectType}/{toObjectId}";

export const associationRoutes = [
  route("POST", `${PAIR}/batch/read`, batchRead, objects("read", "fromObjectType", "toObjectType")),
  route("GET", `${PAIR}/labels`, labels, objects("read", "fromObjectType", "toObjectType")),
  route("PUT", DEFAULT, putDefault, objects("write", "fromObjectType", "toObjectType")),
  route("PUT", ONE, putLabels, objects("write", "objectType", "toObjectType")),
  route("DELETE", ONE, remove, objects("write", "objectType", "toObjectType")),
];
