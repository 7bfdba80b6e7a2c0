import { defaultPort } from "./start.ts";
import { version } from "./version.ts";

export const helpText = (): string => `sophia-mcp ${version}: one MCP endpoint in front of many systems.

Usage:
  sophia-mcp [serve] [flags]          MCP over stdio
  sophia-mcp start [flags]            MCP over Streamable HTTP on 127.0.0.1:${defaultPort}, with a status page
  sophia-mcp config [client]          put the gateway into a client's configuration; shows the change first
  sophia-mcp check                    what would be started, and what is missing
  sophia-mcp tools [--tokens]         the tools, and what they cost
  sophia-mcp call <tool> [json]       call one tool
  sophia-mcp search <words>           search all connected systems
  sophia-mcp approve [id]             what waits for a person; release it
  sophia-mcp audit verify|tail|export the log of all calls
  sophia-mcp tokens add|list|revoke   tokens of the HTTP front
  sophia-mcp auth <server>            sign in to a remote server
  sophia-mcp webhooks ...             receive and inspect webhooks
  sophia-mcp run [automation]         carry out an automation; list and resume runs

Flags of serve and start:
  --config FILE      mcpServers JSON as of Cursor and Claude Desktop, with keys of the gateway's own (SOPHIA_CONFIG)
  --profile NAME     Profile of clients that no token gives one (SOPHIA_PROFILE)
  --expose MODE      all, search or auto: list every tool, or a search over them (SOPHIA_EXPOSE)
  --sandbox          Stand an emulator behind every built-in system: no account needed
  --read-only        Hide and refuse every tool that changes data
  --tools a,b        Show exactly these tools
  --groups a,b       Show these groups besides core; all shows every tool
  --port N           Port for start (PORT, else ${defaultPort}); --http [N] is the same
  --host address     Address for start (127.0.0.1); any other needs a token
  --help, --version

Every command has --json. Each system reads its own credentials from the environment, such as HUBSPOT_ACCESS_TOKEN.
`;
