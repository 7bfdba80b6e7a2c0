import type { Json } from "@sophia-mcp/core/envelope";

export type Id = string | number;

export interface RpcError {
  code: number;
  message: string;
  data?: unknown;
}

/**
 * An answer on its way through: the line as it came, and where its id stands in it. What need not change is never
 * written anew, so that fields and numbers this gateway does not know arrive as they were sent.
 */
export interface Answer {
  line: string;
  /** The id stands at `line.slice(from, to)`. */
  from: number;
  to: number;
  /** Exactly one of the two is present. */
  result?: Json;
  error?: RpcError;
}

/** The answer as the asker must see it: with the asker's own id. */
export function withId({ line, from, to }: Answer, id: Id): string {
  return `${line.slice(0, from)}${JSON.stringify(id)}${line.slice(to)}`;
}

/** An answer of the gateway's own. */
export function resultAnswer(result: Json): Answer {
  return { ...frame(`{"result":${JSON.stringify(result)},"jsonrpc":"2.0","id":`), result };
}

/** A result whose JSON is at hand already. */
export function rawResultAnswer(json: string, result: Json): Answer {
  return { ...frame(`{"result":${json},"jsonrpc":"2.0","id":`), result };
}

export function errorAnswer(error: RpcError): Answer {
  return { ...frame(`{"error":${JSON.stringify(error)},"jsonrpc":"2.0","id":`), error };
}

function frame(head: string): { line: string; from: number; to: number } {
  return { line: `${head}0}`, from: head.length, to: head.length + 1 };
}

const idFirst = /^\s*\{\s*(?:"jsonrpc"\s*:\s*"2\.0"\s*,\s*)?"id"\s*:\s*(-?\d+)(?=\s*[,}])/;
const idLast = /,\s*"id"\s*:\s*(-?\d+)\s*(?:,\s*"jsonrpc"\s*:\s*"2\.0"\s*)?\}\s*$/;
const edge = 120;

/**
 * What an upstream sent as an answer, with its id found at either end of the line; anywhere else, or where the line
 * holds what JSON.parse would not keep, the answer is written anew.
 */
export function readAnswer(line: string, message: Json): Answer {
  const body =
    message.error === undefined ? { result: message.result as Json } : { error: message.error as RpcError };
  const first = idFirst.exec(line.slice(0, edge));
  if (first?.[1] !== undefined && Number(first[1]) === message.id) {
    const to = first[0].length;
    return { line, from: to - first[1].length, to, ...body };
  }
  const start = Math.max(0, line.length - edge);
  const last = idLast.exec(line.slice(start));
  if (last?.[1] !== undefined && Number(last[1]) === message.id) {
    const from = start + last.index + last[0].indexOf(last[1]);
    return { line, from, to: from + last[1].length, ...body };
  }
  return body.error ? errorAnswer(body.error) : resultAnswer(body.result ?? {});
}
