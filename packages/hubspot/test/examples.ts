const deal = "31480220020";
const company = "18250400107";
const contact = "fergus.pike@orchard-pike.example";

/** Arguments with which each tool succeeds against the emulator's company. */
export const examples = {
  hubspot_get_account: {},
  hubspot_search_objects: {
    object_type: "deals",
    filters: ["Deal stage = Pilot"],
    limit: 5,
  },
  hubspot_get_objects: { object_type: "deals", ids: [deal] },
  hubspot_create_object: {
    object_type: "contacts",
    properties: { email: "ada@harbour.example", "First name": "Ada" },
    associations: [`companies/${company}`],
  },
  hubspot_update_object: {
    object_type: "deals",
    id: deal,
    properties: { "Deal stage": "Contract out", amount: "70000" },
  },
  hubspot_delete_object: { object_type: "deals", id: deal },
  hubspot_create_deal: { name: "Pilot at the harbour", stage: "Pilot", amount: 12000 },
  hubspot_list_associations: { object_type: "deals", ids: [deal], to_object_type: "contacts" },
  hubspot_add_association: {
    object_type: "contacts",
    id: contact,
    to_object_type: "deals",
    to_id: deal,
    label: "Blocker",
  },
  hubspot_list_properties: { object_type: "deals" },
  hubspot_get_property: { object_type: "deals", property: "Main competitor" },
  hubspot_list_pipelines: {},
  hubspot_list_owners: {},
  hubspot_add_note: {
    body: "They asked for **two** more gateways.",
    associations: [`deals/${deal}`],
    time: "2026-11-20T11:00:00Z",
  },
  hubspot_create_task: {
    title: "Send two gateways",
    due_date: "2026-11-30",
    associations: [`deals/${deal}`],
  },
  hubspot_list_activities: { object_type: "deals", id: deal },
  hubspot_remove_association: {
    object_type: "deals",
    id: deal,
    to_object_type: "companies",
    to_id: company,
  },
  hubspot_list_object_types: {},
  hubspot_search_lists: {},
  hubspot_get_list_members: { list: "Peak season webinar" },
  hubspot_update_list_members: { list: "211", add: [contact], remove: ["50210300051"] },
};

/** Values for keys that the suite cannot guess. */
export const variations = {
  hubspot_search_objects: {
    object_type: "companies",
    query: "harbour",
    properties: ["amount"],
    sort_by: "-amount",
    cursor: "WyIyIiwwXQ",
  },
  hubspot_get_objects: { object_type: "companies", id_property: "hs_object_id", properties: ["amount"] },
  hubspot_create_object: { object_type: "companies", properties: { email: "ada@quay.example" } },
  hubspot_update_object: { object_type: "companies", id: "31480220306", properties: { amount: "1" } },
  hubspot_delete_object: { object_type: "companies", id: "31480220306" },
  hubspot_create_deal: {
    pipeline: "Renewals and expansion",
    owner: "Maren Oduya",
    company_ids: [company],
    contact_ids: [contact],
    properties: { "Next step": "Call" },
  },
  hubspot_list_associations: {
    object_type: "companies",
    to_object_type: "companies",
    ids: ["31480220306"],
    limit: 1,
    cursor: "WyJbe1wiaWRcIjpcIjFcIixcImFmdGVyXCI6XCIxMFwifV0iLDBd",
  },
  hubspot_add_association: {
    object_type: "companies",
    id: "31480220306",
    to_object_type: "companies",
    to_id: "31480220306",
  },
  hubspot_list_properties: { object_type: "companies", query: "stage", limit: 3, cursor: "W251bGwsMl0" },
  hubspot_get_property: { object_type: "companies", property: "Deal stage", query: "desk" },
  hubspot_list_pipelines: { object_type: "tickets", pipeline: "New business" },
  hubspot_list_owners: { query: "priya", limit: 3, cursor: "W251bGwsMl0" },
  hubspot_add_note: { associations: [`companies/${company}`], owner: "Maren Oduya" },
  hubspot_create_task: {
    due_date: "2026-12-01T09:00:00Z",
    body: "- two",
    type: "Call",
    priority: "High",
    owner: "Maren Oduya",
  },
  hubspot_list_activities: {
    object_type: "companies",
    id: "31480220306",
    types: ["note"],
    since: "2026-11-15",
    cursor: "W251bGwsMl0",
    limit: 2,
  },
  hubspot_remove_association: {
    object_type: "companies",
    id: "31480220306",
    to_object_type: "contacts",
    to_id: "18250400100",
  },
  hubspot_search_lists: { query: "webinar", kinds: ["manual"], cursor: "WyIyIiwwXQ" },
  hubspot_get_list_members: { list: "Trade fair visitors", limit: 3, cursor: "WyI1MDIxMDMwMDE1MSIsMF0" },
  hubspot_update_list_members: { list: "213", add: ["50210300101"] },
};

const local = "the whole list is read, kept, and searched here";

/** Keys that change the answer and not a request. */
export const localKeys = {
  hubspot_list_properties: { query: local, limit: local, cursor: local },
  hubspot_get_property: { query: "HubSpot answers all options at once" },
  hubspot_list_pipelines: { pipeline: "HubSpot answers all pipelines at once" },
  hubspot_list_owners: { query: local, limit: local, cursor: local },
  hubspot_list_activities: { detail: "whole texts are read in any case, and cut here" },
};
