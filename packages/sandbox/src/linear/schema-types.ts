const page =
  "after: String before: String first: Int last: Int includeArchived: Boolean orderBy: PaginationOrderBy";

const list = (type: string, filter = "", more = ""): string =>
  `(${page} ${filter === "" ? "" : `filter: ${filter}`} ${more}): ${type}Connection!`;

const connection = (type: string, more = ""): string => `
type ${type}Edge { cursor: String! node: ${type}! }
type ${type}Connection { edges: [${type}Edge!]! nodes: [${type}!]! pageInfo: PageInfo! ${more} }`;

const payload = (name: string, field: string, type: string): string =>
  `type ${name}Payload { success: Boolean! lastSyncId: Float! ${field}: ${type} }`;

const stamps = "id: ID! createdAt: DateTime! updatedAt: DateTime! archivedAt: DateTime";

const issueFields = `${stamps}
  identifier: String! number: Float! title: String! description: String url: String! branchName: String!
  priority: Float! priorityLabel: String! estimate: Float dueDate: TimelessDate sortOrder: Float! trashed: Boolean
  startedAt: DateTime completedAt: DateTime canceledAt: DateTime autoArchivedAt: DateTime autoClosedAt: DateTime
  triagedAt: DateTime startedTriageAt: DateTime addedToCycleAt: DateTime addedToProjectAt: DateTime
  addedToTeamAt: DateTime snoozedUntilAt: DateTime slaStartedAt: DateTime slaBreachesAt: DateTime
  slaHighRiskAt: DateTime slaMediumRiskAt: DateTime slaType: String
  previousIdentifiers: [String!]! labelIds: [String!]! customerTicketCount: Int! inheritsSharedAccess: Boolean!
  boardOrder: Float! prioritySortOrder: Float! subIssueSortOrder: Float reactionData: JSONObject!
  integrationSourceType: String reactions: [Reaction!]! sharedAccess: IssueSharedAccess! syncedWith: [ExternalEntityInfo!]
  team: Team! state: WorkflowState! assignee: User creator: User delegate: User snoozedBy: User asksRequester: User
  project: Project projectMilestone: ProjectMilestone cycle: Cycle parent: Issue sourceComment: Comment
  botActor: ActorBot externalUserCreator: Reference asksExternalUserRequester: Reference favorite: Reference
  lastAppliedTemplate: Reference recurringIssueTemplate: Reference
  labels${list("IssueLabel", "IssueLabelFilter")} comments${list("Comment", "CommentFilter")}
  children${list("Issue", "IssueFilter")} attachments${list("Attachment")} subscribers${list("User", "UserFilter", "includeDisabled: Boolean")}
  relations${list("IssueRelation")} inverseRelations${list("IssueRelation")} documents${list("Document", "DocumentFilter")}`;

const documentFields = `${stamps}
  title: String! content: String summary: String slugId: String! url: String! icon: String color: String trashed: Boolean
  documentContentId: String creator: User updatedBy: User project: Project initiative: Initiative team: Team
  issue: Issue cycle: Cycle comments${list("Comment", "CommentFilter")}`;

/** Types of the part of the API that is emulated. What the SDK's documents ask for besides is there too, and answers defaults. */
export const typeDefinitions = `
scalar DateTime scalar TimelessDate scalar DateTimeOrDuration scalar TimelessDateOrDuration scalar UUID scalar JSON scalar JSONObject
enum PaginationOrderBy { createdAt updatedAt }
enum PaginationSortOrder { Ascending Descending }
enum PaginationNulls { first last }
enum IssueRelationType { blocks duplicate related similar }
enum ProjectUpdateHealthType { onTrack atRisk offTrack }
enum InitiativeUpdateHealthType { onTrack atRisk offTrack }
enum ProjectStatusType { backlog planned started paused completed canceled }
enum InitiativeStatus { Proposed Planned Active Completed Canceled }
enum ProjectMilestoneStatus { unstarted next overdue done }
enum TeamVisibility { public private secret }

type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
type Reference { id: ID! }
type Reaction { ${stamps} emoji: String! user: User comment: Comment issue: Issue projectUpdate: ProjectUpdate
  initiativeUpdate: Reference externalUser: Reference }
type ActorBot { id: ID type: String! subType: String name: String userDisplayName: String avatarUrl: String }
type IssueSharedAccess { isShared: Boolean! viewerHasOnlySharedAccess: Boolean! sharedWithCount: Int! sharedWithUsers: [User!]!
  disallowedIssueFields: [String!]! }
type ExternalEntityInfo { id: String! service: String! metadata: ExternalEntityInfoMetadata }
union ExternalEntityInfoMetadata = ExternalEntityInfoGithubMetadata | ExternalEntityInfoJiraMetadata | ExternalEntitySlackMetadata
type ExternalEntityInfoGithubMetadata { number: Float owner: String repo: String }
type ExternalEntityInfoJiraMetadata { issueTypeId: String projectId: String issueKey: String }
type ExternalEntitySlackMetadata { messageUrl: String channelId: String channelName: String isFromSlack: Boolean! }
type SyncedExternalThread { id: ID type: String! subType: String url: String name: String displayName: String
  isConnected: Boolean! isPersonalIntegrationConnected: Boolean! isPersonalIntegrationRequired: Boolean! }

type Organization { ${stamps} name: String! urlKey: String! userCount: Int! createdIssueCount: Int! logoUrl: String }

type User { ${stamps}
  name: String! displayName: String! email: String! title: String description: String url: String! active: Boolean! admin: Boolean!
  owner: Boolean! guest: Boolean! app: Boolean! isMe: Boolean! timezone: String lastSeen: DateTime initials: String!
  avatarUrl: String avatarBackgroundColor: String! statusLabel: String statusEmoji: String statusUntilAt: DateTime
  disableReason: String createdIssueCount: Int! isAssignable: Boolean! isMentionable: Boolean! gitHubUserId: String
  supportsAgentSessions: Boolean! canAccessAnyPublicTeam: Boolean! calendarHash: String inviteHash: String!
  organization: Organization! teams${list("Team", "TeamFilter")} assignedIssues${list("Issue", "IssueFilter")}
  createdIssues${list("Issue", "IssueFilter")} }

type Team { ${stamps}
  key: String! name: String! displayName: String! description: String color: String icon: String retiredAt: DateTime timezone: String!
  private: Boolean! visibility: TeamVisibility! cyclesEnabled: Boolean! cycleDuration: Float! cycleStartDay: Float!
  cycleCooldownTime: Float! upcomingCycleCount: Float! cycleCalenderUrl: String! cycleLockToActive: Boolean!
  cycleIssueAutoAssignStarted: Boolean! cycleIssueAutoAssignCompleted: Boolean! issueEstimationType: String!
  issueEstimationAllowZero: Boolean! issueEstimationExtended: Boolean! defaultIssueEstimate: Float! inheritIssueEstimation: Boolean!
  inheritWorkflowStatuses: Boolean! triageEnabled: Boolean! requirePriorityToLeaveTriage: Boolean! autoArchivePeriod: Float!
  autoClosePeriod: Float autoCloseStateId: String autoCloseChildIssues: Boolean autoCloseParentIssues: Boolean
  groupIssueHistory: Boolean! initiativesEnabled: Boolean! scimManaged: Boolean! scimGroupName: String allMembersCanJoin: Boolean
  viewerCanJoin: Boolean! viewerCanLeave: Boolean! aiDiscussionSummariesEnabled: Boolean! aiThreadSummariesEnabled: Boolean!
  slackIssueComments: Boolean! slackNewIssue: Boolean! slackIssueStatuses: Boolean! inviteHash: String!
  issueOrderingNoPriorityFirst: Boolean! issueSortOrderDefaultToBottom: Boolean! setIssueSortOrderOnStateChange: String!
  securitySettings: JSONObject! ledInitiativeCount: Int! issueCount(includeArchived: Boolean = false): Int!
  defaultTemplateForMembersId: String defaultTemplateForNonMembersId: String
  integrationsSettings: Reference triageResponsibility: Reference viewerMembership: Reference defaultTemplateForMembers: Reference
  defaultTemplateForNonMembers: Reference defaultProjectTemplate: Reference parent: Team activeCycle: Cycle
  defaultIssueState: WorkflowState mergeWorkflowState: WorkflowState draftWorkflowState: WorkflowState
  startWorkflowState: WorkflowState mergeableWorkflowState: WorkflowState reviewWorkflowState: WorkflowState
  triageIssueState: WorkflowState markedAsDuplicateWorkflowState: WorkflowState
  states${list("WorkflowState", "WorkflowStateFilter")} labels${list("IssueLabel", "IssueLabelFilter")}
  members${list("User", "UserFilter", "includeDisabled: Boolean")} cycles${list("Cycle", "CycleFilter")}
  issues${list("Issue", "IssueFilter")} projects${list("Project", "ProjectFilter")} }

type WorkflowState { ${stamps} name: String! type: String! color: String! description: String position: Float! team: Team!
  inheritedFrom: WorkflowState issues${list("Issue", "IssueFilter")} }
type IssueLabel { ${stamps} name: String! color: String! description: String isGroup: Boolean! parent: IssueLabel team: Team creator: User
  retiredAt: DateTime children${list("IssueLabel", "IssueLabelFilter")} }
type Cycle { ${stamps} number: Float! name: String description: String startsAt: DateTime! endsAt: DateTime! completedAt: DateTime
  progress: Float! isActive: Boolean! isFuture: Boolean! isPast: Boolean! isNext: Boolean! isPrevious: Boolean!
  issueCountHistory: [Float!]! completedIssueCountHistory: [Float!]! scopeHistory: [Float!]! completedScopeHistory: [Float!]!
  team: Team! issues${list("Issue", "IssueFilter")} }
type Issue { ${issueFields} }
type IssueSearchResult { ${issueFields} metadata: JSONObject! }
type Comment { ${stamps} body: String! url: String! editedAt: DateTime resolvedAt: DateTime quotedText: String issueId: String parentId: String
  projectId: String projectUpdateId: String documentContentId: String initiativeId: String initiativeUpdateId: String
  resolvingCommentId: String reactionData: JSONObject! reactions: [Reaction!]! user: User externalUser: Reference botActor: ActorBot
  issue: Issue parent: Comment project: Project projectUpdate: ProjectUpdate initiative: Initiative initiativeUpdate: Reference
  documentContent: DocumentContent resolvingUser: User resolvingComment: Comment agentSession: Reference
  externalThread: SyncedExternalThread syncedWith: [ExternalEntityInfo!] children${list("Comment", "CommentFilter")} }
type Attachment { ${stamps} title: String! subtitle: String url: String! sourceType: String metadata: JSONObject! groupBySource: Boolean!
  creator: User issue: Issue! }
type IssueRelation { ${stamps} type: String! issue: Issue! relatedIssue: Issue! }
type ProjectStatus { ${stamps} name: String! type: ProjectStatusType! color: String! description: String position: Float! indefinite: Boolean! }
type ProjectMilestone { ${stamps} name: String! description: String targetDate: TimelessDate progress: Float! sortOrder: Float!
  status: ProjectMilestoneStatus! project: Project! issues${list("Issue", "IssueFilter")} }
type ProjectUpdate { ${stamps} body: String! health: ProjectUpdateHealthType! url: String! slugId: String! editedAt: DateTime
  project: Project! user: User! commentCount: Int! comments${list("Comment", "CommentFilter")} }
type Project { ${stamps} name: String! description: String! content: String slugId: String! url: String! icon: String color: String! state: String!
  priority: Int! priorityLabel: String! progress: Float! scope: Float! health: ProjectUpdateHealthType healthUpdatedAt: DateTime
  startDate: TimelessDate targetDate: TimelessDate startedAt: DateTime completedAt: DateTime canceledAt: DateTime trashed: Boolean
  issueCountHistory: [Float!]! completedIssueCountHistory: [Float!]! status: ProjectStatus! lead: User creator: User lastUpdate: ProjectUpdate
  teams${list("Team", "TeamFilter")} members${list("User", "UserFilter", "includeDisabled: Boolean")}
  issues${list("Issue", "IssueFilter")} projectMilestones${list("ProjectMilestone", "ProjectMilestoneFilter")}
  projectUpdates${list("ProjectUpdate")} documents${list("Document", "DocumentFilter")} initiatives${list("Initiative")}
  comments${list("Comment", "CommentFilter")} }
type DocumentContent { ${stamps} content: String contentState: String restoredAt: DateTime document: Document project: Project issue: Issue
  initiative: Initiative projectMilestone: ProjectMilestone aiPromptRules: AiPromptRules welcomeMessage: WelcomeMessage }
type AiPromptRules { ${stamps} updatedBy: User }
type WelcomeMessage { ${stamps} title: String enabled: Boolean! updatedBy: User }
type Document { ${documentFields} }
type DocumentSearchResult { ${documentFields} metadata: JSONObject! }
type Initiative { ${stamps} name: String! description: String content: String slugId: String! url: String! status: InitiativeStatus!
  health: InitiativeUpdateHealthType healthUpdatedAt: DateTime targetDate: TimelessDate startedAt: DateTime completedAt: DateTime
  color: String icon: String trashed: Boolean owner: User creator: User
  projects${list("Project", "ProjectFilter", "includeSubInitiatives: Boolean")} documents${list("Document", "DocumentFilter")} }

${["Issue", "User", "Team", "WorkflowState", "IssueLabel", "Cycle", "Comment", "Attachment", "IssueRelation"].map((type) => connection(type)).join("")}
${["Project", "ProjectStatus", "ProjectMilestone", "ProjectUpdate", "Document", "Initiative"].map((type) => connection(type)).join("")}
type IssueSearchResultEdge { cursor: String! node: IssueSearchResult! }
type IssueSearchPayload { edges: [IssueSearchResultEdge!]! nodes: [IssueSearchResult!]! pageInfo: PageInfo! totalCount: Float! }
type DocumentSearchResultEdge { cursor: String! node: DocumentSearchResult! }
type DocumentSearchPayload { edges: [DocumentSearchResultEdge!]! nodes: [DocumentSearchResult!]! pageInfo: PageInfo! totalCount: Float! }
type RateLimitResultPayload { type: String! allowedAmount: Float! remainingAmount: Float! requestedAmount: Float! period: Float! reset: Float! }
type RateLimitPayload { identifier: String kind: String! limits: [RateLimitResultPayload!]! }

${payload("Issue", "issue", "Issue")}
${payload("IssueBatch", "issues", "[Issue!]!")}
${payload("IssueArchive", "entity", "Issue")}
${payload("Comment", "comment", "Comment!")}
${payload("IssueRelation", "issueRelation", "IssueRelation!")}
${payload("Attachment", "attachment", "Attachment!")}
${payload("Project", "project", "Project")}
${payload("ProjectUpdate", "projectUpdate", "ProjectUpdate!")}
${payload("Document", "document", "Document!")}

type Query {
  viewer: User! organization: Organization! rateLimitStatus: RateLimitPayload!
  user(id: String!): User! users${list("User", "UserFilter", "includeDisabled: Boolean sort: [UserSortInput!]")}
  team(id: String!): Team! teams${list("Team", "TeamFilter")}
  workflowState(id: String!): WorkflowState! workflowStates${list("WorkflowState", "WorkflowStateFilter")}
  issueLabel(id: String!): IssueLabel! issueLabels${list("IssueLabel", "IssueLabelFilter")}
  cycle(id: String!): Cycle! cycles${list("Cycle", "CycleFilter")}
  issue(id: String!): Issue! issues${list("Issue", "IssueFilter", "sort: [IssueSortInput!]")}
  searchIssues(term: String! includeComments: Boolean teamId: String filter: IssueFilter ${page}): IssueSearchPayload!
  attachment(id: String!): Attachment! issueRelation(id: String!): IssueRelation!
  comment(id: String hash: String): Comment! comments${list("Comment", "CommentFilter")}
  project(id: String!): Project! projects${list("Project", "ProjectFilter", "sort: [ProjectSortInput!]")}
  projectStatuses${list("ProjectStatus")} projectMilestones${list("ProjectMilestone", "ProjectMilestoneFilter")}
  projectUpdate(id: String!): ProjectUpdate!
  document(id: String!): Document! documents${list("Document", "DocumentFilter", "sort: [DocumentSortInput!]")}
  searchDocuments(term: String! includeComments: Boolean teamId: String ${page}): DocumentSearchPayload!
  initiative(id: String!): Initiative! initiatives${list("Initiative", "InitiativeFilter", "sort: [InitiativeSortInput!]")}
}
type Mutation {
  issueCreate(input: IssueCreateInput!): IssuePayload! issueUpdate(id: String! input: IssueUpdateInput!): IssuePayload!
  issueBatchUpdate(ids: [UUID!]! input: IssueUpdateInput!): IssueBatchPayload!
  issueArchive(id: String! trash: Boolean): IssueArchivePayload! issueDelete(id: String! permanentlyDelete: Boolean): IssueArchivePayload!
  commentCreate(input: CommentCreateInput!): CommentPayload!
  issueRelationCreate(input: IssueRelationCreateInput! overrideCreatedAt: DateTime): IssueRelationPayload!
  attachmentLinkURL(issueId: String! url: String! title: String id: String createAsUser: String displayIconUrl: String): AttachmentPayload!
  projectCreate(input: ProjectCreateInput! slackChannelName: String): ProjectPayload!
  projectUpdate(id: String! input: ProjectUpdateInput!): ProjectPayload!
  projectUpdateCreate(input: ProjectUpdateCreateInput!): ProjectUpdatePayload!
  documentCreate(input: DocumentCreateInput!): DocumentPayload! documentUpdate(id: String! input: DocumentUpdateInput!): DocumentPayload!
}
`;
