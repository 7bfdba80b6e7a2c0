/** Files as people have them: with other servers, tokens, comments, and formatting that no program would choose. */

export const cursorFile = `{
  // Servers of the whole team. Ask Ada before you change one.
  "mcpServers": {
    "postgres": { "command": "npx", "args": ["-y", "@modelcontextprotocol/server-postgres", "postgresql://localhost/shop"] },
    "figma": {
      "url": "http://127.0.0.1:3845/mcp" // the desktop app must run
    },
    /* "old": { "command": "uvx" }, */
    "jira": {
        "command" : "docker",
        "args": ["run", "-i", "--rm",
                 "-e", "JIRA_TOKEN", "jira-mcp"],
        "env": {"JIRA_TOKEN": "ATATT-a-literal-token-of-the-user"},
    },
  },
}
`;

export const claudeDesktopFile = `{
    "globalShortcut": "Ctrl+Space",
    "mcpServers": {
        "filesystem": {
            "command": "npx",
            "args": ["-y", "@modelcontextprotocol/server-filesystem", "/Users/ada/Desktop"]
        }
    },
    "preferences": { "menuBarEnabled": false, "quickEntryShortcut": "off" }
}`;

/** Claude Code keeps far more than servers in its file. */
export const claudeCodeFile = `{
  "numStartups": 41,
  "installMethod": "native",
  "tipsHistory": { "new-user-warmup": 1, "shift-enter": 27 },
  "oauthAccount": { "emailAddress": "ada@example.com", "accessToken": "oat-of-the-user-0123456789" },
  "projects": {
    "/home/ada/shop": {
      "allowedTools": [],
      "mcpServers": { "local": { "type": "stdio", "command": "./run.sh", "args": [], "env": {} } },
      "hasTrustDialogAccepted": true
    }
  },
  "mcpServers": {
    "playwright": { "type": "stdio", "command": "npx", "args": ["@playwright/mcp@latest"], "env": {} }
  },
  "lastOnboardingVersion": "2.1.278"
}
`;

export const vscodeFile = `{
\t"inputs": [
\t\t// asked for once
\t\t{ "type": "promptString", "id": "perplexity-key", "description": "Perplexity API Key", "password": true }
\t],
\t"servers": {
\t\t"perplexity": {
\t\t\t"type": "stdio",
\t\t\t"command": "npx",
\t\t\t"args": ["-y", "server-perplexity-ask"],
\t\t\t"env": { "PERPLEXITY_API_KEY": "\${input:perplexity-key}" },
\t\t\t"dev": { "watch": "build/**/*.js" }
\t\t},
\t}
}
`;

export const windsurfFile =
  '{"mcpServers":{"github":{"command":"docker","args":["run","-i"],"env":{"T":"${env:T}"},"disabledTools":["x"]}}}';
