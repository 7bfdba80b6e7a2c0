import { list, name, names, node, type Node, variant, word } from "./ast.ts";
import { call, type Expression, textOf } from "./calls.ts";
import { cast } from "./casts.ts";
import { quoteText } from "./database.ts";
import { invalidIdentifier, syntaxError, unsupported } from "./errors.ts";
import { functionCall } from "./function-calls.ts";
import { BOOLEAN, type Column, DATE, TEXT, VARIANT, WHOLE } from "./types.ts";

/** What names mean inside one SELECT. */
export type Scope = {
  relations: readonly { alias: string; columns: readonly (Column & { sql: string })[] }[];
  /** Names given to results before: Snowflake lets them stand in every later clause. */
  aliases: Map<string, Expression>;
  outer?: Scope;
  context: Context;
};

/** What one statement is translated with. */
export type Context = {
  /** Values of `CURRENT_ROLE` and the like, and of functions that know the session. */
  constant(name: string, args: readonly Expression[]): Expression | undefined;
  subquery(query: Node, scope: Scope): { sql: string; columns: readonly Column[] };
  bind(placeholder: string): Expression;
  /** The value of an expression that does not depend on rows. */
  evaluate(value: Expression): string | undefined;
};

const COMPARISONS: Readonly<Record<string, string>> = {
  Eq: "=",
  NotEq: "<>",
  Lt: "<",
  LtEq: "<=",
  Gt: ">",
  GtEq: ">=",
  And: "AND",
  Or: "OR",
};
const ARITHMETIC: Readonly<Record<string, string>> = { Plus: "+", Minus: "-", Multiply: "*", Modulo: "%" };

const test = (sql: string): Expression => ({ sql, type: BOOLEAN });

export function expression(tree: unknown, scope: Scope): Expression {
  const [kind, content] = variant(tree);
  const inner = node(content);
  const of = (key: string) => expression(inner[key], scope);
  const not = inner["negated"] ? "NOT " : "";
  switch (kind) {
    case "Identifier":
      return identifier([name(content)], scope);
    case "CompoundIdentifier":
      return identifier(names(content), scope);
    case "Value":
      return literal(inner["value"], scope);
    case "Nested":
      return wrap(expression(content, scope));
    case "BinaryOp":
      return binary(word(inner["op"]), of("left"), of("right"));
    case "UnaryOp": {
      const { sql, type } = of("expr");
      return inner["op"] === "Not"
        ? test(`(NOT ${sql})`)
        : { sql: `(${inner["op"] === "Minus" ? "-" : "+"}${sql})`, type };
    }
    case "IsNull":
      return test(`(${expression(content, scope).sql} IS NULL)`);
    case "IsNotNull":
      return test(`(${expression(content, scope).sql} IS NOT NULL)`);
    case "IsTrue":
    case "IsFalse":
      return test(`(${expression(content, scope).sql} IS ${kind === "IsTrue" ? "TRUE" : "FALSE"})`);
    case "IsDistinctFrom":
    case "IsNotDistinctFrom": {
      const [left, right] = list(content).map((side) => expression(side, scope).sql);
      return test(`(${left} IS ${kind === "IsDistinctFrom" ? "NOT " : ""}${right})`);
    }
    case "Between":
      return test(`(${of("expr").sql} ${not}BETWEEN ${of("low").sql} AND ${of("high").sql})`);
    case "InList":
      return test(
        `(${of("expr").sql} ${not}IN (${list(inner["list"])
          .map((item) => expression(item, scope).sql)
          .join(", ")}))`,
      );
    case "InSubquery":
      return test(
        `(${of("expr").sql} ${not}IN (${scope.context.subquery(node(inner["subquery"]), scope).sql}))`,
      );
    case "Exists":
      return test(`(${not}EXISTS (${scope.context.subquery(node(inner["subquery"]), scope).sql}))`);
    case "Subquery": {
      const { sql, columns } = scope.context.subquery(inner, scope);
      return { sql: `(${sql})`, type: columns[0]?.type ?? TEXT };
    }
    case "Like":
    case "ILike": {
      const target = kind === "Like" ? "sf_like" : "sf_ilike";
      const [form, patterns] = variant(inner["pattern"]);
      const all = inner["any"] && form === "Tuple" ? list(patterns) : [inner["pattern"]];
      const tests = all.map(
        (pattern) => `${target}(${textOf(of("expr"))}, ${expression(pattern, scope).sql})`,
      );
      return test(`(${not}(${tests.join(" OR ")}))`);
    }
    case "RLike":
      return test(`(${not}sf_regexp_like(${of("expr").sql}, ${of("pattern").sql}))`);
    case "Case":
      return cases(inner, scope);
    case "Cast":
    case "Convert":
      return cast(of("expr"), inner["data_type"], inner["kind"] === "TryCast" ? "try_" : "");
    case "TypedString":
      return cast(literal(node(inner["value"])["value"], scope), inner["data_type"], "");
    case "JsonAccess":
      return jsonAccess(expression(inner["value"], scope), list(node(inner["path"])["path"]), scope);
    case "CompoundFieldAccess":
      return fieldAccess(inner, scope);
    case "Extract":
      return call("DATE_PART", [constantText(variant(inner["field"])[0]), of("expr")]);
    case "Trim":
      return call("TRIM", [of("expr")]);
    case "Substring":
      return call("SUBSTR", ["expr", "substring_from", "substring_for"].filter((key) => inner[key]).map(of));
    case "Position":
      return call("POSITION", [of("expr"), expression(inner["in"], scope)]);
    case "Ceil":
    case "Floor":
      return call(kind.toUpperCase(), [of("expr")]);
    case "Array":
      return call(
        "ARRAY_CONSTRUCT",
        list(inner["elem"]).map((item) => expression(item, scope)),
      );
    case "Dictionary":
      return call(
        "OBJECT_CONSTRUCT",
        list(content).flatMap((entry) => [
          constantText(word(node(entry["key"])["value"])),
          expression(entry["value"], scope),
        ]),
      );
    case "Function":
      return functionCall(inner, scope);
    default:
      throw unsupported(kind);
  }
}

const wrap = ({ sql, type }: Expression): Expression => ({ sql: `(${sql})`, type });

export const constantText = (text: string): Expression => ({ sql: quoteText(text), type: TEXT });

function identifier(parts: readonly string[], scope: Scope): Expression {
  const column = parts.at(-1) ?? "";
  const table = parts.at(-2);
  for (let current: Scope | undefined = scope; current; current = current.outer) {
    const found = current.relations
      .filter(({ alias }) => table === undefined || alias === table)
      .flatMap(({ columns }) => columns.filter((candidate) => candidate.name === column));
    if (found.length > 1 && table === undefined) throw syntaxError(`ambiguous column name '${column}'`);
    if (found[0]) return { sql: found[0].sql, type: found[0].type };
    const alias = table === undefined ? current.aliases.get(column) : undefined;
    if (alias) return wrap(alias);
  }
  const constant = table === undefined ? scope.context.constant(column, []) : undefined;
  if (constant) return constant;
  throw invalidIdentifier(parts.join("."));
}

function literal(value: unknown, scope: Scope): Expression {
  const [kind, content] = variant(value);
  switch (kind) {
    case "Number": {
      const digits = word(list(content)[0]);
      return { sql: digits, type: { kind: "fixed", scale: digits.split(".")[1]?.length ?? 0 } };
    }
    case "Boolean":
      return { sql: content ? "TRUE" : "FALSE", type: BOOLEAN };
    case "Null":
      return { sql: "NULL", type: TEXT };
    case "Placeholder":
      return scope.context.bind(word(content));
    case "DollarQuotedString":
      return constantText(word(node(content)["value"]));
    default:
      return constantText(word(content));
  }
}

function binary(op: string, left: Expression, right: Expression): Expression {
  const comparison = COMPARISONS[op];
  if (comparison) {
    const [a, b] = [comparable(left, right), comparable(right, left)];
    return { sql: `(${a} ${comparison} ${b})`, type: BOOLEAN };
  }
  if (op === "StringConcat") return { sql: `(${textOf(left)} || ${textOf(right)})`, type: TEXT };
  if (op === "Divide")
    return { sql: `sf_divide(${left.sql}, ${right.sql})`, type: { kind: "fixed", scale: 6 } };
  const arithmetic = ARITHMETIC[op];
  if (!arithmetic) throw unsupported(op);
  // A whole number added to a date counts days.
  if (left.type.kind === "date" && right.type.kind === "fixed")
    return { sql: `sf_dateadd('day', ${arithmetic}(${right.sql}), ${left.sql})`, type: DATE };
  if (left.type.kind === "date" && right.type.kind === "date")
    return { sql: `sf_datediff('day', ${right.sql}, ${left.sql})`, type: WHOLE };
  const real = left.type.kind === "real" || right.type.kind === "real";
  const scale = Math.max(left.type.scale ?? 0, right.type.scale ?? 0);
  return {
    sql: `(${left.sql} ${arithmetic} ${right.sql})`,
    type: real ? { kind: "real" } : { kind: "fixed", scale },
  };
}

/** Times and dates of unlike precision compare as times; a variant compares as its plain value. */
function comparable({ sql, type }: Expression, other: Expression): string {
  if (/^(text|variant)$/.test(type.kind) && /^(fixed|real)$/.test(other.type.kind))
    return `sf_number(${sql})`;
  if (type.kind === "variant" && other.type.kind !== "variant") return `sf_plain(${sql})`;
  const time = /^(date|timestamp)/;
  const mixed = time.test(type.kind) && other.type.kind !== type.kind;
  const text = type.kind === "text" && time.test(other.type.kind);
  if (text && other.type.kind === "date") return `sf_date(${sql})`;
  return mixed && other.type.kind !== "text" && type.kind === "date"
    ? `sf_timestamp(${sql})`
    : text || (mixed && type.kind !== "date" && other.type.kind === "date")
      ? `sf_timestamp(${sql})`
      : sql;
}

function cases(inner: Node, scope: Scope): Expression {
  const whens = list(inner["conditions"]).map((when) => ({
    condition: expression(when["condition"], scope),
    result: expression(when["result"], scope),
  }));
  const operand = inner["operand"] ? ` ${expression(inner["operand"], scope).sql}` : "";
  const otherwise = inner["else_result"] ? expression(inner["else_result"], scope) : undefined;
  const typed = [...whens.map(({ result }) => result), ...(otherwise ? [otherwise] : [])];
  const type = typed.find(({ sql }) => sql !== "NULL")?.type ?? TEXT;
  const body = whens.map(({ condition, result }) => ` WHEN ${condition.sql} THEN ${result.sql}`).join("");
  return { sql: `CASE${operand}${body}${otherwise ? ` ELSE ${otherwise.sql}` : ""} END`, type };
}

function jsonAccess(base: Expression, steps: readonly Node[], scope: Scope): Expression {
  const path = steps.map((step) => {
    const [kind, content] = variant(step);
    return kind === "Dot"
      ? quoteText(word(node(content)["key"]))
      : expression(node(content)["key"], scope).sql;
  });
  return { sql: `sf_path(${[base.sql, ...path].join(", ")})`, type: VARIANT };
}

function fieldAccess(inner: Node, scope: Scope): Expression {
  const path = list(inner["access_chain"]).map((step) => {
    const [kind, content] = variant(step);
    return kind === "Subscript"
      ? expression(node(node(content)["Index"])["index"], scope).sql
      : quoteText(name(node(content)["Identifier"]));
  });
  return { sql: `sf_path(${[expression(inner["root"], scope).sql, ...path].join(", ")})`, type: VARIANT };
}
