import type { Environment } from "@marcbachmann/cel-js";

const operators: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
};

const timestamp = "google.protobuf.Timestamp";

/**
 * What automations need beyond the standard of CEL. Numbers in JSON are doubles there: `amount * 2` must not need `2.0`.
 */
export function celFunctions(environment: Environment): void {
  for (const [sign, apply] of Object.entries(operators)) {
    const either = (a: number | bigint, b: number | bigint): number => apply(Number(a), Number(b));
    environment.registerOperator(`double ${sign} int`, either);
    environment.registerOperator(`int ${sign} double`, either);
  }
  environment
    .registerFunction(`string(${timestamp}): string`, (time: Date) =>
      time.toISOString().replace(".000Z", "Z"),
    )
    .registerFunction(`date(${timestamp}): string`, (time: Date) => time.toISOString().slice(0, 10))
    .registerFunction(`${timestamp}.addDays(int): ${timestamp}`, addDays)
    .registerFunction(`${timestamp}.addDays(double): ${timestamp}`, addDays)
    .registerFunction("string.replace(string, string): string", (text: string, from: string, to: string) =>
      text.replaceAll(from, () => to),
    )
    .registerFunction("string.truncate(int): string", (text: string, most: bigint) =>
      truncate(text, Number(most)),
    )
    .registerFunction("string.after(string): string", (text: string, mark: string) => {
      const at = text.indexOf(mark);
      return at < 0 ? text : text.slice(at + mark.length);
    })
    .registerFunction("plain(string): string", plain)
    .registerFunction("idOf(string): string", (text: string) => bracketed.exec(text)?.[2] ?? text)
    .registerFunction("nameOf(string): string", (text: string) => bracketed.exec(text)?.[1] ?? text);
}

const addDays = (time: Date, days: number | bigint): Date =>
  new Date(time.getTime() + Number(days) * 86_400_000);

/** How tools write people, stages and records: `Won [closedwon]`. */
const bracketed = /^(.*) \[([^[\]]+)\]$/s;

/** Text of somebody else's for Slack or Markdown: it mentions nobody, and has no links of its own. */
const plain = (text: string): string => text.replace(/[<>[\]`]/g, (mark) => harmless[mark] ?? "");
const harmless: Readonly<Record<string, string>> = { "<": "‹", ">": "›", "[": "(", "]": ")", "`": "'" };

function truncate(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, Math.max(0, most - 1)).toWellFormed()}…`;
}
