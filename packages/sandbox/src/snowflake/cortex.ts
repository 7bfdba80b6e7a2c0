import { type Answer, type Call, refuse, type Route, route } from "../emulator.ts";
import { uuidFor } from "../world/ids.ts";
import { isNode, word } from "./ast.ts";
import { fail } from "./errors.ts";
import { sessionToken } from "./login.ts";
import { SEMANTIC_VIEWS } from "./semantic.ts";
import { mayRead, type Session, type SnowflakeState } from "./state.ts";

type SnowflakeCall = Call<SnowflakeState>;

export const cortexRoutes: readonly Route<SnowflakeState>[] = [
  route(
    "POST",
    "/api/v2/databases/{database}/schemas/{schema}/cortex-search-services/{service}:query",
    search,
  ),
  route("POST", "/api/v2/cortex/analyst/message", analyst),
];

/** The one search service of the account: over what was said in calls and written in tickets. */
const SERVICE = { database: "ANALYTICS", schema: "CRM", name: "CUSTOMER_VOICE" };
const COLUMNS = ["SOURCE", "ID", "ACCOUNT", "TITLE", "TEXT", "CREATED_AT"] as const;

/** REST resources take the session's token too. */
function sessionFor({ headers, state }: SnowflakeCall): Session {
  const found = state.sessions.find(({ token }) => token === sessionToken(headers.authorization));
  return found ?? refuse(fail({ status: 401 }));
}

const bad = (message: string): never => refuse(fail({ status: 400, message }));

function search(call: SnowflakeCall): Answer {
  const session = sessionFor(call);
  const [database, schema, service] = ["database", "schema", "service"].map((key) =>
    (call.params[key] ?? "").toUpperCase(),
  );
  const known = database === SERVICE.database && schema === SERVICE.schema && service === SERVICE.name;
  if (!known || !mayRead(session, SERVICE.database, SERVICE.schema)) {
    refuse(
      fail({ status: 404, message: `Cortex Search Service ${service} does not exist or not authorized.` }),
    );
  }
  const body = isNode(call.body) ? call.body : {};
  const words = word(body["query"]).toLowerCase().split(/\W+/).filter(Boolean);
  if (words.length === 0) bad("query must not be empty");
  const columns = Array.isArray(body["columns"])
    ? body["columns"].map((column) => String(column).toUpperCase())
    : [...COLUMNS];
  const unknown = columns.find((column) => !COLUMNS.some((name) => name === column));
  if (unknown !== undefined) bad(`Column ${unknown} is not part of the service.`);
  const results = documents(call.state)
    .filter((document) => matches(document, body["filter"]))
    .map((document) => {
      const text = `${document["TITLE"] ?? ""} ${document["TEXT"] ?? ""}`.toLowerCase();
      return { document, score: words.filter((word) => text.includes(word)).length / words.length };
    })
    .filter(({ score }) => score > 0)
    .sort((left, right) => right.score - left.score)
    .slice(0, Number(body["limit"] ?? 10))
    .map(({ document, score }) => {
      const cells = columns.map((column) => [column, document[column] ?? ""] as const);
      return Object.fromEntries<unknown>([
        ...cells,
        ["@scores", { cosine_similarity: score, text_match: score }],
      ]);
    });
  return { body: { results, request_id: uuidFor(`snowflake:search:${words.join(" ")}`) } };
}

type Document = Readonly<Record<string, string>>;

function documents({ world }: SnowflakeState): Document[] {
  const account = (key: string) => world.companies.find((company) => company.key === key)?.name ?? "";
  return [
    ...world.calls.map((call) => ({
      SOURCE: "call",
      ID: call.gongId,
      ACCOUNT: account(call.companyKey),
      TITLE: call.title,
      TEXT: [call.brief, ...call.keyPoints].join(" "),
      CREATED_AT: call.startedAt,
    })),
    ...world.tickets.map((ticket) => ({
      SOURCE: "ticket",
      ID: ticket.hubspotId,
      ACCOUNT: account(ticket.companyKey),
      TITLE: ticket.subject,
      TEXT: ticket.content,
      CREATED_AT: ticket.createdAt,
    })),
  ];
}

/** `{ "@eq": { "SOURCE": "call" } }`, and `@and`, `@or`, `@not` around such tests. */
function matches(document: Document, filter: unknown): boolean {
  if (!isNode(filter)) return true;
  const [operator = "", operand] = Object.entries(filter)[0] ?? [];
  if (operator === "@and" && Array.isArray(operand)) return operand.every((part) => matches(document, part));
  if (operator === "@or" && Array.isArray(operand)) return operand.some((part) => matches(document, part));
  if (operator === "@not") return !matches(document, operand);
  const [column = "", value] = isNode(operand) ? (Object.entries(operand)[0] ?? []) : [];
  const own = document[column.toUpperCase()];
  if (own === undefined) return bad(`Column ${column} cannot be filtered by.`);
  switch (operator) {
    case "@eq":
      return own === word(value);
    case "@contains":
      return own.includes(word(value));
    case "@gte":
      return own >= word(value);
    case "@lte":
      return own <= word(value);
    default:
      return bad(`Filter operator ${operator} is not known.`);
  }
}

const QUESTIONS: readonly (readonly [words: RegExp, text: string, sql: string])[] = [
  [
    /won|revenue/i,
    "This is our interpretation of your question: the amount of won deals by month of closing.",
    "SELECT * FROM SEMANTIC_VIEW(ANALYTICS.CRM.SALES METRICS DEALS.WON_AMOUNT DIMENSIONS DEALS.CLOSE_MONTH) ORDER BY CLOSE_MONTH",
  ],
  [
    /stage|pipeline|deal/i,
    "This is our interpretation of your question: the number and amount of deals by stage.",
    "SELECT * FROM SEMANTIC_VIEW(ANALYTICS.CRM.SALES METRICS DEALS.DEAL_COUNT, DEALS.TOTAL_AMOUNT DIMENSIONS DEALS.STAGE) ORDER BY TOTAL_AMOUNT DESC",
  ],
];

function analyst(call: SnowflakeCall): Answer {
  sessionFor(call);
  const body = isNode(call.body) ? call.body : {};
  const view = word(body["semantic_view"]).replaceAll('"', "").toUpperCase();
  const model = body["semantic_model_file"];
  const known = SEMANTIC_VIEWS.some(({ database, schema, name }) => `${database}.${schema}.${name}` === view);
  if (!known && model !== "@ANALYTICS.CRM.MODELS/sales.yaml") {
    refuse(
      fail({
        status: 404,
        message: `The semantic model ${view || word(model)} does not exist or not authorized.`,
      }),
    );
  }
  const messages = Array.isArray(body["messages"]) ? (body["messages"] as unknown[]) : [];
  const last = messages.at(-1);
  const content = isNode(last) && Array.isArray(last["content"]) ? (last["content"] as unknown[]) : [];
  const question = content.map((part) => (isNode(part) ? word(part["text"]) : "")).join(" ");
  const found = QUESTIONS.find(([words]) => words.test(question));
  const parts = found
    ? [
        { type: "text", text: found[1] },
        { type: "sql", statement: found[2], confidence: { verified_query_used: null } },
      ]
    : [
        { type: "text", text: "I could not find a table that answers this question." },
        {
          type: "suggestions",
          suggestions: ["What is the total amount of deals by stage?", "How much did we win by month?"],
        },
      ];
  return {
    body: {
      request_id: uuidFor(`snowflake:analyst:${question}`),
      message: { role: "analyst", content: parts },
      warnings: [],
    },
  };
}
