/** One call a server that answers rows from the emulator's company: for the package check and the benchmark. */
export const firstCalls: Readonly<Record<string, { name: string; arguments: Record<string, unknown> }>> = {
  hubspot: { name: "hubspot_search_objects", arguments: { object_type: "deals", limit: 3 } },
  asana: { name: "asana_list_projects", arguments: { limit: 3 } },
  gong: { name: "gong_search_calls", arguments: { limit: 3 } },
  snowflake: { name: "snowflake_list_databases", arguments: {} },
  pinecone: { name: "pinecone_list_indexes", arguments: {} },
  slack: { name: "slack_list_channels", arguments: { limit: 3 } },
  linear: { name: "linear_list_teams", arguments: {} },
  notion: { name: "notion_search_pages", arguments: { limit: 3 } },
  github: { name: "github_search_repositories", arguments: { query: "tessalane", limit: 3 } },
};
