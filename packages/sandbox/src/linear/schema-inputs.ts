const comparators: Readonly<Record<string, string>> = {
  String:
    "eq: String neq: String in: [String!] nin: [String!] eqIgnoreCase: String neqIgnoreCase: String contains: String containsIgnoreCase: String notContains: String notContainsIgnoreCase: String startsWith: String startsWithIgnoreCase: String notStartsWith: String endsWith: String notEndsWith: String containsIgnoreCaseAndAccent: String",
  Number: "eq: Float neq: Float in: [Float!] nin: [Float!] gt: Float gte: Float lt: Float lte: Float",
  Date: "eq: DateTimeOrDuration neq: DateTimeOrDuration in: [DateTimeOrDuration!] nin: [DateTimeOrDuration!] gt: DateTimeOrDuration gte: DateTimeOrDuration lt: DateTimeOrDuration lte: DateTimeOrDuration",
  TimelessDate:
    "eq: TimelessDateOrDuration neq: TimelessDateOrDuration in: [TimelessDateOrDuration!] nin: [TimelessDateOrDuration!] gt: TimelessDateOrDuration gte: TimelessDateOrDuration lt: TimelessDateOrDuration lte: TimelessDateOrDuration",
  ID: "eq: ID neq: ID in: [ID!] nin: [ID!]",
  Boolean: "eq: Boolean neq: Boolean",
};

/** What each kind of record can be filtered by. */
const filters: Readonly<Record<string, string>> = {
  Issue: `id: IDComparator number: NumberComparator title: StringComparator description: NullableStringComparator
    priority: NullableNumberComparator estimate: EstimateComparator dueDate: NullableTimelessDateComparator
    createdAt: DateComparator updatedAt: DateComparator startedAt: NullableDateComparator completedAt: NullableDateComparator
    canceledAt: NullableDateComparator archivedAt: NullableDateComparator searchableContent: ContentComparator team: TeamFilter
    state: WorkflowStateFilter assignee: NullableUserFilter creator: NullableUserFilter delegate: NullableUserFilter
    labels: IssueLabelCollectionFilter project: NullableProjectFilter projectMilestone: NullableProjectMilestoneFilter
    cycle: NullableCycleFilter parent: NullableIssueFilter children: IssueCollectionFilter comments: CommentCollectionFilter
    subscribers: UserCollectionFilter hasBlockedByRelations: BooleanComparator hasBlockingRelations: BooleanComparator
    hasDuplicateRelations: BooleanComparator hasRelatedRelations: BooleanComparator`,
  User: `id: IDComparator name: StringComparator displayName: StringComparator email: StringComparator active: BooleanComparator
    admin: BooleanComparator app: BooleanComparator owner: BooleanComparator isMe: BooleanComparator createdAt: DateComparator updatedAt: DateComparator`,
  Team: `id: IDComparator key: StringComparator name: StringComparator description: NullableStringComparator private: BooleanComparator
    retiredAt: NullableDateComparator createdAt: DateComparator updatedAt: DateComparator members: UserCollectionFilter issues: IssueCollectionFilter`,
  WorkflowState: `id: IDComparator name: StringComparator type: StringComparator position: NumberComparator team: TeamFilter
    createdAt: DateComparator updatedAt: DateComparator`,
  IssueLabel: `id: IDComparator name: StringComparator isGroup: BooleanComparator parent: IssueLabelFilter team: NullableTeamFilter
    creator: NullableUserFilter createdAt: DateComparator updatedAt: DateComparator`,
  Cycle: `id: IDComparator number: NumberComparator name: StringComparator startsAt: DateComparator endsAt: DateComparator
    isActive: BooleanComparator isFuture: BooleanComparator isPast: BooleanComparator isNext: BooleanComparator
    isPrevious: BooleanComparator team: TeamFilter createdAt: DateComparator updatedAt: DateComparator`,
  Project: `id: IDComparator name: StringComparator slugId: StringComparator state: StringComparator status: ProjectStatusFilter
    health: StringComparator priority: NullableNumberComparator lead: NullableUserFilter creator: UserFilter members: UserCollectionFilter
    accessibleTeams: TeamCollectionFilter initiatives: InitiativeCollectionFilter startDate: NullableDateComparator
    targetDate: NullableDateComparator createdAt: DateComparator updatedAt: DateComparator issues: IssueCollectionFilter`,
  ProjectStatus:
    "id: IDComparator name: StringComparator type: StringComparator position: NumberComparator createdAt: DateComparator updatedAt: DateComparator",
  ProjectMilestone: `id: IDComparator name: NullableStringComparator project: NullableProjectFilter targetDate: NullableDateComparator
    createdAt: DateComparator updatedAt: DateComparator`,
  ProjectUpdate:
    "id: IDComparator project: ProjectFilter user: UserFilter createdAt: DateComparator updatedAt: DateComparator",
  Document: `id: IDComparator title: StringComparator slugId: StringComparator project: ProjectFilter initiative: InitiativeFilter
    team: NullableTeamFilter issue: IssueFilter creator: UserFilter createdAt: DateComparator updatedAt: DateComparator`,
  DocumentContent:
    "id: IDComparator document: DocumentFilter createdAt: DateComparator updatedAt: DateComparator",
  Initiative: `id: IDComparator name: StringComparator slugId: StringComparator status: StringComparator health: StringComparator
    owner: NullableUserFilter creator: NullableUserFilter targetDate: NullableDateComparator createdAt: DateComparator updatedAt: DateComparator`,
  Comment: `id: IDComparator body: StringComparator user: UserFilter issue: NullableIssueFilter parent: NullableCommentFilter
    project: NullableProjectFilter projectUpdate: NullableProjectUpdateFilter documentContent: NullableDocumentContentFilter
    createdAt: DateComparator updatedAt: DateComparator`,
};

const sorts: Readonly<Record<string, readonly string[]>> = {
  Issue: ["priority", "dueDate", "estimate", "title", "createdAt", "updatedAt"],
  Project: ["name", "priority", "startDate", "targetDate", "createdAt", "updatedAt"],
  Document: ["title", "createdAt", "updatedAt"],
  Initiative: ["name", "targetDate", "createdAt", "updatedAt"],
  User: ["name", "displayName"],
};

function filterInputs(kind: string, fields: string): string {
  const input = (name: string, more: string) =>
    `input ${name} { and: [${name}!] or: [${name}!] ${more} ${fields} }`;
  return [
    input(`${kind}Filter`, ""),
    input(`Nullable${kind}Filter`, "null: Boolean"),
    input(`${kind}CollectionFilter`, `some: ${kind}Filter every: ${kind}Filter length: NumberComparator`),
  ].join("\n");
}

const issueInput = `title: String description: String descriptionData: JSON priority: Int estimate: Int dueDate: TimelessDate
  stateId: String assigneeId: String delegateId: String projectId: String projectMilestoneId: String cycleId: String parentId: String
  labelIds: [String!] subscriberIds: [String!] sortOrder: Float`;
const projectInput = `description: String content: String icon: String color: String priority: Int statusId: String leadId: String
  memberIds: [String!] startDate: TimelessDate targetDate: TimelessDate`;
const documentInput = `content: String icon: String color: String projectId: String initiativeId: String teamId: String issueId: String cycleId: String`;

export const inputDefinitions = [
  ...Object.entries(comparators).flatMap(([name, fields]) => [
    `input ${name}Comparator { ${fields} }`,
    `input Nullable${name}Comparator { ${fields} null: Boolean }`,
  ]),
  `input EstimateComparator { ${comparators["Number"]} null: Boolean and: [NullableNumberComparator!] or: [NullableNumberComparator!] }`,
  "input SortBy { order: PaginationSortOrder nulls: PaginationNulls }",
  ...Object.entries(sorts).map(
    ([kind, keys]) => `input ${kind}SortInput { ${keys.map((key) => `${key}: SortBy`).join(" ")} }`,
  ),
  "input ContentComparator { contains: String notContains: String }",
  ...Object.entries(filters).map(([kind, fields]) => filterInputs(kind, fields)),
  `input IssueCreateInput { id: String teamId: String! createdAt: DateTime templateId: String ${issueInput} }`,
  `input IssueUpdateInput { teamId: String addedLabelIds: [String!] removedLabelIds: [String!] trashed: Boolean ${issueInput} }`,
  `input CommentCreateInput { id: String body: String bodyData: JSON issueId: String parentId: String projectId: String
    projectUpdateId: String documentContentId: String initiativeId: String initiativeUpdateId: String quotedText: String
    createdAt: DateTime doNotSubscribeToIssue: Boolean subscriberIds: [String!] }`,
  "input IssueRelationCreateInput { id: String issueId: String! relatedIssueId: String! type: IssueRelationType! }",
  `input ProjectCreateInput { id: String name: String! teamIds: [String!]! ${projectInput} }`,
  `input ProjectUpdateInput { name: String teamIds: [String!] trashed: Boolean ${projectInput} }`,
  "input ProjectUpdateCreateInput { id: String projectId: String! body: String bodyData: JSON health: ProjectUpdateHealthType isDiffHidden: Boolean }",
  `input DocumentCreateInput { id: String title: String! ${documentInput} }`,
  `input DocumentUpdateInput { title: String trashed: Boolean hiddenAt: DateTime ${documentInput} }`,
].join("\n");
