import { type Activity } from "../world/activities.ts";
import type { RecordedCall } from "../world/calls.ts";
import { type Deal, stageOf } from "../world/deals.ts";
import { byKey, type World } from "../world/world.ts";
import { defaultType, typesBetween } from "./association-types.ts";
import { seedCommerce } from "./commerce.ts";
import { type CrmRecord, type HubSpotState, knownType, link, recordsOf } from "./state.ts";

/** Turns the company's data into CRM records with HubSpot's property names. */
export function seedRecords(state: HubSpotState): void {
  const { world } = state;
  for (const company of world.companies) {
    put(state, "companies", company.hubspotId, company.createdAt, company.updatedAt, {
      name: company.name,
      domain: company.domain,
      website: `https://www.${company.domain}`,
      city: company.city,
      country: company.country,
      description: company.description,
      industry: company.industry,
      numberofemployees: String(company.employees),
      annualrevenue: String(company.annualRevenue),
      lifecyclestage: company.lifecycle,
      hubspot_owner_id: ownerId(world, company.ownerKey),
    });
  }
  for (const contact of world.contacts) {
    const company = byKey(world.companies, contact.companyKey);
    put(state, "contacts", contact.hubspotId, contact.createdAt, contact.updatedAt, {
      email: contact.email,
      firstname: contact.firstName,
      lastname: contact.lastName,
      phone: contact.phone,
      company: company.name,
      jobtitle: contact.title,
      country: company.country,
      lifecyclestage: company.lifecycle,
      hs_lead_status: contact.leadStatus,
      associatedcompanyid: company.hubspotId,
      hubspot_owner_id: ownerId(world, contact.ownerKey),
    });
    connectWith(state, ["contacts", contact.hubspotId], ["companies", company.hubspotId], "Primary");
  }
  for (const deal of world.deals) seedDeal(state, deal);
  for (const ticket of world.tickets) {
    put(state, "tickets", ticket.hubspotId, ticket.createdAt, ticket.updatedAt, {
      subject: ticket.subject,
      content: ticket.content,
      engineering_issue: ticket.workKey ?? "",
      hs_pipeline: "0",
      hs_pipeline_stage: ticket.stageId,
      hs_ticket_priority: ticket.priority,
      hs_ticket_category: ticket.category,
      hubspot_owner_id: ownerId(world, ticket.ownerKey),
    });
    connectWith(
      state,
      ["tickets", ticket.hubspotId],
      ["companies", byKey(world.companies, ticket.companyKey).hubspotId],
      "Primary",
    );
    connect(
      state,
      ["tickets", ticket.hubspotId],
      ["contacts", byKey(world.contacts, ticket.contactKey).hubspotId],
    );
  }
  for (const [index, activity] of world.activities.entries()) seedActivity(state, activity, index);
  for (const call of world.calls) seedCall(state, call);
  seedCommerce(state);
}

function seedDeal(state: HubSpotState, deal: Deal): void {
  const { world } = state;
  const stage = stageOf(deal);
  put(state, "deals", deal.hubspotId, deal.createdAt, deal.updatedAt, {
    dealname: deal.name,
    description: `${deal.name}: ${deal.pain}. Main competitor: ${deal.competitor}.`,
    hs_next_step: deal.nextStep,
    amount: String(deal.amount),
    deal_currency_code: "USD",
    closedate: `${deal.closeDate}T17:00:00.000Z`,
    pipeline: deal.pipelineId,
    dealstage: deal.stageId,
    dealtype: deal.type,
    hs_priority: deal.amount > 90_000 ? "high" : deal.amount > 40_000 ? "medium" : "low",
    main_competitor: deal.competitor,
    tessalane_product: deal.product,
    closed_lost_reason: deal.lostReason ?? "",
    hs_deal_stage_probability: String(stage.probability),
    hs_is_closed: String(stage.closed),
    hs_is_closed_won: String(stage.closed && stage.probability === 1),
    hubspot_owner_id: ownerId(world, deal.ownerKey),
  });
  const here = ["deals", deal.hubspotId] as const;
  connectWith(state, here, ["companies", byKey(world.companies, deal.companyKey).hubspotId], "Primary");
  for (const [index, key] of deal.contactKeys.entries()) {
    const there = ["contacts", byKey(world.contacts, key).hubspotId] as const;
    if (index === 0) connectWith(state, here, there, "Decision maker");
    else connect(state, here, there);
  }
}

function seedCall(state: HubSpotState, call: RecordedCall): void {
  const { world } = state;
  put(state, "calls", call.hubspotId, call.startedAt, call.endedAt, {
    hs_timestamp: call.startedAt,
    hs_call_title: call.title,
    hs_call_body: `<p>${call.brief}</p><ul>${call.nextSteps.map((step) => `<li>${step}</li>`).join("")}</ul>`,
    hs_call_duration: String(call.durationSeconds * 1000),
    hs_call_direction: "OUTBOUND",
    hs_call_status: "COMPLETED",
    hs_call_recording_url: `https://app.gong.io/call?id=${call.gongId}`,
    hubspot_owner_id: ownerId(world, call.hostKey),
  });
  const here = ["calls", call.hubspotId] as const;
  connect(state, here, ["deals", byKey(world.deals, call.dealKey).hubspotId]);
  connect(state, here, ["companies", byKey(world.companies, call.companyKey).hubspotId]);
  for (const { key, side } of call.participants) {
    if (side === "external") connect(state, here, ["contacts", byKey(world.contacts, key).hubspotId]);
  }
}

const PLURAL = { note: "notes", task: "tasks", email: "emails", meeting: "meetings" } as const;

function seedActivity(state: HubSpotState, activity: Activity, index: number): void {
  const { world } = state;
  const type = PLURAL[activity.kind];
  const id = String(63_400_000_000 + index * 3);
  const written =
    activity.kind === "note" || activity.kind === "email" ? activity.at : world.calendar.at(-3, 15);
  put(state, type, id, written, written, {
    hs_timestamp: activity.at,
    hubspot_owner_id: ownerId(world, activity.ownerKey),
    ...activityProperties(world, activity),
  });
  connect(state, [type, id], ["deals", byKey(world.deals, activity.dealKey).hubspotId]);
  connect(state, [type, id], ["companies", byKey(world.companies, activity.companyKey).hubspotId]);
  for (const key of activity.contactKeys)
    connect(state, [type, id], ["contacts", byKey(world.contacts, key).hubspotId]);
}

function activityProperties(world: World, activity: Activity): Record<string, string> {
  const html = `<div><p>${activity.body.replaceAll("\n", "<br>")}</p></div>`;
  switch (activity.kind) {
    case "note":
      return { hs_note_body: `<p><strong>${activity.title}</strong></p>${html}` };
    case "task":
      return {
        hs_task_subject: activity.title,
        hs_task_body: html,
        hs_task_status: activity.status,
        hs_task_priority: activity.priority,
        hs_task_type: "TODO",
      };
    case "email":
      return {
        hs_email_subject: activity.title,
        hs_email_text: activity.body,
        hs_email_html: html,
        hs_email_from_email: byKey(world.people, activity.ownerKey).email,
        hs_email_to_email: activity.contactKeys.map((key) => byKey(world.contacts, key).email).join(";"),
        hs_email_direction: "EMAIL",
        hs_email_status: "SENT",
      };
    default:
      return {
        hs_meeting_title: activity.title,
        hs_meeting_body: html,
        hs_meeting_start_time: activity.at,
        hs_meeting_end_time: activity.endsAt ?? activity.at,
        hs_meeting_outcome: activity.status === "COMPLETED" ? "COMPLETED" : "SCHEDULED",
        hs_meeting_location: "Video call",
      };
  }
}

export function put(
  state: HubSpotState,
  typeName: string,
  id: string,
  createdAt: string,
  updatedAt: string,
  properties: Record<string, string>,
): CrmRecord {
  const type = knownType(typeName);
  const record: CrmRecord = {
    id,
    createdAt,
    updatedAt,
    archivedAt: undefined,
    properties: {
      ...properties,
      hs_object_id: id,
      [type.createdProperty]: createdAt,
      [type.modifiedProperty]: updatedAt,
    },
  };
  recordsOf(state, type).set(id, record);
  return record;
}

type Place = readonly [type: string, id: string];

export function connect(state: HubSpotState, from: Place, to: Place): void {
  link(state, { type: knownType(from[0]), id: from[1] }, { type: knownType(to[0]), id: to[1] });
}

/** Labelled associations carry the plain one as well, as HubSpot's do. */
function connectWith(state: HubSpotState, from: Place, to: Place, label: string): void {
  const ends = [knownType(from[0]), knownType(to[0])] as const;
  const labelled = typesBetween(...ends).filter((type) => type.label === label);
  link(state, { type: ends[0], id: from[1] }, { type: ends[1], id: to[1] }, [
    defaultType(...ends),
    ...labelled,
  ]);
}

export function ownerId(world: World, key: string): string {
  return byKey(world.people, key).hubspotOwnerId;
}
