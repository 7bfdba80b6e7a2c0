import { INDUSTRIES } from "../world/companies.ts";
import { PIPELINES } from "../world/deals.ts";
import { TICKET_STAGES } from "../world/tickets.ts";
import type { ObjectType } from "./types.ts";

export type FieldType = "string" | "number" | "date" | "datetime" | "enumeration" | "bool";

export type Option = { label: string; value: string; hidden?: boolean };

/** A property's definition. */
export type Field = {
  name: string;
  label: string;
  type: FieldType;
  fieldType: string;
  options: readonly Option[];
  hidden: boolean;
  readOnly: boolean;
  owner: boolean;
};

type Extra = {
  options?: readonly (Option | string)[];
  hidden?: boolean;
  readOnly?: boolean;
  owner?: boolean;
  many?: boolean;
};

const FIELD_TYPES: Readonly<Record<FieldType, string>> = {
  string: "text",
  number: "number",
  date: "date",
  datetime: "date",
  enumeration: "select",
  bool: "booleancheckbox",
};

function field(name: string, label: string, type: FieldType = "string", extra: Extra = {}): Field {
  const options = (extra.options ?? []).map((option) =>
    typeof option === "string" ? { value: option, label: sentence(option) } : option,
  );
  return {
    name,
    label,
    type,
    fieldType: extra.many ? "checkbox" : FIELD_TYPES[type],
    options,
    hidden: extra.hidden ?? false,
    readOnly: extra.readOnly ?? false,
    owner: extra.owner ?? false,
  };
}

function sentence(value: string): string {
  const words = value.toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function text(...rows: readonly (readonly [name: string, label: string])[]): Field[] {
  return rows.map(([name, label]) => field(name, label));
}

const OWNER = field("hubspot_owner_id", "Owner", "enumeration", { owner: true });
const TIMESTAMP = field("hs_timestamp", "Activity date", "datetime");
const LIFECYCLE = field("lifecyclestage", "Lifecycle stage", "enumeration", {
  options: [
    "subscriber",
    "lead",
    "marketingqualifiedlead",
    "salesqualifiedlead",
    "opportunity",
    "customer",
    "evangelist",
    "other",
  ],
});

const FIELDS: Readonly<Record<string, readonly Field[]>> = {
  contacts: [
    ...text(
      ["email", "Email"],
      ["firstname", "First name"],
      ["lastname", "Last name"],
      ["phone", "Phone number"],
    ),
    ...text(["mobilephone", "Mobile phone number"], ["company", "Company name"], ["jobtitle", "Job title"]),
    ...text(["website", "Website URL"], ["city", "City"], ["country", "Country/Region"]),
    LIFECYCLE,
    field("hs_lead_status", "Lead status", "enumeration", {
      options: [
        "NEW",
        "OPEN",
        "IN_PROGRESS",
        { value: "OPEN_DEAL", label: "Deal open", hidden: true },
        "UNQUALIFIED",
        { value: "CONNECTED", label: "In conversation" },
      ],
    }),
    field("buying_role", "Buying role", "enumeration", {
      many: true,
      options: ["BUDGET_HOLDER", "CHAMPION", "BLOCKER", "END_USER"],
    }),
    field("associatedcompanyid", "Primary company ID", "number", { readOnly: true }),
    OWNER,
  ],
  companies: [
    ...text(
      ["name", "Company name"],
      ["domain", "Company domain name"],
      ["website", "Website URL"],
      ["phone", "Phone number"],
    ),
    ...text(["city", "City"], ["country", "Country/Region"], ["description", "Description"]),
    field("industry", "Industry", "enumeration", { options: INDUSTRIES }),
    field("numberofemployees", "Number of employees", "number"),
    field("annualrevenue", "Annual revenue", "number"),
    LIFECYCLE,
    OWNER,
  ],
  deals: [
    ...text(["dealname", "Deal name"], ["description", "Deal description"], ["hs_next_step", "Next step"]),
    field("amount", "Amount", "number"),
    field("deal_currency_code", "Currency", "enumeration", { options: ["USD", "EUR"] }),
    field("closedate", "Close date", "datetime"),
    field("pipeline", "Pipeline", "enumeration", {
      options: PIPELINES.map(({ id, label }) => ({ value: id, label })),
    }),
    field("dealstage", "Deal stage", "enumeration", {
      options: PIPELINES.flatMap((pipeline) =>
        pipeline.stages.map(({ id, label }) => ({ value: id, label: `${label} (${pipeline.label})` })),
      ),
    }),
    field("dealtype", "Deal type", "enumeration", {
      options: [
        { value: "newbusiness", label: "New logo" },
        { value: "existingbusiness", label: "Existing customer" },
      ],
    }),
    field("hs_priority", "Priority", "enumeration", { options: ["low", "medium", "high"] }),
    field("main_competitor", "Main competitor", "enumeration", {
      options: [
        "Routely",
        "Corvid Logistics Cloud",
        "StackDepot",
        "their own spreadsheets",
        { value: "Parcelwise", label: "Parcelwise (closed down)", hidden: true },
      ],
    }),
    field("tessalane_product", "Product", "enumeration", { options: ["flow", "insight", "edge"] }),
    field("closed_lost_reason", "Closed lost reason"),
    field("hs_deal_stage_probability", "Deal probability", "number", { readOnly: true }),
    field("hs_is_closed", "Is closed", "bool", { readOnly: true }),
    field("hs_is_closed_won", "Is closed won", "bool", { readOnly: true }),
    field("hs_forecast_probability_internal", "Forecast probability (internal)", "number", { hidden: true }),
    OWNER,
  ],
  tickets: [
    ...text(
      ["subject", "Ticket name"],
      ["content", "Ticket description"],
      ["engineering_issue", "Engineering issue"],
    ),
    field("hs_pipeline", "Pipeline", "enumeration", { options: [{ value: "0", label: "Support" }] }),
    field("hs_pipeline_stage", "Ticket status", "enumeration", {
      options: TICKET_STAGES.map(({ id, label }) => ({ value: id, label })),
    }),
    field("hs_ticket_priority", "Priority", "enumeration", { options: ["LOW", "MEDIUM", "HIGH", "URGENT"] }),
    field("hs_ticket_category", "Category", "enumeration", {
      options: ["PRODUCT_ISSUE", "BILLING_ISSUE", "FEATURE_REQUEST", "GENERAL_INQUIRY"],
    }),
    OWNER,
  ],
  products: [
    ...text(["name", "Name"], ["description", "Description"], ["hs_sku", "SKU"]),
    field("price", "Unit price", "number"),
  ],
  line_items: [
    ...text(["name", "Name"], ["description", "Description"], ["hs_product_id", "Product ID"]),
    field("price", "Unit price", "number"),
    field("quantity", "Quantity", "number"),
    field("amount", "Net price", "number", { readOnly: true }),
  ],
  quotes: [
    ...text(["hs_title", "Quote title"], ["hs_quote_number", "Quote number"]),
    field("hs_expiration_date", "Expiration date", "date"),
    field("hs_quote_amount", "Quote amount", "number"),
    field("hs_status", "Quote status", "enumeration", {
      options: ["DRAFT", "APPROVAL_NOT_NEEDED", "PENDING_APPROVAL", "APPROVED", "REJECTED"],
    }),
    OWNER,
  ],
  tasks: [
    ...text(["hs_task_subject", "Task title"], ["hs_task_body", "Task notes"]),
    field("hs_task_status", "Task status", "enumeration", {
      options: ["NOT_STARTED", "IN_PROGRESS", "WAITING", "COMPLETED", "DEFERRED"],
    }),
    field("hs_task_priority", "Priority", "enumeration", { options: ["NONE", "LOW", "MEDIUM", "HIGH"] }),
    field("hs_task_type", "Task type", "enumeration", { options: ["TODO", "CALL", "EMAIL"] }),
    TIMESTAMP,
    OWNER,
  ],
  notes: [field("hs_note_body", "Note body"), TIMESTAMP, OWNER],
  meetings: [
    ...text(
      ["hs_meeting_title", "Meeting name"],
      ["hs_meeting_body", "Meeting description"],
      ["hs_meeting_location", "Location"],
    ),
    field("hs_meeting_start_time", "Start time", "datetime"),
    field("hs_meeting_end_time", "End time", "datetime"),
    field("hs_meeting_outcome", "Meeting outcome", "enumeration", {
      options: ["SCHEDULED", "COMPLETED", "RESCHEDULED", "NO_SHOW", "CANCELED"],
    }),
    TIMESTAMP,
    OWNER,
  ],
  calls: [
    ...text(
      ["hs_call_title", "Call title"],
      ["hs_call_body", "Call notes"],
      ["hs_call_recording_url", "Recording URL"],
    ),
    field("hs_call_duration", "Call duration", "number"),
    field("hs_call_direction", "Call direction", "enumeration", { options: ["INBOUND", "OUTBOUND"] }),
    field("hs_call_status", "Call status", "enumeration", {
      options: ["COMPLETED", "BUSY", "NO_ANSWER", "FAILED", "CANCELED"],
    }),
    TIMESTAMP,
    OWNER,
  ],
  emails: [
    ...text(
      ["hs_email_subject", "Email subject"],
      ["hs_email_text", "Text body"],
      ["hs_email_html", "HTML body"],
    ),
    ...text(["hs_email_from_email", "From"], ["hs_email_to_email", "To"]),
    field("hs_email_direction", "Direction", "enumeration", {
      options: ["EMAIL", "INCOMING_EMAIL", "FORWARDED_EMAIL"],
    }),
    field("hs_email_status", "Send status", "enumeration", {
      options: ["SENT", "BOUNCED", "FAILED", "SCHEDULED"],
    }),
    TIMESTAMP,
    OWNER,
  ],
  subscriptions: [
    field("subscription_name", "Subscription name"),
    field("plan", "Plan", "enumeration", { options: ["starter", "growth", "scale"] }),
    field("seats", "Seats", "number"),
    field("monthly_value", "Monthly value", "number"),
    field("renews_on", "Renews on", "date"),
    OWNER,
  ],
};

/** What every record has. */
function systemFields(type: ObjectType): Field[] {
  return [
    field("hs_object_id", "Record ID", "number", { readOnly: true }),
    field(type.createdProperty, "Create date", "datetime", { readOnly: true }),
    field(type.modifiedProperty, "Last modified date", "datetime", { readOnly: true }),
  ];
}

export function fieldsOf(type: ObjectType): readonly Field[] {
  return [...(FIELDS[type.name] ?? []), ...systemFields(type)];
}
