import { InputError } from "@sophia-mcp/core/errors";
import { parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { shown } from "../names.ts";
import { fullName } from "../objects.ts";
import { databaseParam, schemaParam } from "../params.ts";
import { defineTool } from "../tool.ts";

interface Answer {
  message: { content: { type: string; text?: string; statement?: string; suggestions?: string[] }[] };
  warnings?: { message?: string }[];
}

export const queryAnalyst = defineTool({
  name: "snowflake_query_analyst",
  title: "Ask Cortex Analyst",
  description:
    "Asks Cortex Analyst a question in plain words over a semantic view or a semantic model file. Returns its reading of the question and the SQL, which is not run: pass it to snowflake_run_query. Each question costs credits.",
  access: "read",
  group: "cortex",
  scopes: ["SNOWFLAKE.CORTEX_USER"],
  input: z.object({
    question: z.string().min(1).max(10_000).describe("The question, in plain words"),
    semantic_view: z.string().min(1).max(800).optional().describe("Semantic view, such as DB.SCHEMA.SALES"),
    semantic_model_file: z
      .string()
      .max(1000)
      .regex(/^@/, "must be a stage path, such as @DB.SCHEMA.STAGE/model.yaml")
      .optional()
      .describe("Or a model on a stage: @DB.SCHEMA.STAGE/model.yaml"),
    database: databaseParam,
    schema: schemaParam,
  }),
  output: z.object({
    text: z.string(),
    sql: z.string().optional(),
    suggestions: z.array(z.string()).optional(),
    warnings: z.array(z.string()).optional(),
  }),
  async run({ input, api }) {
    const { question, semantic_view: view, semantic_model_file: file } = input;
    if ((view === undefined) === (file === undefined)) {
      throw new InputError("Pass exactly one of semantic_view and semantic_model_file.");
    }
    const model =
      view === undefined
        ? { semantic_model_file: file }
        : { semantic_view: shown(fullName(view, input, api.defaults)) };
    const answer = await api.post<Answer>(
      "/api/v2/cortex/analyst/message",
      { messages: [{ role: "user", content: [{ type: "text", text: question }] }], ...model },
      `semantic model ${view ?? file}`,
    );
    const { content } = answer.message;
    const sql = content.find(({ type }) => type === "sql")?.statement;
    const suggestions = content.flatMap(({ suggestions }) => suggestions ?? []);
    const warnings = (answer.warnings ?? []).flatMap(({ message }) => message ?? []);
    return {
      text: content.flatMap(({ type, text }) => (type === "text" && text ? [text] : [])).join("\n"),
      ...(sql ? { sql } : {}),
      ...(suggestions.length > 0 ? { suggestions } : {}),
      ...(warnings.length > 0 ? { warnings } : {}),
    };
  },
  render: ({ text, sql, suggestions, warnings }) =>
    parts(
      text,
      sql && `SQL, not run:\n${sql}`,
      suggestions && `Suggested questions:\n${suggestions.join("\n")}`,
      warnings && `Warnings: ${warnings.join("; ")}`,
    ),
});
