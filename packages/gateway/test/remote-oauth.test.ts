import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { authCommand } from "../src/upstreams/remote/auth-command.ts";
import { alone } from "../src/upstreams/remote/grants.ts";
import { createGuardedFetch } from "../src/upstreams/remote/guarded-fetch.ts";
import { folder, start } from "./fixtures/processes.ts";
import { startAuthority, type Authority } from "./remote-authority.ts";
import { closeRemotes, openRemote, urlServer, type RemoteGiven } from "./remote-link.ts";
import { closeServers, scripted, stream } from "./remote-server.ts";

let authority: Authority;
let state: string;
beforeEach(async () => {
  authority = await startAuthority();
  state = folder();
});
afterEach(async () => {
  await closeRemotes();
  await closeServers();
});

const open = (given: RemoteGiven = {}) => openRemote(authority.url, { state, ...given });

interface Running {
  code: Promise<number>;
  /** That a person is asked to open. */
  address(): Promise<string>;
  printed(): string;
}

/** `sophia-mcp auth` for a configuration with this one server. */
function auth(args: readonly string[] = ["remote"], entry: object = {}): Running {
  const file = join(state, "mcp.json");
  writeFileSync(file, JSON.stringify({ mcpServers: { remote: { url: authority.url, ...entry } } }));
  let printed = "";
  const write = (text: string): void => void (printed += text);
  const code = authCommand([...args, "--config", file], {
    env: { SOPHIA_STATE_DIR: state },
    cwd: state,
    stdin: process.stdin,
    stdout: { write },
    stderr: { write },
  });
  const found = (): string => /http:\/\/\S+\/authorize\S+/.exec(printed)?.[0] ?? "";
  return {
    code,
    printed: () => printed,
    async address() {
      await expect.poll(found).not.toBe("");
      return found();
    },
  };
}

/** What a browser does with the address, and the person at it. */
async function granted(entry: object = {}): Promise<string> {
  const running = auth(["remote"], entry);
  const page = await fetch(await running.address());
  expect(await page.text()).toContain("close this window");
  expect(await running.code, running.printed()).toBe(0);
  return running.printed();
}

const grants = (): string[] =>
  readdirSync(state, { recursive: true, encoding: "utf8" })
    .filter((name) => dirname(name) === "oauth" && name.endsWith(".json"))
    .map((name) => join(state, name));
const kept = (): string => readFileSync(grants()[0] ?? "", "utf8");

test("until a person has authorized it, calls say which command to run; then they work", async () => {
  const reason = expect.stringContaining("sophia-mcp auth remote");
  await expect(open()).rejects.toMatchObject({ ran: "no", outage: false, message: reason });
  const printed = await granted();
  const remote = await open();
  expect((await remote.call("any")).line).toContain("granted");
  expect(statSync(join(state, "oauth")).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(join(state, "oauth")))
    expect(statSync(join(state, "oauth", name)).mode & 0o777, name).toBe(0o600);
  for (const secret of authority.secrets) expect(printed + remote.logged.join()).not.toContain(secret);
});

test("the request has a challenge, names its resource, and comes back to loopback", async () => {
  await granted({ oauth: { scopes: ["read", "write"] } });
  const asked = authority.authorization.received.find(({ url }) => url.startsWith("/authorize"));
  const params = new URL(asked?.url ?? "", authority.issuer).searchParams;
  expect(Object.fromEntries(params)).toMatchObject({
    response_type: "code",
    code_challenge_method: "S256",
    resource: authority.url,
    scope: "read write",
    redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/),
  });
  expect(params.get("state")?.length).toBeGreaterThan(40);
});

test("what is granted while a channel is open is used without opening it anew", async () => {
  await granted();
  const remote = await open();
  authority.revoke();
  await expect(remote.call("any")).rejects.toThrow("sophia-mcp auth remote");
  await granted();
  expect((await remote.call("any")).line).toContain("granted");
});

test("a client is registered once, and its address used again", async () => {
  await granted();
  await granted();
  expect(authority.authorization.received.filter(({ url }) => url === "/register")).toHaveLength(1);
});

describe("a token is renewed", () => {
  test("before it ends, once for all that is asked meanwhile", async () => {
    authority.expiresIn = 1;
    await granted();
    authority.expiresIn = 3600;
    const links = await Promise.all([open(), open()]);
    await Promise.all(links.flatMap((remote) => [remote.call("a"), remote.call("b"), remote.call("c")]));
    expect(authority.renewals).toBe(1);
    const renewal = authority.authorization.received.at(-1);
    expect(new URLSearchParams(renewal?.body).get("resource")).toBe(authority.url);
  });

  test("when the server refuses it", async () => {
    await granted();
    const remote = await open();
    authority.expire();
    await Promise.all([remote.call("a"), remote.call("b"), remote.call("c")]);
    expect(authority.renewals).toBe(1);
  });

  test("once over all processes, because a token that is renewed twice is taken for stolen", async () => {
    authority.expiresIn = 1;
    await granted();
    authority.expiresIn = 3600;
    const script = join(import.meta.dirname, "remote-renewer.ts");
    const config = JSON.stringify(urlServer(authority.url));
    const args = ["--conditions=@sophia-mcp/source", script, config, state];
    const processes = Array.from({ length: 3 }, () => start({ command: process.execPath, args }));
    const codes = await Promise.all(processes.map(({ ended }) => ended));
    expect(codes, processes.map((each) => each.errors()).join()).toEqual([0, 0, 0]);
    expect(processes.every((each) => each.output().includes("granted"))).toBe(true);
    expect(authority.renewals).toBe(1);
  });

  test("unless that was revoked: then it is forgotten, and a person is asked for again", async () => {
    await granted();
    const remote = await open();
    authority.revoke();
    const error: Error = await remote.call("a").then(
      () => new Error("answered"),
      (thrown: Error) => thrown,
    );
    expect(error).toMatchObject({ ran: "no" });
    expect(error.message).toContain("has expired or was revoked");
    expect(error.message).toContain("sophia-mcp auth remote");
    expect(error.message).not.toContain("raw-secret-description");
    expect(JSON.parse(kept())).not.toHaveProperty("tokens");
    await expect(remote.call("a")).rejects.toThrow("sophia-mcp auth remote");
    expect(authority.renewals).toBe(1);
  });

  test("not while its authorization server is away: then it is kept", async () => {
    await granted();
    const remote = await open();
    authority.expire();
    await authority.authorization.close();
    await expect(remote.call("a")).rejects.toThrow("cannot be reached");
    expect(JSON.parse(kept())).toHaveProperty("tokens.refresh_token");
  });
});

test("a lock ends with the process that held it, also after SIGKILL", async () => {
  const file = join(state, "oauth", "held.json");
  const script = `
    const { alone } = await import(${JSON.stringify(new URL("../src/upstreams/remote/grants.ts", import.meta.url).href)});
    await alone(${JSON.stringify(file)}, 1000, () => (console.log("held"), new Promise((r) => setTimeout(r, 60_000))));`;
  const holder = start({
    command: process.execPath,
    args: ["--conditions=@sophia-mcp/source", "--input-type=module", "-e", script],
  });
  await expect.poll(holder.output, { timeout: 10_000 }).toContain("held");
  await expect(alone(file, 100, () => Promise.resolve("mine"))).rejects.toThrow("locked");
  holder.child.kill("SIGKILL");
  expect(await alone(file, 5000, () => Promise.resolve("mine"))).toBe("mine");
});

describe("what comes back to the browser", () => {
  test("under another state is refused and waited past", async () => {
    const running = auth();
    const address = await running.address();
    const back = new URL(new URL(address).searchParams.get("redirect_uri") ?? "");
    back.search = new URLSearchParams({ code: "stolen", state: "guessed", iss: authority.issuer }).toString();
    expect((await fetch(back)).status).toBe(400);
    expect((await fetch(new URL("/other", back))).status).toBe(404);
    expect((await fetch(address)).status).toBe(200);
    expect(await running.code).toBe(0);
    expect(authority.authorization.received.map(({ body }) => body).join()).not.toContain("stolen");
  });

  test.each([
    ["another issuer", "https://evil.example"],
    ["no issuer, though one was promised", undefined],
  ])("from %s is not traded for a token", async (_, iss) => {
    authority.answeredIss = iss;
    const running = auth();
    await fetch(await running.address());
    expect(await running.code).toBe(1);
    expect(running.printed()).toContain("authorization server");
    expect(authority.authorization.received.some(({ url }) => url === "/token")).toBe(false);
    expect(grants()).toEqual([]);
  });

  test("as a refusal is said", async () => {
    authority.deny = true;
    const running = auth(["remote", "--json"]);
    await fetch(await running.address().then((found) => found.replace(/"}$/, "")));
    expect(await running.code).toBe(1);
    expect(JSON.parse(running.printed().trim().split("\n").at(-1) ?? "")).toEqual({
      ok: false,
      error: expect.stringContaining("it was not granted"),
    });
  });
});

test("a server that does not ask for it is said not to", async () => {
  const open = await scripted(({ url }, response) =>
    url === "/mcp" ? stream(response)(": open to all") : void response.writeHead(404).end(),
  );
  authority = { ...authority, url: open.url };
  const running = auth();
  expect(await running.code).toBe(1);
  expect(running.printed()).toContain(
    "remote was not authorized: it does not ask for any authorization (HTTP 200)",
  );
});

test("tokens for another resource are not asked for", async () => {
  authority.resource = "https://bank.example/mcp";
  const running = auth();
  expect(await running.code).toBe(1);
  expect(authority.authorization.received.some(({ url }) => url.startsWith("/authorize"))).toBe(false);
});

test("more rights are asked for by name, and granted with what there was", async () => {
  await granted({ oauth: { scopes: ["read"] } });
  const remote = await open();
  authority.wantedScope = "admin";
  await expect(remote.call("any")).rejects.toThrow("wants more rights than it was granted");
  await granted({ oauth: { scopes: ["read"] } });
  const asked = authority.authorization.received.findLast(({ url }) => url.startsWith("/authorize"));
  expect(new URL(asked?.url ?? "", authority.issuer).searchParams.get("scope")).toBe("read admin");
  expect((await remote.call("any")).line).toContain("granted");
});

test("a token is not shown to another address under the same name", async () => {
  await granted();
  const other = await startAuthority();
  await expect(openRemote(other.url, { state })).rejects.toThrow("sophia-mcp auth remote");
  expect(other.server.received.every(({ headers }) => headers.authorization === undefined)).toBe(true);
});

test("a client of the entry's own is used, with its secret", async () => {
  authority = await startAuthority({ id: "ours", secret: "client-secret-of-ours" });
  const oauth = { clientId: "ours", clientSecret: "client-secret-of-ours" };
  expect(await granted({ oauth })).not.toContain(oauth.clientSecret);
  const remote = await open({ oauth });
  authority.expire();
  expect((await remote.call("any")).line).toContain("granted");
});

describe("the command", () => {
  test("forgets what is kept", async () => {
    await granted();
    const running = auth(["remote", "--forget"]);
    expect(await running.code).toBe(0);
    expect(grants()).toEqual([]);
    await expect(open()).rejects.toThrow("sophia-mcp auth remote");
  });

  test.each([
    [[], 2, "Name one server"],
    [["remote", "other"], 2, "Name one server"],
    [["remote", "--wrong"], 2, "--wrong"],
    [["remoet"], 1, "Did you mean remote?"],
    [["--help"], 0, "Usage: sophia-mcp auth"],
  ])("%j", async (args, code, words) => {
    const running = auth(args);
    expect(await running.code).toBe(code);
    expect(running.printed()).toContain(words);
  });

  test("refuses where a header is given instead", async () => {
    const running = auth(["remote"], { headers: { Authorization: "Bearer top-secret-token" } });
    expect(await running.code).toBe(1);
    expect(running.printed()).toContain("Authorization header");
    expect(running.printed()).not.toContain("top-secret");
  });
});

test.each([
  "http://127.0.0.1:9/x",
  "http://[::1]:9/x",
  "https://169.254.169.254/latest",
  "https://10.1.2.3/",
  "https://localhost/",
  "https://[::ffff:7f00:1]/",
  "https://metadata.internal/",
  "http://public.example/",
])("a public server's authorization does not lead to %s", async (address) => {
  const guarded = createGuardedFetch(new URL("https://mcp.example.com/mcp"));
  await expect(guarded(address)).rejects.toMatchObject({ name: "FetchRefusedError" });
});
