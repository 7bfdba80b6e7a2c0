import { ConfigError } from "@sophia-mcp/core/errors";
import type { Approval, ApprovalStore, CallKey } from "../policy/approvals.ts";
import { sha256 } from "../sha256.ts";
import { RedisAwayError, script, type Script, type SharedRedis } from "./redis.ts";

/** KEYS: row, index by id, list of rows. ARGV: row as JSON, now, end, the row's own name. */
const add = script(`
  local found = redis.call('GET', KEYS[1])
  if found and cjson.decode(found).expiresAt > tonumber(ARGV[2]) then return found end
  redis.call('SET', KEYS[1], ARGV[1], 'PXAT', ARGV[3])
  redis.call('SET', KEYS[2], ARGV[4], 'PXAT', ARGV[3])
  redis.call('ZADD', KEYS[3], ARGV[2], ARGV[4])
  return ARGV[1]`);

/** KEYS: row, list of rows. ARGV: now, the row's own name. */
const spend = script(`
  local found = redis.call('GET', KEYS[1])
  if not found then return false end
  local row = cjson.decode(found)
  if row.expiresAt <= tonumber(ARGV[1]) then return false end
  if row.state == 'approved' then
    redis.call('DEL', KEYS[1])
    redis.call('ZREM', KEYS[2], ARGV[2])
  end
  return row.state`);

/** KEYS: row. ARGV: id, state, end, who, now. */
const settle = script(`
  local found = redis.call('GET', KEYS[1])
  if not found then return false end
  local row = cjson.decode(found)
  if row.id ~= ARGV[1] or row.state ~= 'pending' or row.expiresAt <= tonumber(ARGV[5]) then return false end
  row.state = ARGV[2]
  row.expiresAt = tonumber(ARGV[3])
  row.decidedBy = ARGV[4]
  local text = cjson.encode(row)
  redis.call('SET', KEYS[1], text, 'PXAT', ARGV[3])
  return text`);

/** A person's decision is worth more of a wait than a count. */
const patienceMs = 1000;

/** Approvals that any replica asks for and any replica, or the command line, gives. */
export function createSharedApprovals(redis: SharedRedis): ApprovalStore {
  const rows = redis.key("approvals");
  const row = (name: string): string => redis.key("approval", name);

  async function run(what: Script, keys: readonly string[], args: readonly (string | number)[]) {
    const answer = await redis.run(what, keys, args, patienceMs).catch(awayFromApprovals);
    return typeof answer === "string" ? answer : undefined;
  }

  return {
    async add(approval, now) {
      const name = nameOf(approval);
      const keys = [row(name), redis.key("approval-id", approval.id), rows];
      const kept = await run(add, keys, [JSON.stringify(approval), now, approval.expiresAt, name]);
      return kept === undefined ? approval : (JSON.parse(kept) as Approval);
    },
    async take(call, now) {
      const name = nameOf(call);
      return (await run(spend, [row(name), rows], [now, name])) as Approval["state"] | undefined;
    },
    list: (now) =>
      redis
        .ask(async (client) => {
          const names = await client.zrange(rows, "0", "-1");
          const texts = names.length === 0 ? [] : await client.mget(names.map(row));
          const gone = names.filter((_, i) => texts[i] === null);
          if (gone.length > 0) await client.zrem(rows, ...gone);
          const found = texts.flatMap((text) => (text === null ? [] : [JSON.parse(text) as Approval]));
          return found.filter(({ expiresAt }) => expiresAt > now);
        }, patienceMs)
        .catch(awayFromApprovals),
    async decide(id, { state, expiresAt, decidedBy }, now) {
      const name = await redis
        .ask((client) => client.get(redis.key("approval-id", id)), patienceMs)
        .catch(awayFromApprovals);
      if (name === null) return undefined;
      const decided = await run(settle, [row(name)], [id, state, expiresAt, decidedBy ?? "", now]);
      return decided === undefined ? undefined : (JSON.parse(decided) as Approval);
    },
    close: () => Promise.resolve(),
  };
}

const nameOf = ({ principal, tool, argumentsHash }: CallKey): string =>
  sha256(JSON.stringify([principal, tool, argumentsHash]));

function awayFromApprovals(error: unknown): never {
  if (!(error instanceof RedisAwayError)) throw error;
  throw new ConfigError(
    "Not called: it needs an approval, and Redis, where approvals are kept, cannot be reached. Repeat it in a moment; if that does not help, whoever runs the gateway looks at REDIS_URL.",
    { cause: error, retryable: true },
  );
}
