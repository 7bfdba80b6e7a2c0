import { chmodSync, lstatSync, mkdirSync, readdirSync, readlinkSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cursorFile } from "./clients-files.ts";
import { makeHome, type Home } from "./clients-home.ts";

const path = ".cursor/mcp.json";
const add = "cursor --servers hubspot";

/** Nothing but the file itself may be left in its folder. */
const leftovers = (home: Home): string[] =>
  readdirSync(join(home.home, ".cursor")).filter((name) => name !== "mcp.json");

describe("a file that is not understood is left as it is", () => {
  test.each([
    ["an open brace", '{\n  "mcpServers": {\n', 3, 1],
    ["a missing comma", '{\n  "a": 1\n  "b": 2 }', 3, 3],
    ["servers that are a list", '{ "mcpServers": [] }', 1, 17],
    ["two lists of servers", '{ "mcpServers": {},\n  "mcpServers": {} }', 2, 3],
    ["UTF-16", Buffer.from("\uFEFF{}", "utf16le"), 1, 1],
    ["a list of lists", "[[]]", 1, 1],
  ])("%s", async (_, content, line, column) => {
    using home = makeHome();
    const file = home.put(path, content);
    const before = home.read(path);
    for (const action of ["--yes", "--remove --yes"]) {
      const { code, stdout, stderr } = await home.run(`${add} ${action} --json`);
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: "malformed", file, line, column } });
      expect(stderr).toMatch(/was left as it is: .* then run this again\./);
    }
    expect(home.read(path)).toBe(before);
    expect(leftovers(home)).toEqual([]);
    expect(home.has("state/clients")).toBe(false);
  });

  test("a folder in its place", async () => {
    using home = makeHome();
    mkdirSync(join(home.home, path), { recursive: true });
    expect(await home.run(`${add} --yes`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("not a regular file"),
    });
  });
});

describe("before it writes", () => {
  test("it shows the difference without anybody's secrets and asks", async () => {
    using home = makeHome();
    home.put(path, cursorFile);
    const no = await home.ask(add, () => "n");
    expect(no).toMatchObject({ code: 1, stderr: "Nothing was written.\n" });
    expect(no.stdout).toContain('+    "hubspot": {');
    expect(no.stdout).toContain('"JIRA_TOKEN": "[hidden]"');
    expect(no.stdout).not.toContain("ATATT");
    expect(home.read(path)).toBe(cursorFile);

    expect((await home.ask(add, () => undefined)).code).toBe(1);
    expect(home.read(path)).toBe(cursorFile);

    expect((await home.ask(add, () => "y")).code).toBe(0);
    expect(home.read(path)).toContain('"hubspot"');
  });

  test("it writes nothing where nobody can be asked", async () => {
    using home = makeHome();
    home.put(path, cursorFile);
    const { code, stderr, stdout } = await home.run(`${add} --json`);
    expect(code).toBe(1);
    expect(stderr).toContain("Pass --yes");
    expect(JSON.parse(stdout)).toMatchObject({ action: "preview", entries: ["hubspot"] });
    expect(home.read(path)).toBe(cursorFile);
  });

  test("--print touches and reads no file", async () => {
    using home = makeHome();
    home.put(path, "{ broken");
    const { code, stdout } = await home.run(`${add} --print`);
    expect(code).toBe(0);
    expect(Object.keys(JSON.parse(stdout) as object)).toEqual(["mcpServers"]);
    expect(home.read(path)).toBe("{ broken");
  });
});

describe("an entry of that name that starts something else", () => {
  const theirs = '{ "mcpServers": { "hubspot": { "url": "https://mcp.hubspot.com" /* theirs */ } } }\n';

  test.each([`${add} --yes`, `${add} --remove --yes`])("stays: %s", async (args) => {
    using home = makeHome();
    home.put(path, theirs);
    const { code, stderr } = await home.run(args);
    expect(code).toBe(1);
    expect(stderr).toMatch(/--name, or pass --replace/);
    expect(home.read(path)).toBe(theirs);
  });

  test("gives way to --replace, and ours may have another name", async () => {
    using home = makeHome();
    home.put(path, theirs);
    expect((await home.run(`${add} --name crm --yes`)).code).toBe(0);
    expect(home.read(path)).toContain("https://mcp.hubspot.com");
    expect((await home.run(`${add} --replace --yes`)).code).toBe(0);
    expect(home.read(path)).not.toContain("https://mcp.hubspot.com");
    expect(home.read(path)).toContain("/* theirs */");
    await home.run("cursor --undo --yes");
    await home.run("cursor --undo --yes");
    expect(home.read(path)).toBe(theirs);
  });
});

describe("undo", () => {
  test("goes back change by change, byte for byte, and then has nothing left", async () => {
    using home = makeHome();
    home.put(path, cursorFile);
    await home.run(`${add} --yes`);
    const between = home.read(path);
    await home.run("cursor --servers slack --yes");
    await home.run("cursor --undo --yes");
    expect(home.read(path)).toBe(between);
    const { stdout } = await home.run("cursor --undo --yes --json");
    expect(JSON.parse(stdout)).toMatchObject({ action: "restored" });
    expect(home.read(path)).toBe(cursorFile);
    const end = await home.run("cursor --undo --yes");
    expect(end).toMatchObject({ code: 1, stderr: expect.stringContaining("nothing to undo") });
  });

  test("refuses when the file was changed since, and names the ways on", async () => {
    using home = makeHome();
    home.put(path, cursorFile);
    const { stdout } = await home.run(`${add} --yes --json`);
    const { backup } = JSON.parse(stdout) as { backup: string };
    home.put(path, home.read(path).replace("Ada", "Grace"));
    const changed = home.read(path);
    const { code, stderr } = await home.run("cursor --undo --yes");
    expect(code).toBe(1);
    expect(stderr).toContain(backup);
    expect(stderr).toContain("--remove");
    expect(home.read(path)).toBe(changed);
    // The way on that it names works.
    await home.run(`${add} --remove --yes`);
    expect(home.read(path)).toBe(cursorFile.replace("Ada", "Grace"));
  });

  test("without a place for the backup nothing is changed", async () => {
    using home = makeHome();
    home.put(path, cursorFile);
    home.put("state", "a file where the folder should be");
    const { code, stderr } = await home.run(`${add} --yes`);
    expect(code).toBe(1);
    expect(stderr).toContain("SOPHIA_STATE_DIR");
    expect(home.read(path)).toBe(cursorFile);
  });

  test("keeps what it may restore from other people's eyes", async () => {
    using home = makeHome();
    home.put(path, cursorFile);
    const { stdout } = await home.run(`${add} --yes --json`);
    const { backup } = JSON.parse(stdout) as { backup: string };
    expect(statSync(backup).mode & 0o077).toBe(0);
    expect(statSync(join(backup, "..")).mode & 0o077).toBe(0);
  });
});

describe("another program that writes meanwhile", () => {
  test("wins: nothing is written over a change made after the question", async () => {
    using home = makeHome();
    home.put(path, cursorFile);
    const theirs = cursorFile.replace("Ada", "Grace");
    const { code, stderr } = await home.ask(add, () => {
      home.put(path, theirs);
      return "y";
    });
    expect(code).toBe(1);
    expect(stderr).toContain("Another program changed");
    expect(home.read(path)).toBe(theirs);
    expect(leftovers(home)).toEqual([]);
    expect((await home.run("cursor --undo --yes")).stderr).toContain("nothing to undo");
  });

  test("wins also with a file that was not there", async () => {
    using home = makeHome();
    const { code } = await home.ask(add, () => {
      home.put(path, cursorFile);
      return "y";
    });
    expect(code).toBe(1);
    expect(home.read(path)).toBe(cursorFile);
  });

  test("may be this one: of eight at once each either wrote or says that it did not", async () => {
    using home = makeHome();
    home.put(path, cursorFile);
    const servers = ["hubspot", "asana", "gong", "snowflake", "pinecone", "slack", "linear", "notion"];
    const ends = await Promise.all(servers.map((name) => home.run(`cursor --servers ${name} --yes`)));
    const text = home.read(path);
    for (const [i, name] of servers.entries()) {
      expect(text.includes(`@sophia-mcp/${name}`), `${name}: ${ends[i]?.stderr}`).toBe(ends[i]?.code === 0);
    }
    expect(ends.filter(({ code }) => code === 0).length).toBeGreaterThan(0);
    for (const line of cursorFile.split("\n")) expect(text).toContain(line);
    expect(leftovers(home)).toEqual([]);
  });
});

describe("the file stays what it was", () => {
  test("its mode, its byte order mark and its line ends", async () => {
    using home = makeHome();
    const windows = `\uFEFF${cursorFile.replaceAll("\n", "\r\n")}`;
    const file = home.put(path, windows);
    chmodSync(file, 0o640);
    await home.run(`${add} --yes`);
    const after = home.read(path);
    expect(after.startsWith("\uFEFF{")).toBe(true);
    expect(after.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    expect(statSync(file).mode & 0o777).toBe(0o640);
    await home.run(`${add} --remove --yes`);
    expect(home.read(path)).toBe(windows);
  });

  test.each(["dotfiles/mcp.json", "dotfiles/not/yet/there.json"])("a link to %s", async (target) => {
    using home = makeHome();
    if (target === "dotfiles/mcp.json") home.put(target, cursorFile);
    mkdirSync(join(home.home, ".cursor"));
    symlinkSync(join("..", target), join(home.home, path));
    expect((await home.run(`${add} --yes`)).code).toBe(0);
    expect(lstatSync(join(home.home, path)).isSymbolicLink()).toBe(true);
    expect(readlinkSync(join(home.home, path))).toBe(join("..", target));
    expect(home.read(target)).toContain("@sophia-mcp/hubspot");
    await home.run("cursor --undo --yes");
    expect(home.has(target)).toBe(target === "dotfiles/mcp.json");
  });

  test("links in a circle are refused", async () => {
    using home = makeHome();
    mkdirSync(join(home.home, ".cursor"));
    symlinkSync("mcp.json", join(home.home, path));
    expect((await home.run(`${add} --yes`)).code).toBe(1);
  });
});

describe("arguments that do not fit end with 2 and the way on", () => {
  test.each([
    ["emacs", /Unknown client emacs\. Accepted: cursor/],
    ["cursor vscode", /One client at a time/],
    ["cursor --severs x", /Did you mean --servers/],
    ["cursor --servers hubspt", /Did you mean hubspot/],
    ["cursor --credentials hubspt", /Did you mean hubspot/],
    ["cursor --servers", /--servers needs a value/],
    ["cursor --servers ,", /--servers needs names/],
    ["cursor --sandbox=1", /--sandbox takes no value/],
    ["cursor --servers slack --profile x", /--profile is of the gateway alone/],
    ["cursor --servers slack,gong --name x", /--name names one entry/],
    ["cursor --name __proto__", /--name: letters/],
    ["cursor --expose some", /Accepted: all, search, auto/],
    ["cursor --run snap", /Accepted: npx, docker, checkout/],
    ["cursor --print --undo", /Pass one of --print and --undo/],
    ["claude --project", /claude reads no file of a project/],
    ["cursor --project --file x", /leave out --project/],
    ["cursor --servers slack --env SLACK_USER_TOKEN=xoxp-1", /a secret is never written/],
    ["cursor --env NOTE=xoxb-xoxp-1-2345678", /a secret is never written/],
    ["claude --env TEAM", /no references/],
  ])("%s", async (args, message) => {
    using home = makeHome();
    const { code, stdout, stderr } = await home.run(`${args} --json`);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr + stdout).not.toContain("xoxp-1");
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "arguments" } });
    expect(readdirSync(home.home)).toEqual(["project"]);
  });
});
