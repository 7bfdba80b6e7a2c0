/** Sums up what the tests' traffic covered of each vendor's description, from the reports that the tests wrote. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { findSpecs } from "@sophia-mcp/sandbox/specs/find";

const root = resolve(import.meta.dirname, "..");

interface Covered {
  vendor: string;
  description: string;
  operationsKnown: number;
  operationsCovered: string[];
  requestsChecked: number;
  answersChecked: number;
}

export interface ContractSummary {
  vendor: string;
  description: string;
  operations: number;
  known: number;
  requests: number;
  answers: number;
}

export function contractSummaries(): ContractSummary[] {
  const byVendor = new Map<string, Covered[]>();
  for (const file of globSync("packages/*/reports/contract-*.jsonl", { cwd: root })) {
    for (const line of readFileSync(join(root, file), "utf8")
      .split("\n")
      .filter((text) => text !== "")) {
      const covered = JSON.parse(line) as Covered;
      byVendor.set(covered.vendor, [...(byVendor.get(covered.vendor) ?? []), covered]);
    }
  }
  return [...byVendor].map(([vendor, runs]) => ({
    vendor,
    description: runs[0]?.description ?? "",
    operations: new Set(runs.flatMap((run) => run.operationsCovered)).size,
    known: runs[0]?.operationsKnown ?? 0,
    requests: runs.reduce((sum, run) => sum + run.requestsChecked, 0),
    answers: runs.reduce((sum, run) => sum + run.answersChecked, 0),
  }));
}

/** Where the descriptions are, or where to get them. */
export function specsHint(): string | undefined {
  const specs = findSpecs();
  if (specs !== undefined && existsSync(specs)) return undefined;
  return "vendors' API descriptions were not found: requests and answers were NOT checked against them. Set SOPHIA_VENDOR_SPECS to a folder that holds them (CONTRIBUTING.md says where each can be had).";
}
