export const helpText = `Usage: sophia-mcp config [client] [flags]

Puts an entry into the file in which an MCP client keeps its servers. What would change is shown first, then asked
for; other entries, comments and formatting stay as they are, and what was there before is kept.

Clients:
  cursor, claude (Claude Desktop), claude-code, vscode, windsurf; without one, every file and what it holds is listed

Which file:
  --project            That of the project in this folder (cursor, claude-code, vscode), not the user's
  --file path          Another file of the same form: a profile's, an Insiders build's

Which entry:
  --servers a,b        Single servers instead of the gateway
  --credentials a,b    Systems whose variables the gateway's entry names
  --env NAME           A further variable, by reference; NAME=value writes a value that is no secret
  --name word          The entry's name (sophia, or the server's)
  --run form           npx (default), docker, or checkout: this clone of the repository
  --sandbox            Over emulators: no account needed
  --read-only          Hide and refuse every tool that changes data
  --tools a,b  --groups a,b  --profile name  --expose all|search|auto    Handed on

What to do:
  --print              Only print the entry
  --remove             Take the entry out
  --undo               Put back what the last change replaced
  --replace            Write an entry anew, also over one that starts something else
  -y, --yes            Do not ask
  --json               Print what was done as JSON

Secrets are never written: an entry refers to variables (Cursor, Windsurf, Claude Code), has the client ask
(VS Code), or names files that hold them (Claude Desktop).`;
