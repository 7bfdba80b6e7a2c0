import { list, names, type Node } from "./ast.ts";
import { fullName, quote } from "./database.ts";
import { invalidIdentifier, missingObject } from "./errors.ts";
import { expression, type Scope } from "./expressions.ts";
import { derived, type Relation } from "./select.ts";
import { findObject, place, type Runtime } from "./sources.ts";
import { type Column, DECIMAL, type SqlType, TEXT, WHOLE } from "./types.ts";

export type SemanticColumn = {
  table: string;
  name: string;
  type: SqlType;
  sql: string;
  comment: string;
  synonyms: readonly string[];
};

export type SemanticView = {
  database: string;
  schema: string;
  name: string;
  comment: string;
  dimensions: readonly SemanticColumn[];
  metrics: readonly SemanticColumn[];
};

const entry = (
  table: string,
  name: string,
  type: SqlType,
  sql: string,
  comment: string,
  ...synonyms: string[]
): SemanticColumn => ({
  table,
  name,
  type,
  sql,
  comment,
  synonyms,
});

export const SEMANTIC_VIEWS: readonly SemanticView[] = [
  {
    database: "ANALYTICS",
    schema: "CRM",
    name: "SALES",
    comment: "Deals and the customers behind them",
    dimensions: [
      entry("DEALS", "STAGE", TEXT, `"D"."STAGE"`, "Label of the stage", "phase"),
      entry("DEALS", "PIPELINE", TEXT, `"D"."PIPELINE"`, "New business or expansion"),
      entry("DEALS", "PRODUCT", TEXT, `"D"."PRODUCT"`, "flow, insight or edge"),
      entry("DEALS", "CLOSE_MONTH", TEXT, `substr("D"."CLOSE_DATE", 1, 7)`, "Month in which the deal closes"),
      entry("ACCOUNTS", "COUNTRY", TEXT, `"A"."COUNTRY"`, "Country of the customer", "region"),
      entry("ACCOUNTS", "INDUSTRY", TEXT, `"A"."INDUSTRY"`, "Industry of the customer", "sector"),
    ],
    metrics: [
      entry("DEALS", "DEAL_COUNT", WHOLE, "COUNT(*)", "Number of deals"),
      entry(
        "DEALS",
        "TOTAL_AMOUNT",
        DECIMAL,
        `SUM("D"."AMOUNT")`,
        "Sum of the amounts in US dollars",
        "pipeline value",
      ),
      entry(
        "DEALS",
        "WON_AMOUNT",
        DECIMAL,
        `SUM(CASE WHEN "D"."IS_WON" THEN "D"."AMOUNT" ELSE 0 END)`,
        "Amount of won deals",
        "revenue",
      ),
    ],
  },
];

export function findSemanticView(
  runtime: Pick<Runtime, "session" | "state">,
  parts: readonly string[],
): SemanticView {
  const wanted = place(parts, runtime.session);
  const view = SEMANTIC_VIEWS.find((candidate) => fullName(candidate) === fullName(wanted));
  if (!view) throw missingObject(parts.join("."), "Semantic view");
  findObject(runtime.state, runtime.session, [view.database, view.schema, "DEALS"]);
  return view;
}

/** `SEMANTIC_VIEW(name METRICS … DIMENSIONS … WHERE …)` over the two tables that the view joins. */
export function semanticRelation(runtime: Runtime, tree: Node, alias: string, scope: Scope): Relation {
  const view = findSemanticView(runtime, names(tree["name"]));
  const dimensions = pick(view.dimensions, tree["dimensions"]);
  const metrics = pick(view.metrics, tree["metrics"]);
  const inside: Scope = {
    ...scope,
    relations: [...new Set(view.dimensions.map(({ table }) => table))].map((table) => ({
      alias: table,
      columns: view.dimensions.filter((dimension) => dimension.table === table),
    })),
  };
  const where = tree["where_clause"] ? ` WHERE ${expression(tree["where_clause"], inside).sql}` : "";
  const columns: Column[] = [...dimensions, ...metrics].map(({ name, type }) => ({ name, type }));
  const items = [...dimensions, ...metrics].map(({ name, sql }) => `${sql} AS ${quote(name)}`).join(", ");
  const group = dimensions.length > 0 ? ` GROUP BY ${dimensions.map(({ sql }) => sql).join(", ")}` : "";
  const tables = `"ANALYTICS.CRM.DEALS" AS "D" JOIN "ANALYTICS.CRM.ACCOUNTS" AS "A" ON "A"."ACCOUNT_ID" = "D"."ACCOUNT_ID"`;
  return derived(`(SELECT ${items} FROM ${tables}${where}${group})`, alias, columns);
}

function pick(from: readonly SemanticColumn[], items: unknown): SemanticColumn[] {
  return list(items).map((item) => {
    const parts = names(item["CompoundIdentifier"] ?? [item["Identifier"]]);
    const found = from.find(
      ({ table, name }) => name === parts.at(-1) && (parts.length < 2 || table === parts.at(-2)),
    );
    if (!found) throw invalidIdentifier(parts.join("."));
    return found;
  });
}
