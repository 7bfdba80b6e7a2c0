import { InputError } from "@sophia-mcp/core/errors";
import type { Json } from "@sophia-mcp/core/envelope";
import { nearest } from "@sophia-mcp/core/nearest";
import type { Path, Problem } from "../config/schema.ts";
import { compileExpression, type Expression } from "./expression.ts";
import { compileTemplate, type Template } from "./template.ts";
import type { Automation, Step } from "./types.ts";

export interface CompiledStep {
  definition: Step;
  arguments: Template;
  when: Expression | undefined;
  forEach: Expression | undefined;
  key: Template | undefined;
  lookUp: { tool: string; arguments: Template; found: Expression } | undefined;
}

/** An automation whose every expression was read and checked. */
export interface CompiledAutomation {
  name: string;
  definition: Automation;
  when: Expression | undefined;
  key: Template | undefined;
  steps: readonly CompiledStep[];
}

/** @param complain called with each problem; paths begin within the automation */
export function compileAutomation(
  definition: Automation,
  complain: (problem: Problem) => void,
): CompiledAutomation {
  const known: string[] = [];
  const inputs = Object.keys(definition.inputs ?? {});
  function names({ source }: Expression, path: Path): void {
    for (const id of referredSteps(source))
      if (!known.includes(id))
        complain({ path, message: unknown(`steps.${id}`, "an earlier step", id, known) });
    for (const [, name = ""] of source.matchAll(/\binputs\.\??(\w+)/g))
      if (!inputs.includes(name))
        complain({ path, message: unknown(`inputs.${name}`, "an input", name, inputs) });
  }

  function expression(source: string | undefined, path: Path): Expression | undefined {
    if (source === undefined) return undefined;
    if (source.includes("${{")) {
      complain({ path, message: "an expression stands here by itself, without ${{ }}." });
      return undefined;
    }
    try {
      const compiled = compileExpression(source);
      names(compiled, path);
      return compiled;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      complain({ path, message: error.message });
      return undefined;
    }
  }

  const template = (value: string | Json, at: Path): Template =>
    compileTemplate(value, {
      problem: (path, message) => complain({ path: [...at, ...path], message }),
      expression: (path, found) => names(found, [...at, ...path]),
    });

  function step(given: Step, index: number): CompiledStep {
    const path: Path = ["steps", index];
    if (known.includes(given.id))
      complain({ path: [...path, "id"], message: "an earlier step has this id already." });
    const { look_up: lookUp, idempotency_key: key } = given;
    const found = lookUp && expression(lookUp.found, [...path, "look_up", "found"]);
    const compiled = {
      definition: given,
      arguments: template(given.arguments ?? {}, [...path, "arguments"]),
      when: expression(given.when, [...path, "when"]),
      forEach: expression(given.for_each, [...path, "for_each"]),
      key: key === undefined ? undefined : template(key, [...path, "idempotency_key"]),
      lookUp:
        lookUp && found
          ? {
              tool: lookUp.tool,
              arguments: template(lookUp.arguments ?? {}, [...path, "look_up", "arguments"]),
              found,
            }
          : undefined,
    };
    known.push(given.id);
    return compiled;
  }

  if (definition.steps.length === 0) complain({ path: ["steps"], message: "is empty: at least one step." });
  const { name, idempotency_key: key } = definition;
  return {
    name,
    definition,
    when: expression(definition.when, ["when"]),
    key: key === undefined ? undefined : template(key, ["idempotency_key"]),
    steps: definition.steps.map(step),
  };
}

/** Ids of the steps whose results an expression reads. */
export const referredSteps = (source: string): string[] =>
  [...source.matchAll(/\bsteps\.\??(\w+)/g)].map(([, id = ""]) => id);

function unknown(what: string, kind: string, name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  const there = known.length > 0 ? ` There are: ${known.join(", ")}.` : " There are none.";
  return `${what} is not ${kind}.${near ? ` Did you mean ${near}?` : ""}${there}`;
}
