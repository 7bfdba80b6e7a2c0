import { isNode, names, type Node } from "./ast.ts";
import { fullName } from "./database.ts";
import { bytesOf } from "./information-schema.ts";
import { findObject } from "./sources.ts";
import type { Session, SnowflakeState } from "./state.ts";
import { type Cell, type Column, type Table, TEXT, WHOLE } from "./types.ts";

const COLUMNS: readonly Column[] = [
  { name: "step", type: WHOLE },
  { name: "id", type: WHOLE },
  { name: "parentOperators", type: TEXT },
  { name: "operation", type: TEXT },
  { name: "objects", type: TEXT },
  { name: "alias", type: TEXT },
  { name: "expressions", type: TEXT },
  { name: "partitionsTotal", type: WHOLE },
  { name: "partitionsAssigned", type: WHOLE },
  { name: "bytesAssigned", type: WHOLE },
];

/** `EXPLAIN USING TABULAR`: the operators over each table, with partitions and bytes that would be read. */
export function explain(state: SnowflakeState, session: Session, query: Node): Table {
  const scans = tablesOf(query).flatMap((parts) => {
    try {
      const definition = findObject(state, session, parts);
      const rows = definition.view === undefined ? state.warehouse.count(definition) : 0;
      return [
        {
          object: fullName(definition),
          partitions: Math.max(1, Math.ceil(rows / 500)),
          bytes: bytesOf(rows),
        },
      ];
    } catch {
      // Tables that WITH defines are no objects.
      return [];
    }
  });
  const operators = [
    ...(JSON.stringify(query).includes('"order_by":{') ? ["Sort"] : []),
    ...(JSON.stringify(query).includes('"Function"') ? ["Aggregate"] : []),
    ...(scans.length > 1 ? ["InnerJoin"] : []),
  ];
  const partitions = scans.reduce((sum, scan) => sum + scan.partitions, 0);
  const bytes = scans.reduce((sum, scan) => sum + scan.bytes, 0);
  const plain = ["Result", ...operators].map((operation, at): Cell[] => [
    1,
    at,
    at === 0 ? null : `[${at - 1}]`,
    operation,
    null,
    null,
    null,
    null,
    null,
    null,
  ]);
  const reads = scans.map((scan, at): Cell[] => [
    1,
    plain.length + at,
    `[${plain.length - 1}]`,
    "TableScan",
    scan.object,
    null,
    null,
    scan.partitions,
    scan.partitions,
    scan.bytes,
  ]);
  const total: Cell[] = [null, null, null, "GlobalStats", null, null, null, partitions, partitions, bytes];
  return { columns: COLUMNS, rows: [total, ...plain, ...reads] };
}

function tablesOf(value: unknown): string[][] {
  if (Array.isArray(value)) return value.flatMap(tablesOf);
  if (!isNode(value)) return [];
  const table = value["Table"];
  const own = isNode(table) && table["name"] ? [names(table["name"])] : [];
  return [...own, ...Object.values(value).flatMap(tablesOf)];
}
