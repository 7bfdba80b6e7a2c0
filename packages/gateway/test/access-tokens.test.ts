import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tokensCommand } from "../src/access/tokens-command.ts";
import { openTokenStore } from "../src/access/token-store.ts";
import { bearer, guarded } from "./guarded-front.ts";
import { folder, start } from "./fixtures/processes.ts";

const command = join(import.meta.dirname, "../src/access/tokens-command.ts");

/** The command in a process of its own, as a person runs it beside a gateway. */
async function tokens(
  state: string,
  ...args: string[]
): Promise<{ code: number | null; out: string; err: string }> {
  const script = `import { tokensCommand } from ${JSON.stringify(command)};
    const { env, stdin, stdout, stderr } = process;
    process.exitCode = await tokensCommand(${JSON.stringify(args)}, { env, cwd: ".", stdin, stdout, stderr });`;
  const node = ["--conditions=@sophia-mcp/source", "--input-type=module-typescript", "-e", script];
  const running = start({ command: process.execPath, args: node }, { SOPHIA_STATE_DIR: state });
  const code = await running.ended;
  return { code, out: running.output(), err: running.errors() };
}

/** The same in this process. */
async function here(state: string, ...args: string[]) {
  let out = "";
  let err = "";
  const io = {
    env: { SOPHIA_STATE_DIR: state },
    cwd: ".",
    stdin: process.stdin,
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
  };
  const code = await tokensCommand(args, io, async () => ["default", "sales-analyst"]);
  return { code, out, err };
}

const within = { timeout: 1000, interval: 20 };

test("the first token closes a running gateway, admits its holder, and is refused once revoked, each within a second", async () => {
  const { post, stateFolder, origin } = await guarded();
  expect((await post()).status).toBe(200);
  const added = await tokens(stateFolder, "add", "anna");
  expect(added).toMatchObject({ code: 0, err: expect.stringContaining("anna") });
  const token = added.out.trim();
  expect(token).toMatch(/^smcp_[0-9a-f]{72}$/);
  await expect.poll(async () => (await post()).status, within).toBe(401);
  expect((await post(bearer(token))).status).toBe(200);
  expect((await fetch(`${origin}/.well-known/oauth-protected-resource/mcp`)).status).toBe(200);
  expect(await tokens(stateFolder, "revoke", "anna")).toMatchObject({ code: 0 });
  await expect.poll(async () => (await post(bearer(token))).status, within).toBe(401);
  // What a token once closed stays closed, also without the file.
  expect((await post()).status).toBe(401);
  rmSync(join(stateFolder, "tokens.db"));
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect((await post()).status).toBe(401);
});

test("a gateway that starts with revoked tokens alone is closed", async () => {
  const state = folder();
  await here(state, "add", "anna");
  await here(state, "revoke", "anna");
  const { post } = await guarded({ stateFolder: state });
  expect((await post()).status).toBe(401);
});

test("a token is for its profile; another one asks for the scope, and the operator's pages stay shut", async () => {
  const { post, stateFolder, origin } = await guarded();
  const sales = (await here(stateFolder, "add", "anna", "--profile", "sales-analyst")).out.trim();
  const any = (await here(stateFolder, "add", "root", "--profile", "*")).out.trim();
  await expect.poll(async () => (await post()).status, within).toBe(401);
  expect((await post(bearer(sales))).status).toBe(200);
  expect((await post(bearer(sales), "/mcp/sales-analyst")).status).toBe(200);
  const other = await post(bearer(sales), "/mcp/infrastructure");
  expect(other.status).toBe(403);
  expect(other.headers.get("www-authenticate")).toMatch(
    /error="insufficient_scope", scope="profile:infrastructure", resource_metadata="[^"]+\/mcp\/infrastructure"/,
  );
  const odd = await post(bearer(sales), `/mcp/${encodeURIComponent('x"\r\nset-cookie: a=b')}`);
  expect(odd.status).toBe(403);
  expect(JSON.stringify([...odd.headers])).not.toMatch(/set-cookie|a=b/);
  expect((await post(bearer(any), "/mcp/infrastructure")).status).toBe(200);
  const ready = (token: string) => fetch(`${origin}/ready`, { headers: bearer(token) });
  expect((await ready(sales)).status).toBe(403);
  expect((await ready(any)).status).toBe(200);
});

test("an expired token is refused, and its name is free again", async () => {
  const { post, stateFolder } = await guarded();
  const store = openTokenStore(join(stateFolder, "tokens.db"), true);
  const now = Date.now();
  const old = store.add({ name: "anna", profile: "default", expiresAt: now - 1 }, now - 1000).token;
  const soon = store.add({ name: "bob", profile: "default", expiresAt: now + 1200 }, now).token;
  await expect.poll(async () => (await post(bearer(soon))).status, within).toBe(200);
  expect((await post(bearer(old))).status).toBe(401);
  await expect.poll(async () => (await post(bearer(soon))).status, { timeout: 3000 }).toBe(401);
  expect(store.add({ name: "anna", profile: "default", expiresAt: null }, Date.now()).name).toBe("anna");
  store.close();
});

test("the file holds no token, is its owner's alone, and notes when one was used", async () => {
  const { post, stateFolder } = await guarded();
  const file = join(stateFolder, "tokens.db");
  const { token, id } = JSON.parse((await here(stateFolder, "add", "anna", "--json")).out) as Record<
    string,
    string
  >;
  expect(readFileSync(file, "latin1")).not.toContain(token?.slice(5, 40));
  if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
  await expect.poll(async () => (await post()).status, within).toBe(401);
  expect((await post(bearer(token ?? ""))).status).toBe(200);
  const listed = async () => JSON.parse((await here(stateFolder, "list", "--json")).out) as object[];
  await expect.poll(listed).toMatchObject([{ id, name: "anna", lastUsedAt: expect.any(Number) }]);
  const text = (await here(stateFolder, "list")).out;
  expect(text).toMatch(new RegExp(`${id}\tanna\tdefault\tvalid\t\\d{4}-`));
  expect(text + JSON.stringify(await listed())).not.toMatch(/smcp_|[0-9a-f]{64}/);
});

test("a token with a digit changed is refused by its checksum, another one by its hash", async () => {
  const { post, stateFolder } = await guarded();
  const token = (await here(stateFolder, "add", "anna")).out.trim();
  await expect.poll(async () => (await post()).status, within).toBe(401);
  const { newTokenText, isTokenText } = await import("../src/access/token-text.ts");
  const changed = token.slice(0, 10) + (token[10] === "0" ? "1" : "0") + token.slice(11);
  expect(isTokenText(changed)).toBe(false);
  expect((await post(bearer(changed))).status).toBe(401);
  expect((await post(bearer(newTokenText()))).status).toBe(401);
  expect((await post(bearer(token.toUpperCase()))).status).toBe(401);
});

test("tokens that cannot be read let nobody in", async () => {
  const state = folder();
  writeFileSync(join(state, "tokens.db"), "no database ".repeat(1000));
  const { post, logged } = await guarded({
    stateFolder: state,
    env: { MCP_AUTH_TOKEN: "the-operators-own-token" },
  });
  expect((await post()).status).toBe(401);
  const { newTokenText } = await import("../src/access/token-text.ts");
  const answer = await post(bearer(newTokenText()));
  expect(answer.status).toBe(503);
  expect(await answer.text()).not.toContain(state);
  expect((await post(bearer("the-operators-own-token"))).status).toBe(200);
  expect(logged.filter((line) => line.includes("tokens_unreadable"))).toHaveLength(1);
});

test("the command says what is wrong and what to do", async () => {
  const state = folder();
  expect(await here(state, "list")).toMatchObject({ code: 0, out: "There are no tokens.\n" });
  expect(await here(state, "add", "anna", "--no-expiry")).toMatchObject({ code: 0 });
  expect(await here(state, "add", "anna")).toMatchObject({
    code: 1,
    err: expect.stringContaining("revoke it first"),
  });
  expect(await here(state, "add", "bob", "--profile", "sales-analist")).toMatchObject({
    code: 1,
    err: expect.stringContaining("Did you mean sales-analyst?"),
  });
  const unknown = await here(state, "revoke", "eve", "--json");
  expect(unknown.code).toBe(1);
  expect(JSON.parse(unknown.out)).toMatchObject({ ok: false, error: expect.stringContaining("tokens list") });
  for (const wrong of [
    [],
    ["add"],
    ["add", "a b"],
    ["add", "x", "--days", "0"],
    ["list", "x"],
    ["drop", "anna"],
    ["add", "x", "y"],
  ]) {
    expect(await here(state, ...wrong), wrong.join(" ")).toMatchObject({
      code: 2,
      err: expect.stringContaining("Usage:"),
    });
  }
  expect(await here(state, "--help")).toMatchObject({ code: 0 });
});
