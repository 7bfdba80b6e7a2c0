import { type Call, defineEmulator } from "../emulator.ts";
import { attachmentRoutes } from "./attachments.ts";
import { fail } from "./errors.ts";
import { asRecord } from "./json.ts";
import { peopleRoutes } from "./people.ts";
import { portfolioRoutes } from "./portfolios.ts";
import { projectRoutes } from "./projects.ts";
import { relationRoutes } from "./relations.ts";
import { searchRoutes } from "./search.ts";
import { type AsanaState, createState } from "./state.ts";
import { storyRoutes } from "./stories.ts";
import { taskListRoutes } from "./task-lists.ts";
import { taskRoutes } from "./tasks.ts";
import { authenticate, TOKENS } from "./tokens.ts";
import { typeaheadRoutes } from "./typeahead.ts";

const ROOT = "/api/1.0";

/** Asana's API 1.0. */
export const asana = defineEmulator<AsanaState>({
  id: "asana",
  title: "Asana",
  env: (url) => ({ ASANA_BASE_URL: `${url}${ROOT}`, ASANA_ACCESS_TOKEN: TOKENS[0]?.name ?? "" }),
  createState,
  authenticate,
  routes: [
    ...peopleRoutes,
    ...typeaheadRoutes,
    ...searchRoutes,
    ...taskListRoutes,
    ...taskRoutes,
    ...storyRoutes,
    ...relationRoutes,
    ...projectRoutes,
    ...portfolioRoutes,
    ...attachmentRoutes,
  ],
  fail,
  spec: {
    description: "official",
    files: ["asana/asana_oas.yaml"],
    pathOf: ({ rawPath }) => rawPath.replace(ROOT, ""),
    queryOf: ({ path, query }) => described(path, query),
    bodyOf: ({ body }) => asDescribed(body),
    // What may be null is marked so beside a reference, inside of allOf, where the mark has no effect.
    looseAnswers: true,
    exempt: ({ path }: Call) => !path.startsWith(ROOT),
  },
});

/** The search's page size and its custom field filters are described in its prose, not among its parameters. */
function described(path: string, query: URLSearchParams): URLSearchParams {
  const isSearch = path.endsWith("/tasks/search");
  const inProse = (name: string) => /^custom_fields\.\d+\./.test(name) || (isSearch && name === "limit");
  return new URLSearchParams([...query].filter(([name]) => !inProse(name)));
}

/**
 * Where the schema is narrower than its own prose: values of custom fields are numbers, lists and objects besides
 * text, a status may have `html_text` in place of `text`, and a parent of null takes a task out of its parent.
 */
function asDescribed(body: unknown): unknown {
  const data = asRecord(asRecord(body)?.["data"]);
  if (!data) return body;
  const fields = asRecord(data["custom_fields"]);
  const values = Object.entries(fields ?? {}).map(([gid, value]) => [gid, JSON.stringify(value)] as const);
  const isRichStatus = "status_type" in data && "html_text" in data && !("text" in data);
  return {
    data: {
      ...data,
      ...(fields ? { custom_fields: Object.fromEntries(values) } : {}),
      ...(isRichStatus ? { text: "" } : {}),
      ...(data["parent"] === null ? { parent: "" } : {}),
    },
  };
}
