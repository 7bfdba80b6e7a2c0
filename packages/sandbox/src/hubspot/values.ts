import type { ErrorDetail } from "./errors.ts";
import type { Field } from "./fields.ts";

type Checked = { value: string } | { problem: ErrorDetail };

const BAD: Readonly<Record<string, { code: string; wanted: string }>> = {
  number: { code: "INVALID_NUMBER", wanted: "a valid number" },
  date: { code: "INVALID_DATE", wanted: "a valid date" },
  datetime: { code: "INVALID_DATE", wanted: "a valid date" },
  bool: { code: "INVALID_BOOLEAN", wanted: "true or false" },
};

/** Holds a written value against the property and puts it into the form in which HubSpot answers it. */
export function checkValue(field: Field, given: string, owners: ReadonlySet<string>): Checked {
  if (given === "") return { value: "" };
  if (field.owner) {
    return owners.has(given)
      ? { value: given }
      : invalid(field, given, "INVALID_OWNER_ID", `The owner with id ${given} does not exist`);
  }
  if (field.type === "enumeration") return checkOption(field, given);
  const value = normalise(field, given);
  if (value !== undefined) return { value };
  const { code, wanted } = BAD[field.type] ?? { code: "INVALID_VALUE", wanted: "valid" };
  return invalid(field, given, code, `${given} was not ${wanted}.`);
}

function checkOption(field: Field, given: string): Checked {
  const chosen = field.fieldType === "checkbox" ? given.split(";") : [given];
  const unknown = chosen.find((value) => !field.options.some((option) => option.value === value));
  if (unknown === undefined) return { value: given };
  const allowed = field.options.map(({ label, value }) => `label: "${label}" value: "${value}"`).join(", ");
  return invalid(
    field,
    unknown,
    "INVALID_OPTION",
    `${unknown} was not one of the allowed options: [${allowed}]`,
  );
}

function invalid(field: Field, given: string, code: string, message: string): Checked {
  return {
    problem: {
      message,
      code,
      in: field.name,
      context: { propertyName: [field.name], propertyValue: [given] },
    },
  };
}

function normalise({ type }: Field, given: string): string | undefined {
  if (type === "string") return given;
  if (type === "number") return Number.isFinite(Number(given)) ? String(Number(given)) : undefined;
  if (type === "bool") return given === "true" || given === "false" ? given : undefined;
  const time = toTime(given);
  if (time === undefined) return undefined;
  const iso = new Date(time).toISOString();
  return type === "date" ? iso.slice(0, 10) : iso;
}

/** HubSpot takes both milliseconds and ISO text for dates. */
export function toTime(text: string): number | undefined {
  const time = /^-?\d{9,}$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
