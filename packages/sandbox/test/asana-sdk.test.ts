import {
  ApiClient,
  AttachmentsApi,
  CustomFieldSettingsApi,
  PortfoliosApi,
  ProjectsApi,
  SectionsApi,
  StatusUpdatesApi,
  StoriesApi,
  TasksApi,
  TypeaheadApi,
  UsersApi,
  WorkspacesApi,
} from "asana";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { TOKENS } from "../src/asana/tokens.ts";
import { type Sandbox, startSandbox } from "../src/sandbox.ts";

type Row = { gid: string; name?: string; [field: string]: unknown };
type Answered<T> = { data: T };
type Page = { data: Row[]; next_page?: { offset: string } | null };
type Collection = { data: Row[] | null; nextPage(): Promise<Collection> };
type Failure = {
  status: number;
  response: { body: { errors: { message: string }[] }; headers: Record<string, string> };
};

const edge = "1206445648880322";
const workspace = "1206620131102716";
const scanners = "1206516839587905";

let sandbox: Sandbox;
let client: ApiClient;

beforeAll(async () => {
  sandbox = await startSandbox({ vendors: ["asana"], now: new Date("2026-11-20T12:00:00.000Z") });
  client = clientWith(sandbox.env["ASANA_ACCESS_TOKEN"] ?? "");
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.faults.clear());

function clientWith(token: string): ApiClient {
  const made = new ApiClient();
  made.basePath = sandbox.env["ASANA_BASE_URL"] ?? "";
  made.RETURN_COLLECTION = false;
  made.authentications = { token: { type: "personalAccessToken", accessToken: token } };
  return made;
}

const tokenOf = (ending: string): string => TOKENS.find(({ name }) => name.endsWith(ending))?.name ?? "";

async function refused(work: Promise<unknown>): Promise<Failure> {
  return work.then(
    () => {
      throw new Error("it was not refused");
    },
    (error: unknown) => error as Failure,
  );
}

const made = (token: object): string => Buffer.from(JSON.stringify(token)).toString("base64url");

const messageOf = ({ response }: Failure): string => response.body.errors[0]?.message ?? "";

describe("the SDK cannot tell the emulator from Asana", () => {
  test("knows its user, workspaces and people", async () => {
    const me = (await new UsersApi(client).getUser("me", {})) as Answered<Row>;
    expect(me.data).toMatchObject({
      name: "Sofia Lindqvist",
      resource_type: "user",
      workspaces: [{ gid: workspace }],
    });
    const spaces = (await new WorkspacesApi(client).getWorkspaces({})) as Page;
    expect(spaces.data).toEqual([{ gid: workspace, name: "Tessalane", resource_type: "workspace" }]);
    const engineers = (await new UsersApi(client).getUsers({
      team: "1206620902961275",
      opt_fields: "email",
    })) as Page;
    expect(engineers.data).toContainEqual({ gid: "120641880001001", email: "amara.nwosu@tessalane.example" });
  });

  test("follows the pages of a list with the SDK's own collection", async () => {
    const paging = clientWith(sandbox.env["ASANA_ACCESS_TOKEN"] ?? "");
    paging.RETURN_COLLECTION = true;
    const names: string[] = [];
    let page = (await new TasksApi(paging).getTasksForProject(edge, { limit: 4 })) as Collection;
    while (page.data) {
      names.push(...page.data.map(({ name }) => name ?? ""));
      page = await page.nextPage();
    }
    expect(names).toHaveLength(13);
    expect(new Set(names).size).toBe(13);
  });

  test("opt_fields decide what is in an answer, and nothing else is", async () => {
    const tasks = new TasksApi(client);
    const compact = (await tasks.getTasksForProject(edge, { limit: 1 })) as Page;
    expect(Object.keys(compact.data[0] ?? {}).sort()).toEqual([
      "gid",
      "name",
      "resource_subtype",
      "resource_type",
    ]);
    const chosen = (await tasks.getTask(scanners, {
      opt_fields: "assignee,memberships.section.name,custom_fields.name,due_on",
    })) as Answered<Row>;
    expect(Object.keys(chosen.data).sort()).toEqual([
      "assignee",
      "custom_fields",
      "due_on",
      "gid",
      "memberships",
    ]);
    expect(chosen.data).toMatchObject({
      assignee: { gid: "120641880001301", resource_type: "user" },
      memberships: [{ section: { name: "In review" } }],
    });
    expect(chosen.data.assignee).not.toHaveProperty("name");
    const whole = (await tasks.getTask(scanners, {})) as Answered<Row>;
    expect(whole.data).toMatchObject({ assignee: { name: "Rafael Ortega" }, notes: expect.any(String) });
    expect(whole.data).not.toHaveProperty("html_notes");
  });

  test("what is written can be read back, and is gone once deleted", async () => {
    const tasks = new TasksApi(client);
    const sections = (await new SectionsApi(client).getSectionsForProject(edge, {})) as Page;
    const created = (await tasks.createTask(
      {
        data: {
          name: "Try the SDK",
          projects: [edge],
          html_notes: "<body><h1>Why</h1>To <em>see</em></body>",
          due_on: "2026-12-01",
        },
      },
      {},
    )) as Answered<Row>;
    const { gid } = created.data;
    await new SectionsApi(client).addTaskForSection(sections.data[3]?.gid ?? "", {
      body: { data: { task: gid } },
    });
    await tasks.updateTask({ data: { completed: true } }, gid, {});
    await new StoriesApi(client).createStoryForTask(
      { data: { html_text: "<body>Seen &amp; done</body>" } },
      gid,
      {},
    );
    const read = (await tasks.getTask(gid, {})) as Answered<Row>;
    expect(read.data).toMatchObject({
      completed: true,
      notes: "Why\nTo see",
      memberships: [{ section: { name: "In review" } }],
    });
    const stories = (await new StoriesApi(client).getStoriesForTask(gid, {
      opt_fields: "text,type",
    })) as Page;
    expect(stories.data).toEqual(
      expect.arrayContaining([expect.objectContaining({ type: "comment", text: "Seen & done" })]),
    );
    await tasks.deleteTask(gid);
    expect((await refused(tasks.getTask(gid, {}))).status).toBe(404);
  });

  test("dependencies hold both ways, and loops are refused", async () => {
    const tasks = new TasksApi(client);
    const firmware = "1206585428411994";
    const dependents = (await tasks.getDependentsForTask(scanners, {})) as Page;
    expect(dependents.data.map(({ gid }) => gid)).toContain(firmware);
    const loop = await refused(
      tasks.addDependenciesForTask({ data: { dependencies: [firmware] } }, scanners),
    );
    expect(loop.status).toBe(400);
    await tasks.removeDependenciesForTask({ data: { dependencies: [scanners] } }, firmware);
    expect(((await tasks.getDependenciesForTask(firmware, {})) as Page).data).toEqual([]);
  });

  test("the search filters by everything that is asked of it", async () => {
    const tasks = new TasksApi(client);
    const settings = (await new CustomFieldSettingsApi(client).getCustomFieldSettingsForProject(
      edge,
      {},
    )) as Page;
    const priority = settings.data
      .map(({ custom_field: field }) => field as { gid: string; name: string; enum_options?: Row[] })
      .find(({ name }) => name === "Priority");
    const urgent = priority?.enum_options?.find(({ name }) => name === "Urgent")?.gid;
    const found = (await tasks.searchTasksForWorkspace(workspace, {
      "projects.any": edge,
      completed: false,
      "due_on.before": "2026-11-23",
      "modified_at.after": "2026-11-01T00:00:00Z",
      [`custom_fields.${priority?.gid}.value`]: urgent,
      sort_by: "due_date",
      sort_ascending: true,
      opt_fields: "name,due_on",
    })) as Page;
    expect(found.data.map(({ due_on: due }) => due)).toEqual(
      ["2026-11-20", "2026-11-21", "2026-11-21", "2026-11-22"].slice(0, found.data.length),
    );
    expect(found.data.length).toBeGreaterThan(1);
    expect(found.next_page).toBeUndefined();
  });

  test("finds by the beginnings of words, and files behind links without a token", async () => {
    const found = (await new TypeaheadApi(client).typeaheadForWorkspace(workspace, "user", {
      query: "nwo",
      count: 3,
    })) as Page;
    expect(found.data).toEqual([{ gid: "120641880001001", name: "Amara Nwosu", resource_type: "user" }]);
    const files = (await new AttachmentsApi(client).getAttachmentsForObject(scanners, {
      opt_fields: "name,download_url,host",
    })) as Page;
    const file = await fetch(String(files.data[0]?.download_url));
    expect(await file.text()).toContain("Firmware 2.8.0");
    const signed = await fetch(String(files.data[0]?.download_url), {
      headers: { authorization: "Bearer x" },
    });
    expect(signed.status).toBe(400);
  });

  test("portfolios and status updates", async () => {
    const portfolios = (await new PortfoliosApi(client).getPortfolios(workspace, { owner: "me" })) as Page;
    const items = (await new PortfoliosApi(client).getItemsForPortfolio(
      portfolios.data[0]?.gid ?? "",
      {},
    )) as Page;
    expect(items.data.map(({ name }) => name)).toContain("Flow 4.0 launch");
    await new StatusUpdatesApi(client).createStatusForObject(
      { data: { parent: edge, status_type: "on_hold", text: "Waiting" } },
      {},
    );
    const project = (await new ProjectsApi(client).getProject(edge, {
      opt_fields: "current_status.color,current_status_update.title",
    })) as Answered<Row>;
    expect(project.data).toMatchObject({ current_status: { color: "blue" } });
  });

  test.each([
    ["no body around it", "text"],
    ["a tag that Asana does not know", "<body><p>x</p></body>"],
    ["a line break", "<body>a<br/>b</body>"],
    ["a tag that is not closed", "<body><strong>x</body>"],
    ["a bare ampersand", "<body>R & D</body>"],
    ["an attribute on bold text", '<body><strong class="x">x</strong></body>'],
    ["a list item without a list", "<body><li>x</li></body>"],
    ["a quote in a list", "<body><ul><li><blockquote>x</blockquote></li></ul></body>"],
    ["text behind the end", "<body>x</body>y"],
  ])("html_notes with %s are refused", async (_, html) => {
    const failure = await refused(
      new TasksApi(client).updateTask({ data: { html_notes: html } }, scanners, {}),
    );
    expect(failure.status).toBe(400);
    expect(messageOf(failure)).toContain("XML is invalid");
  });

  test("headings are for notes, not for comments", async () => {
    const failure = await refused(
      new StoriesApi(client).createStoryForTask(
        { data: { html_text: "<body><h1>x</h1></body>" } },
        scanners,
        {},
      ),
    );
    expect(messageOf(failure)).toContain("unsupported tag <h1>");
  });

  test.each([
    ["nothing to belong to", { name: "x" }, "workspace: Missing input"],
    [
      "notes twice",
      { name: "x", workspace, notes: "a", html_notes: "<body/>" },
      "only set one of notes and html_notes",
    ],
    [
      "an unknown assignee",
      { name: "x", workspace, assignee: "no@body.example" },
      "assignee: Not a recognized ID",
    ],
    ["a bad date", { name: "x", workspace, due_on: "soon" }, "due_on: Not a valid date"],
    [
      "an option that the field does not have",
      { name: "x", workspace, custom_fields: { "1206620133731716": "1" } },
      "not a valid enum value",
    ],
    ["a computed field", { name: "x", workspace, custom_fields: { "1206620340850488": 1 } }, "read-only"],
  ])("a task with %s is refused", async (_, data, words) => {
    const failure = await refused(new TasksApi(client).createTask({ data }, {}));
    expect(failure.status).toBe(400);
    expect(messageOf(failure)).toContain(words);
  });

  test("offsets that have expired, are foreign or junk are refused", async () => {
    const list = (offset: string) =>
      refused(new TasksApi(client).getTasksForProject(edge, { limit: 2, offset }));
    const of = `/api/1.0/projects/${edge}/tasks?`;
    expect(messageOf(await list(made({ at: 2, exp: 1, of })))).toContain("has expired");
    expect(messageOf(await list(made({ at: 2, exp: 9e15, of: "/elsewhere?" })))).toContain("is invalid");
    expect(messageOf(await list("junk"))).toContain("is invalid");
  });

  test("plans, scopes, limits and wrong tokens each answer in their own way", async () => {
    const search = (token: string) =>
      refused(new TasksApi(clientWith(token)).searchTasksForWorkspace(workspace, { text: "x" }));
    expect((await search(tokenOf("free-plan"))).status).toBe(402);
    expect((await search("2/1/1:wrong")).status).toBe(401);
    const readonly = await refused(
      new TasksApi(clientWith(tokenOf("readonly"))).createTask({ data: { name: "x", workspace } }, {}),
    );
    expect(readonly.status).toBe(403);
    expect(messageOf(readonly)).toContain("tasks:write");
    const users = new UsersApi(clientWith(tokenOf("throttled")));
    await users.getUser("me", {});
    const limited = await refused(users.getUser("me", {}));
    expect(limited.status).toBe(429);
    expect(limited.response.headers["retry-after"]).toBe("37");
  });
});
