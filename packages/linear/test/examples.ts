const id = (last: number) => `5b0c6f0e-7d0b-4c39-9a55-2f7f0e0000${String(last).padStart(2, "0")}`;

/** As a tool writes its cursors: Linear's own token, and how many rows of that page were shown. */
const cursor = (token: string) => Buffer.from(JSON.stringify([token, 0])).toString("base64url");
const issueCursor = (uuid: string) => cursor(Buffer.from(JSON.stringify({ key: uuid })).toString("base64"));

/** Records of the company, the same in every sandbox. */
export const records = {
  issues: { "EDG-31": "fb74b9d6-7f00-400e-adc6-1f258de51c3c" },
  comment: "a60311fa-0b47-419f-ad9c-e3c48ea6e597",
  latestComment: "bd330b31-a9f8-4612-a399-851fc6c8d694",
  projectUpdate: "63790ba1-2a3d-4057-a2f0-0d1ee778e8a2",
  project: "5104d378-e4cf-4142-a7f4-909f21173725",
  team: "29897060-93e1-435d-a309-46f9a42efe35",
  user: "80cc9118-ec85-4659-a711-e5cb183764c0",
  cycle: "cdfa9202-3474-4aa7-aa42-892c1ed5fdaf",
  document: "6d65398c-8be7-49a2-ae18-a82aa462e850",
  initiative: "94f3c011-c340-4824-a764-41cca6a8974f",
  label: "cd576c8c-3686-4545-a3a9-129d615c7893",
};

/** Arguments with which each tool succeeds against the emulator's company. */
export const examples = {
  linear_get_me: {},
  linear_search_issues: { team: "EDG", limit: 5 },
  linear_list_my_issues: { limit: 3 },
  linear_get_issue: { issue: "EDG-31" },
  linear_create_issue: { title: "Spare antenna for the cold room", team: "Edge", id: id(1) },
  linear_update_issue: { issues: ["EDG-31"], state: "In Review" },
  linear_list_comments: { issue: "EDG-31", limit: 1 },
  linear_add_comment: { issue: "EDG-31", body: "Index is built.", id: id(2) },
  linear_list_projects: { limit: 2 },
  linear_get_project: { project: "Edge reliability" },
  linear_list_teams: { limit: 4 },
  linear_list_users: { limit: 5 },
  linear_list_cycles: { limit: 2 },
  linear_list_documents: { limit: 3 },
  linear_get_document: { document: "SCIM provisioning design" },
  linear_list_initiatives: { limit: 1 },
  linear_delete_issue: { issue: "EDG-36" },
  linear_add_relation: { issue: "EDG-33", relation: "blocks", other: "EDG-34", id: id(3) },
  linear_add_link: { issue: "EDG-31", url: "https://status.tessalane.example/incidents/11", id: id(4) },
  linear_list_labels: { limit: 3 },
  linear_create_project: { name: "Cold batteries", teams: ["EDG"], id: id(5) },
  linear_update_project: { project: "Edge reliability", priority: "urgent" },
  linear_add_project_update: { project: "Edge reliability", body: "Index is **built**.", id: id(6) },
  linear_create_document: { title: "Cold room notes", project: "Edge reliability", id: id(7) },
  linear_update_document: {
    document: "SCIM provisioning design",
    find: "user",
    replace: "person",
    replace_all: true,
  },
};

const issueFields = {
  state: "Todo",
  assignee: "lucas ferreira",
  due_date: "2026-12-24",
  labels: ["bug"],
  project: "Flow 4.0 launch",
  milestone: "Firmware 2.8.1",
  cycle: "next",
};
const projectFields = {
  teams: ["SEC"],
  lead: "me",
  members: ["nadia"],
  status: "Paused",
  start_date: "2026-12-01",
  target_date: "2027-02-01",
};

/** Values for keys that the suite cannot guess. */
export const variations = {
  linear_search_issues: {
    ...issueFields,
    query: "batch",
    team: "SEC",
    updated_since: "2w",
    due_before: "7d",
    filter: { estimate: { gte: 3 } },
    cursor: issueCursor(records.issues["EDG-31"]),
  },
  linear_list_my_issues: {
    team: "SEC",
    cycle: "current",
    updated_since: "3d",
    cursor: issueCursor(records.issues["EDG-31"]),
  },
  linear_get_issue: { issue: "SEC-12", comment_limit: 1 },
  linear_create_issue: { ...issueFields, team: "EDG", parent: "EDG-31", id: id(11) },
  linear_update_issue: {
    ...issueFields,
    issues: ["EDG-32"],
    state: "Done",
    add_labels: ["firmware"],
    remove_labels: ["bug"],
    parent: "EDG-33",
    team: "SEC",
  },
  linear_list_comments: { issue: "SEC-12", cursor: cursor(records.latestComment) },
  linear_add_comment: {
    issue: "EDG-32",
    project_update: records.projectUpdate,
    reply_to: records.comment,
    id: id(12),
  },
  linear_list_projects: {
    team: "EDG",
    lead: "me",
    status: "started",
    initiative: "Peak season",
    cursor: cursor(records.project),
  },
  linear_get_project: { project: "Flow 4.0 launch" },
  linear_list_teams: { team: "EDG", cursor: cursor(records.team) },
  linear_list_users: { query: "nadia", cursor: cursor(records.user) },
  linear_list_cycles: { team: "EDG", cursor: cursor(records.cycle) },
  linear_list_documents: {
    query: "batches",
    project: "Edge reliability",
    initiative: "Peak season",
    creator: "me",
    updated_since: "30d",
    cursor: cursor(records.document),
  },
  linear_get_document: { document: "On-call rules", length: 200 },
  linear_list_initiatives: { query: "ready", owner: "Tobias Renner", cursor: cursor(records.initiative) },
  linear_delete_issue: { issue: "EDG-35" },
  linear_add_relation: { issue: "EDG-30", other: "EDG-35", id: id(13) },
  linear_add_link: { issue: "EDG-32", url: "https://status.tessalane.example/incidents/12", id: id(14) },
  linear_list_labels: { query: "front", team: "EDG", cursor: cursor(records.label) },
  linear_create_project: { ...projectFields, id: id(15) },
  linear_update_project: { ...projectFields, project: "Flow 4.0 launch" },
  linear_add_project_update: { project: "Flow 4.0 launch", id: id(16) },
  linear_create_document: { project: "Flow 4.0 launch", id: id(17) },
  linear_update_document: { document: "Support handbook", find: "Groups", replace: "someone" },
};

const slices = "the whole text is read, and a part of it shown";

/** Keys that change the answer only. */
export const localKeys = {
  linear_get_issue: { offset: slices },
  linear_get_project: { offset: slices },
  linear_get_document: { offset: slices, length: slices },
};
