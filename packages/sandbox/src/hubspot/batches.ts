import { type Answer, type Call, Refusal, route } from "../emulator.ts";
import { badRequest } from "./errors.ts";
import { asList, asRecord, asText, asTexts, type Json } from "./json.ts";
import { createRecord, present } from "./objects.ts";
import { objects } from "./scopes.ts";
import { findRecord, type HubSpotState } from "./state.ts";
import { typeOf } from "./types.ts";

const BATCH_LIMIT = 100;

/** HubSpot stamps each batch; records that failed are named beside those that did not, with status 207. */
export function batchAnswer(
  state: HubSpotState,
  results: readonly unknown[],
  errors: readonly unknown[],
  status = 200,
): Answer {
  const at = new Date(state.clock).toISOString();
  const body = { status: "COMPLETE", results, startedAt: at, completedAt: at };
  if (errors.length === 0) return { status, body };
  return { status: 207, body: { ...body, numErrors: errors.length, errors } };
}

export function inputsOf(body: unknown, limit = BATCH_LIMIT): readonly Json[] {
  const inputs = asList(asRecord(body)?.["inputs"]);
  if (inputs.length === 0) badRequest("inputs may not be empty");
  if (inputs.length > limit)
    badRequest(`The maximum number of inputs supported in a batch request for this object is ${limit}`);
  return inputs.map((input) => asRecord(input) ?? {});
}

function batchRead({ state, params, query, body, token }: Call<HubSpotState>): Answer {
  const type = typeOf(params["objectType"]);
  const request = asRecord(body) ?? {};
  const idProperty = asText(request["idProperty"]);
  if (idProperty !== undefined && idProperty !== "hs_object_id" && !type.unique.includes(idProperty)) {
    badRequest(`Property ${idProperty} is not a unique property of ${type.name}`);
  }
  const archived = query.get("archived") === "true";
  const ids = inputsOf(body).map((input) => asText(input["id"]) ?? "");
  const records = ids.map((id) => ({ id, record: findRecord(state, type, id, idProperty) }));
  const found = records.flatMap(({ record }) =>
    record && (record.archivedAt !== undefined) === archived ? [record] : [],
  );
  const missing = records.filter(({ record }) => !record || !found.includes(record)).map(({ id }) => id);
  const wanted = asTexts(request["properties"]);
  const errors =
    missing.length === 0
      ? []
      : [
          {
            status: "error",
            category: "OBJECT_NOT_FOUND",
            message:
              "Could not get some objects, they may be deleted or not exist. Check that ids are valid.",
            context: { ids: missing },
          },
        ];
  return batchAnswer(
    state,
    [...new Set(found)].map((record) => present(type, record, wanted, token)),
    errors,
  );
}

function batchCreate({ state, params, body, token }: Call<HubSpotState>): Answer {
  const type = typeOf(params["objectType"]);
  const results: Json[] = [];
  const errors: unknown[] = [];
  for (const input of inputsOf(body)) {
    try {
      const record = createRecord(state, type, input);
      results.push(present(type, record, Object.keys(record.properties), token));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      errors.push(error.answer.body);
    }
  }
  return batchAnswer(state, results, errors, 201);
}

const BASE = "/crm/objects/2026-09/{objectType}/batch";

export const batchRoutes = [
  route("POST", `${BASE}/read`, batchRead, objects("read", "objectType")),
  route("POST", `${BASE}/create`, batchCreate, objects("write", "objectType")),
];
