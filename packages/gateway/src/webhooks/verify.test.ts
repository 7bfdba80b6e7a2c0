import * as fc from "fast-check";
import { SignJWT } from "jose";
import { beforeAll, expect, test } from "vitest";
import { callBody, gong, hookUrl, sha256, shownKey, sign, stranger } from "../../test/webhooks-gong.ts";
import { publicKey } from "./keys.ts";
import { clockSkew, createVerifier, type Rule } from "./verify.ts";

const at = 1_800_000_000;
const maxTokenSeconds = 3600;
const key = publicKey(shownKey(gong.publicKey), "test");
const otherKey = publicKey(shownKey(stranger.publicKey), "test");
const rules: Rule[] = [
  { name: "calls", key, url: hookUrl },
  { name: "other", key: otherKey, url: `${hookUrl}?team=2` },
];
const verify = createVerifier({ rules, maxTokenSeconds, now: () => at * 1000 });
const hash = sha256(callBody("1"));
const good = { webhook_url: hookUrl, body_sha256: hash, exp: at + 300 };
const signed = (claims: object) =>
  new SignJWT(claims as Record<string, unknown>).setProtectedHeader({ alg: "RS256" }).sign(gong.privateKey);

beforeAll(async () => {
  await verify([await sign(good)]);
});

test("of any claims only the right ones are believed", async () => {
  let believed = 0;
  const time = fc.oneof(
    fc.integer({ min: at - 200, max: at + maxTokenSeconds + 200 }),
    fc.constantFrom(
      at - clockSkew,
      at - clockSkew + 1,
      at + maxTokenSeconds + clockSkew,
      0,
      -1,
      2 ** 53,
      1e300,
    ),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom<unknown>("soon", null, true, [], {}),
  );
  const url = fc.oneof(
    { arbitrary: fc.constant(hookUrl), weight: 3 },
    fc.constantFrom<unknown>(
      hookUrl,
      hookUrl.replace("https://", "HTTPS://"),
      `${hookUrl}/`,
      `${hookUrl}#x`,
      1,
      null,
    ),
    fc.webUrl(),
    fc.string(),
  );
  const body = fc.oneof(
    { arbitrary: fc.constant(hash), weight: 3 },
    fc.constantFrom<unknown>(hash, hash.toUpperCase(), hash.slice(1), `${hash}00`, null, 7, [hash]),
    fc.string(),
  );
  const record = fc.record({ exp: time, webhook_url: url, body_sha256: body }, { requiredKeys: [] });
  await fc.assert(
    fc.asyncProperty(record, async (claims) => {
      const { exp, webhook_url: claimedUrl, body_sha256: claimedBody } = claims;
      const inTime =
        typeof exp === "number" && exp > at - clockSkew && exp <= at + maxTokenSeconds + clockSkew;
      const right =
        inTime &&
        (claimedUrl === hookUrl || claimedUrl === hookUrl.replace("https://", "HTTPS://")) &&
        (claimedBody === hash || claimedBody === hash.toUpperCase());
      const belief = await verify([await signed(claims)]);
      expect("rule" in belief, JSON.stringify([claims, belief])).toBe(right);
      if ("rule" in belief) believed++;
      if ("rule" in belief) expect(belief).toEqual({ rule: rules[0], bodySha256: hash });
    }),
    { numRuns: 400 },
  );
  expect(believed).toBeGreaterThan(5);
});

test("no text and no change of a token is believed, and none of them throws", async () => {
  const token = await sign(good);
  const flip = fc
    .tuple(
      fc.nat(token.length - 1),
      fc.constantFrom("A", "B", "x", "0", "9", "-", "_", ".", "=", "+", "/", " "),
    )
    .map(([place, char]) => token.slice(0, place) + char + token.slice(place + 1));
  const text = fc.oneof(
    fc.string({ maxLength: 400 }),
    fc.array(fc.base64String(), { maxLength: 5 }).map((parts) => parts.join(".")),
    fc
      .tuple(fc.json(), fc.json())
      .map((parts) => `${parts.map((part) => Buffer.from(part).toString("base64url")).join(".")}.AAAA`),
    flip,
  );
  await fc.assert(
    fc.asyncProperty(text, async (changed) => {
      const belief = await verify([changed]);
      if (changed.trim() === token) return;
      // The last characters of a signature hold bits that mean nothing: what decodes alike is the same token.
      const [header, payload, signature = ""] = changed.split(".");
      const [h, p, s = ""] = token.split(".");
      const same =
        header === h &&
        payload === p &&
        Buffer.from(signature, "base64url").equals(Buffer.from(s, "base64url"));
      if (!same) expect(belief).toHaveProperty("refused");
    }),
    { numRuns: 1000 },
  );
});

test("each rule's key is good for its own URL only", async () => {
  const url = `${hookUrl}?team=2`;
  expect(await verify([await sign({ ...good, webhook_url: url }, stranger.privateKey)])).toMatchObject({
    rule: { name: "other" },
  });
  expect(await verify([await sign({ ...good, webhook_url: url })])).toEqual({ refused: "webhook_url" });
  expect(await verify([await sign(good, stranger.privateKey)])).toEqual({ refused: "webhook_url" });
});

test("two rules may share a key", async () => {
  const both = createVerifier({
    rules: [
      { name: "a", key, url: hookUrl },
      { name: "b", key, url: `${hookUrl}?b` },
    ],
    maxTokenSeconds,
    now: () => at * 1000,
  });
  expect(await both([await sign(good)])).toMatchObject({ rule: { name: "a" } });
  expect(await both([await sign({ ...good, webhook_url: `${hookUrl}?b` })])).toMatchObject({
    rule: { name: "b" },
  });
});
