import { describe, expect, test } from "vitest";
import type { ClientName } from "@sophia-mcp/core/flags";
import { clientPath, type Machine } from "./places.ts";

const linux: Machine = { env: {}, home: "/home/ada", platform: "linux", cwd: "/home/ada/shop", packages: [] };
const mac: Machine = { ...linux, home: "/Users/ada", platform: "darwin", cwd: "/Users/ada/shop" };
const windows: Machine = {
  env: { APPDATA: String.raw`D:\Roaming`, LOCALAPPDATA: String.raw`D:\Local` },
  home: String.raw`C:\Users\ada`,
  platform: "win32",
  cwd: String.raw`C:\shop`,
  packages: [],
};

describe("a user's file lies where the client looks", () => {
  test.each<[ClientName, Machine, string]>([
    ["cursor", linux, "/home/ada/.cursor/mcp.json"],
    ["cursor", windows, String.raw`C:\Users\ada\.cursor\mcp.json`],
    ["windsurf", mac, "/Users/ada/.codeium/windsurf/mcp_config.json"],
    ["windsurf", windows, String.raw`C:\Users\ada\.codeium\windsurf\mcp_config.json`],
    ["claude-code", mac, "/Users/ada/.claude.json"],
    ["claude-code", { ...linux, env: { CLAUDE_CONFIG_DIR: "/etc/claude" } }, "/etc/claude/.claude.json"],
    ["claude", mac, "/Users/ada/Library/Application Support/Claude/claude_desktop_config.json"],
    ["claude", linux, "/home/ada/.config/Claude/claude_desktop_config.json"],
    ["claude", windows, String.raw`D:\Roaming\Claude\claude_desktop_config.json`],
    [
      "claude",
      { ...windows, env: {} },
      String.raw`C:\Users\ada\AppData\Roaming\Claude\claude_desktop_config.json`,
    ],
    [
      "claude",
      { ...windows, packages: ["Microsoft.Paint_8wekyb", "Claude_pzs8sxrjxfjjc"] },
      String.raw`D:\Local\Packages\Claude_pzs8sxrjxfjjc\LocalCache\Roaming\Claude\claude_desktop_config.json`,
    ],
    ["vscode", mac, "/Users/ada/Library/Application Support/Code/User/mcp.json"],
    ["vscode", { ...linux, env: { XDG_CONFIG_HOME: "/cfg" } }, "/cfg/Code/User/mcp.json"],
    ["vscode", windows, String.raw`D:\Roaming\Code\User\mcp.json`],
    ["vscode", { ...linux, env: { VSCODE_PORTABLE: "/usb/data" } }, "/usb/data/user-data/User/mcp.json"],
  ])("%s %#", (client, machine, path) => {
    expect(clientPath(client, "user", machine)).toBe(path);
  });
});

test.each<[ClientName, Machine, string]>([
  ["cursor", linux, "/home/ada/shop/.cursor/mcp.json"],
  ["claude-code", mac, "/Users/ada/shop/.mcp.json"],
  ["vscode", windows, String.raw`C:\shop\.vscode\mcp.json`],
])("a project's file of %s", (client, machine, path) => {
  expect(clientPath(client, "project", machine)).toBe(path);
});
