import { InputError } from "@sophia-mcp/core/errors";
import { parts, table } from "@sophia-mcp/core/render";
import { z } from "zod";
import type { Relation } from "../api.ts";
import { taskId, taskParam } from "../params.ts";
import type { Task } from "../records.ts";
import { defineTool } from "../tool.ts";

const ids = z.array(z.string().min(1).max(300)).max(30).default([]);
const linkShape = z.array(z.object({ id: z.string(), name: z.string(), completed: z.boolean() }));

export const updateDependencies = defineTool({
  name: "asana_update_dependencies",
  title: "Update dependencies",
  description:
    "Says which tasks a task waits for (blocked_by) and which wait for it (blocks), and returns both lists as they are afterwards. Tasks are ids or links. A task can have 30 of both together; loops are refused by Asana.",
  access: "write",
  group: "core",
  idempotent: true,
  scopes: ["tasks:write", "tasks:read"],
  input: z.object({
    task: taskParam,
    add_blocked_by: ids.describe("Tasks that must be done first"),
    add_blocks: ids.describe("Tasks that must wait for this one"),
    remove_blocked_by: ids.describe("Tasks that need not be done first any more"),
    remove_blocks: ids.describe("Tasks that need not wait any more"),
  }),
  output: z.object({ id: z.string(), blocked_by: linkShape, blocks: linkShape }),
  async run({ input, api }) {
    const id = taskId(input.task);
    const changes: [Relation, "dependencies" | "dependents", string[]][] = [
      ["removeDependencies", "dependencies", input.remove_blocked_by],
      ["removeDependents", "dependents", input.remove_blocks],
      ["addDependencies", "dependencies", input.add_blocked_by],
      ["addDependents", "dependents", input.add_blocks],
    ];
    const wanted = changes
      .filter(([, , given]) => given.length > 0)
      .map(([action, key, given]) => [action, { [key]: given.map(taskId) }] as const);
    if (wanted.length === 0) throw new InputError("Nothing to change: pass tasks to add or remove.");
    for (const [action, data] of wanted) await api.relate(id, action, data);
    const [blockedBy, blocks] = await Promise.all([
      api.related(id, "dependencies", "name,completed"),
      api.related(id, "dependents", "name,completed"),
    ]);
    return { id, blocked_by: blockedBy.map(link), blocks: blocks.map(link) };
  },
  render: ({ id, blocked_by, blocks }) =>
    parts(
      `Updated task ${id}`,
      blocked_by.length > 0 && `Blocked by\n${table(blocked_by, ["id", "name", "completed"])}`,
      blocks.length > 0 && `Blocks\n${table(blocks, ["id", "name", "completed"])}`,
    ),
});

const link = ({ gid, name = "", completed = false }: Task) => ({ id: gid, name, completed });
