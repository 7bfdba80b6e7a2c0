import { isObject, type Json } from "@sophia-mcp/core/envelope";
import MiniSearch from "minisearch";
import type { ToolFacts } from "../relay/tool-facts.ts";
import { askedWords, meaningsOf, wordsOf } from "./words.ts";

/** The tools that fit a question best, best first; all of them, in their order, for an empty one. */
export type ToolIndex = (query: string, most: number, keep: (tool: ToolFacts) => boolean) => ToolFacts[];

const indexes = new WeakMap<readonly ToolFacts[], Promise<ToolIndex>>();

/** Built once for a catalogue, which is known by its array: pass the same one as long as nothing changed. */
export function toolIndex(tools: readonly ToolFacts[]): Promise<ToolIndex> {
  let index = indexes.get(tools);
  if (!index) indexes.set(tools, (index = build(tools)));
  return index;
}

const boost = { name: 2, title: 2, system: 2.5, description: 1.5, parameters: 1 };
/** A word that means the same counts for less than the word itself. */
const meaningWeight = 0.5;

async function build(tools: readonly ToolFacts[]): Promise<ToolIndex> {
  const search = new MiniSearch<{ id: number } & Record<keyof typeof boost, string>>({
    fields: Object.keys(boost),
    tokenize: wordsOf,
    processTerm: (term) => term,
  });
  // In pieces: thousands of tools must not hold up the calls of others.
  await search.addAllAsync(
    tools.map((tool, id) => ({
      id,
      name: tool.ownName,
      title: tool.title,
      system: `${tool.server} ${tool.serverTitle}`,
      // What it says of other tools is not about this one.
      description: tool.description.replace(/\b[a-z0-9]+(?:_[a-z0-9]+)+\b/g, ""),
      parameters: parametersOf(tool)
        .map(({ name, description }) => `${name} ${description}`)
        .join(" "),
    })),
    { chunkSize: 100 },
  );
  const fits = (words: string, weight: number) =>
    search.search(words, {
      boost,
      prefix: (term) => term.length > 3,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
      boostDocument: () => weight,
    });

  /** What one word of the question, or another that means the same, says of each tool. */
  function concept(word: string): Map<number, number> {
    const scores = new Map<number, number>();
    const found = [...fits(word, 1), ...meaningsOf(word).flatMap((meaning) => fits(meaning, meaningWeight))];
    for (const { id, score } of found) {
      scores.set(id as number, Math.max(score, scores.get(id as number) ?? 0));
    }
    return scores;
  }

  return (query, most, keep) => {
    const asked = askedWords(query);
    if (asked.length === 0) return tools.filter(keep).slice(0, most);
    const concepts = asked.map(concept);
    return tools
      .map((tool, id) => {
        const scores = concepts.map((scores) => scores.get(id) ?? 0);
        const said = scores.filter((score) => score > 0).length / concepts.length;
        // A tool that fits the whole question a little is better than one that fits one word of it well.
        return { tool, score: said * scores.reduce((sum, score) => sum + score, 0) };
      })
      .filter(({ tool, score }) => score > 0 && keep(tool))
      .sort((a, b) => b.score - a.score)
      .slice(0, most)
      .map(({ tool }) => tool);
  };
}

export interface Parameter {
  name: string;
  description: string;
  required: boolean;
}

/** A tool's parameters, from its definition. */
export function parametersOf({ listing }: Pick<ToolFacts, "listing">): Parameter[] {
  const { inputSchema } = JSON.parse(listing) as { inputSchema?: Json };
  const required = Array.isArray(inputSchema?.required) ? inputSchema.required : [];
  const properties = isObject(inputSchema?.properties) ? inputSchema.properties : {};
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    description: isObject(schema) && typeof schema.description === "string" ? schema.description : "",
    required: required.includes(name),
  }));
}
