import { InputError } from "@sophia-mcp/core/errors";
import { theOne, unlabel } from "@sophia-mcp/core/names";
import { nearest } from "@sophia-mcp/core/nearest";
import { ifPermitted } from "@sophia-mcp/core/permitted";
import type { Owner, Property } from "./answers.ts";
import type { HubSpotApi } from "./api.ts";
import { isDay, morningOf } from "./dates.ts";
import type { ObjectType } from "./types.ts";

/** Properties whose options HubSpot keeps in pipelines. Only those of deals have names of their own. */
export const stageProperties = (type: ObjectType): { pipeline: string; stage: string } =>
  type.name === "deals"
    ? { pipeline: "pipeline", stage: "dealstage" }
    : { pipeline: "hs_pipeline", stage: "hs_pipeline_stage" };

/** Two spellings of one name are the same when these are: "In progress" and IN_PROGRESS, "To-do" and TODO. */
export const fold = (text: string): string => text.toLowerCase().replace(/[\s_-]+/g, "");

/** As every answer shows it: `Label [name]`, or the name alone where it says the same. */
export const both = (label: string, name: string): string =>
  fold(label) === fold(name) ? name : `${label} [${name}]`;

/**
 * Internal names of properties that were given by name or label.
 * @throws InputError that names the unknown one and the nearest known
 */
export async function propertyNames(
  api: HubSpotApi,
  type: ObjectType,
  given: readonly string[],
): Promise<string[]> {
  if (given.length === 0) return [];
  const known = await ifPermitted(api.properties(type.name));
  return known ? given.map((name) => findProperty(known, type, name).name) : [...given];
}

/** Undefined when the token may not read definitions. */
export async function propertyNamed(
  api: HubSpotApi,
  type: ObjectType,
  given: string,
): Promise<Property | undefined> {
  const known = await ifPermitted(api.properties(type.name));
  return known && findProperty(known, type, given);
}

function findProperty(known: readonly Property[], type: ObjectType, given: string): Property {
  const wanted = fold(unlabel(given));
  const byName =
    known.find((property) => property.name === given) ??
    known.find((property) => fold(property.name) === wanted);
  if (byName) return byName;
  const byLabel = known.filter((property) => fold(property.label) === wanted);
  if (byLabel.length === 1 && byLabel[0]) return byLabel[0];
  if (byLabel.length > 1) {
    const candidates = byLabel.map((property) => property.name).join(", ");
    throw new InputError(
      `"${given}" is the label of several properties of ${type.name}: pass one of ${candidates}.`,
    );
  }
  const near = nearest(given, [
    ...known.map((property) => property.name),
    ...known.map((property) => property.label),
  ]);
  const hint = near ? ` Did you mean "${near}"?` : " hubspot_list_properties lists them.";
  throw new InputError(`${type.name} have no property "${given}".${hint}`);
}

/**
 * Turns properties given by name or label, with values by name or label, into what HubSpot stores.
 * @param current the record's stored properties before the change: a stage is looked for in its pipeline
 * @throws InputError for an unknown property, option, stage or owner, with the accepted values
 */
export async function storedProperties(
  api: HubSpotApi,
  type: ObjectType,
  given: Readonly<Record<string, string>>,
  current: Readonly<Record<string, string | null>> = {},
): Promise<Record<string, string>> {
  const known = await ifPermitted(api.properties(type.name));
  if (!known) return { ...given };
  const stages = stageProperties(type);
  const named = Object.entries(given).map(
    ([name, value]) => [findProperty(known, type, name), value] as const,
  );
  const pipeline = named.find(([property]) => property.name === stages.pipeline)?.[1];
  const scope = { pipeline: pipeline ?? current[stages.pipeline] ?? undefined };
  const stored: Record<string, string> = {};
  for (const [property, value] of named) {
    const plain = await storedValue(api, type, property, value, scope);
    stored[property.name] =
      property.type === "datetime" && isDay(plain) ? await morningOf(api, plain) : plain;
  }
  return stored;
}

/**
 * What HubSpot stores for a value given by label, name or stored value.
 * @param scope the pipeline in which to look for a stage
 */
export async function storedValue(
  api: HubSpotApi,
  type: ObjectType,
  property: Property,
  given: string,
  scope: { pipeline?: string | undefined } = {},
): Promise<string> {
  if (given === "") return given;
  // Only of names: text may end in brackets of its own.
  const value = unlabel(given);
  const stages = stageProperties(type);
  if (property.name === "hubspot_owner_id") return (await findOwner(api, value)).id;
  if (property.name === stages.pipeline) {
    return pick(await api.pipelines(type.name), value, `pipeline of ${type.name}`).id;
  }
  if (property.name === stages.stage) {
    const pipelines = await api.pipelines(type.name);
    const wanted = scope.pipeline ? [pick(pipelines, scope.pipeline, `pipeline of ${type.name}`)] : pipelines;
    const within = wanted.flatMap((pipeline) => pipeline.stages);
    return pick(within, value, scope.pipeline ? "stage of this pipeline" : `stage of ${type.name}`).id;
  }
  if (property.type === "date" || property.type === "datetime") return storedDate(property, given);
  if (property.options.length === 0) return given;
  // Checkbox properties hold several values with semicolons between.
  const several = property.fieldType === "checkbox" ? given.split(";") : [given];
  const options = property.options.map((option) => ({ id: option.value, label: option.label }));
  return several.map((one) => pick(options, one.trim(), `option of ${property.name}`).id).join(";");
}

function storedDate(property: Property, value: string): string {
  if (/^-?\d{1,16}$/.test(value) || !Number.isNaN(Date.parse(value))) return value;
  throw new InputError(
    `"${value}" is no date for ${both(property.label, property.name)}: pass 2026-11-30 or 2026-11-30T09:00:00Z.`,
  );
}

/**
 * One of a closed set by id or label.
 * @throws InputError that names the set
 */
export function pick<T extends { id: string; label: string }>(
  known: readonly T[],
  given: string,
  what: string,
): T {
  const wanted = fold(unlabel(given));
  const exact = known.find((entry) => entry.id === given || fold(entry.id) === wanted);
  if (exact) return exact;
  const named = known.filter((entry) => fold(entry.label) === wanted);
  return theOne(given, named, {
    what,
    name: ({ label }) => label,
    show: ({ label, id }) => both(label, id),
    known,
  });
}

/** Active owners, then archived ones: records keep the owner who has left. */
async function everyOwner(api: HubSpotApi): Promise<Owner[]> {
  return (await Promise.all([api.owners(false), api.owners(true)])).flat();
}

export const ownerName = (owner: Owner): string => `${owner.firstName ?? ""} ${owner.lastName ?? ""}`.trim();

/**
 * An owner by id, e-mail or name: an active one, or one who has left and whom records still name.
 * @throws InputError with candidates when the name is unknown or ambiguous
 */
export async function findOwner(api: HubSpotApi, given: string): Promise<Owner> {
  const wanted = unlabel(given).trim().toLowerCase();
  const active = await api.owners(false);
  let named: Owner[] = [];
  for (const owners of [active, await api.owners(true)]) {
    const exact = owners.find((owner) => owner.id === wanted || owner.email?.toLowerCase() === wanted);
    if (exact) return exact;
    if (named.length === 0) named = owners.filter((owner) => ownerName(owner).toLowerCase().includes(wanted));
  }
  return theOne(given, named, {
    what: "owner",
    name: ownerName,
    show: (owner) => `${ownerName(owner)} <${owner.email}>`,
    known: active,
  });
}

/** Reads labels for the values of these records: what each property's stored values are called. */
export async function labels(
  api: HubSpotApi,
  type: ObjectType,
  columns: readonly string[],
): Promise<(name: string, value: string) => string> {
  const stages = stageProperties(type);
  const wantsStages = columns.some((column) => column === stages.stage || column === stages.pipeline);
  const wantsOwners = columns.includes("hubspot_owner_id");
  const [properties, pipelines, owners] = await Promise.all([
    ifPermitted(api.properties(type.name)),
    wantsStages ? ifPermitted(api.pipelines(type.name)) : undefined,
    wantsOwners ? ifPermitted(everyOwner(api)) : undefined,
  ]);
  const options = new Map((properties ?? []).map((property) => [property.name, property.options]));
  return (name, value) => {
    if (name === "hubspot_owner_id") {
      const owner = owners?.find((candidate) => candidate.id === value);
      return owner ? both(ownerName(owner) || (owner.email ?? ""), value) : value;
    }
    if (name === stages.pipeline) {
      const pipeline = pipelines?.find((candidate) => candidate.id === value);
      return pipeline ? both(pipeline.label, value) : value;
    }
    if (name === stages.stage) {
      const stage = pipelines
        ?.flatMap((pipeline) => pipeline.stages)
        .find((candidate) => candidate.id === value);
      return stage ? both(stage.label, value) : value;
    }
    const known = options.get(name) ?? [];
    if (known.length === 0) return value;
    return value
      .split(";")
      .map((one) => {
        const option = known.find((candidate) => candidate.value === one);
        return option ? both(option.label, one) : one;
      })
      .join("; ");
  };
}
