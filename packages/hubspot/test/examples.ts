/** Arguments with which each tool succeeds against the emulator's company. */
export const examples = {
  hubspot_search_objects: {
    object_type: "deals",
    filters: ["Deal stage = Pilot"],
    limit: 5,
  },
  hubspot_get_objects: { object_type: "deals", ids: ["31480220020"] },
  hubspot_create_deal: { name: "Pilot at the harbour", stage: "Pilot", amount: 12000 },
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
};
