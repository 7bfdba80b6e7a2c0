import { createHmac, createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { JWTPayload } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  callBody,
  claims,
  gong,
  hookUrl,
  nowSeconds,
  post,
  send,
  sha256,
  shownKey,
  sign,
  startReceiver,
  stranger,
  type Running,
} from "./webhooks-gong.ts";

let running: Running;
beforeAll(async () => {
  running = await startReceiver();
});
afterAll(() => running.close());

const body = callBody("7782342274025937895");
const base64 = (value: object | string): string =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const unsigned = (header: object, payload: JWTPayload): string => `${base64(header)}.${base64(payload)}`;
const hmac = (input: string, secret: string | Buffer): string =>
  `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
const pem = (key: KeyObject): string => key.export({ format: "pem", type: "spki" }).toString();
const jwk = stranger.publicKey.export({ format: "jwk" });
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });

async function claimsWithout(name: string): Promise<string> {
  const { [name]: _gone, ...rest } = claims(body);
  return sign(rest);
}

/** What is sent, and the reason that log and metrics give. */
const attacks: Record<string, [() => Promise<string> | string, reason: string]> = {
  "no token": [() => "", "no_token"],
  "Bearer and nothing": [() => "Bearer ", "no_token"],
  "not a token": [() => "Bearer let-me-in", "malformed_token"],
  "a token of 9,000 characters": [() => "a".repeat(9000), "malformed_token"],
  "alg none": [() => `${unsigned({ alg: "none" }, claims(body))}.`, "algorithm"],
  "alg nOnE": [() => `${unsigned({ alg: "nOnE" }, claims(body))}.`, "algorithm"],
  "no alg": [() => `${unsigned({ typ: "JWT" }, claims(body))}.`, "algorithm"],
  "RS256 without a signature": [() => `${unsigned({ alg: "RS256" }, claims(body))}.`, "signature"],
  "HS256 with the PEM as secret": [
    () => hmac(unsigned({ alg: "HS256" }, claims(body)), pem(gong.publicKey)),
    "algorithm",
  ],
  "HS256 with the shown key as secret": [
    () => hmac(unsigned({ alg: "HS256" }, claims(body)), shownKey(gong.publicKey)),
    "algorithm",
  ],
  "HS256 with the DER as secret": [
    () =>
      hmac(unsigned({ alg: "HS256" }, claims(body)), gong.publicKey.export({ format: "der", type: "spki" })),
    "algorithm",
  ],
  "RS256 in the header, HMAC as the signature": [
    () => hmac(unsigned({ alg: "RS256" }, claims(body)), pem(gong.publicKey)),
    "signature",
  ],
  "RS512 by the right key": [() => sign(claims(body), gong.privateKey, { alg: "RS512" }), "algorithm"],
  "PS256 by the right key": [() => sign(claims(body), gong.privateKey, { alg: "PS256" }), "algorithm"],
  "ES256 by another key": [
    () =>
      sign(claims(body), createPrivateKey(ec.privateKey.export({ format: "pem", type: "pkcs8" })), {
        alg: "ES256",
      }),
    "algorithm",
  ],
  "another RSA key": [() => sign(claims(body), stranger.privateKey), "signature"],
  "its own key in jwk": [() => sign(claims(body), stranger.privateKey, { jwk }), "signature"],
  "a jku to its own keys": [
    () => sign(claims(body), stranger.privateKey, { jku: `${running.url}/keys`, kid: "1" }),
    "signature",
  ],
  "an x5u and x5c of its own": [
    () => sign(claims(body), stranger.privateKey, { x5u: `${running.url}/x5u`, x5c: ["AAAA"] }),
    "signature",
  ],
  "a kid that is a path": [
    () => sign(claims(body), stranger.privateKey, { kid: "../../../../dev/null" }),
    "signature",
  ],
  "crit of something unknown": [
    () => `${unsigned({ alg: "RS256", crit: ["exp"], exp: 1 }, claims(body))}.AAAA`,
    "malformed_token",
  ],
  "crit b64 false": [
    () => `${unsigned({ alg: "RS256", b64: false, crit: ["b64"] }, claims(body))}.AAAA`,
    "malformed_token",
  ],
  "a payload changed after signing": [
    async () => {
      const [header, , signature] = (await sign(claims(body))).split(".");
      return `${header}.${base64(claims(body, { exp: nowSeconds() + 301 }))}.${signature}`;
    },
    "signature",
  ],
  "expired by more than the skew": [() => sign(claims(body, { exp: nowSeconds() - 62 })), "expired"],
  "no exp": [() => claimsWithout("exp"), "claims"],
  "exp as text": [
    () => sign({ ...claims(body), exp: `${nowSeconds() + 60}` as unknown as number }),
    "claims",
  ],
  "an exp of ten years": [() => sign(claims(body, { exp: nowSeconds() + 315_360_000 })), "lifetime"],
  "an exp of 1e300": [() => sign(claims(body, { exp: 1e300 })), "lifetime"],
  "nbf in the future": [() => sign(claims(body, { nbf: nowSeconds() + 3600 })), "claims"],
  "no webhook_url": [() => claimsWithout("webhook_url"), "claims"],
  "webhook_url as a list": [() => sign(claims(body, { webhook_url: [hookUrl] })), "claims"],
  "webhook_url of another path": [
    () => sign(claims(body, { webhook_url: hookUrl.replace("calls", "other") })),
    "webhook_url",
  ],
  "webhook_url of another host": [
    () =>
      sign(
        claims(body, { webhook_url: hookUrl.replace("hooks.example.com", "hooks.example.com.evil.example") }),
      ),
    "webhook_url",
  ],
  "webhook_url with a query": [() => sign(claims(body, { webhook_url: `${hookUrl}?a=1` })), "webhook_url"],
  "webhook_url over http": [
    () => sign(claims(body, { webhook_url: hookUrl.replace("https", "http") })),
    "webhook_url",
  ],
  "webhook_url with a user": [
    () => sign(claims(body, { webhook_url: hookUrl.replace("//", "//hooks.example.com@") })),
    "webhook_url",
  ],
  "no body_sha256": [() => claimsWithout("body_sha256"), "claims"],
  "body_sha256 of another body": [() => sign(claims(`${body} `)), "body_sha256"],
  "body_sha256 as base64": [
    () => sign(claims(body, { body_sha256: Buffer.from(sha256(body), "hex").toString("base64") })),
    "claims",
  ],
  "an empty body_sha256": [() => sign(claims(body, { body_sha256: "" })), "claims"],
};

test.each(Object.keys(attacks))(
  "%s is refused, stores nothing, and tells the sender nothing",
  async (name) => {
    const [token, reason] = attacks[name] ?? [() => "", ""];
    const authorization = await token();
    const before = running.lines.length;
    const { status, text } = await post(running.url, body, { authorization });
    expect(status).toBe(401);
    expect(text).toBe('{"error":"The request is not signed by Gong for this URL."}\n');
    const lines = running.lines.slice(before).map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toMatchObject([{ level: "warn", event: "webhook.refused", reason }]);
    if (authorization.length > 20) expect(running.lines.join("")).not.toContain(authorization.slice(0, 20));
    expect(await running.store.list({ limit: 10, callId: "7782342274025937895" })).toEqual([]);
  },
);

test("a signed body that was changed or written anew on its way is refused", async () => {
  const authorization = await sign(claims(body));
  for (const changed of [
    body.replace("Ron", "Bob"),
    JSON.stringify(JSON.parse(body), null, 1),
    `${body}\n`,
    "",
  ]) {
    expect((await post(running.url, changed, { authorization })).status).toBe(401);
  }
});

test("a token of two Authorization headers is refused", async () => {
  const { request } = await import("node:http");
  const token = await sign(claims(body));
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const req = request(`${running.url}/webhook/gong/calls`, { method: "POST" }, (res) =>
      resolve(res.statusCode),
    );
    req.setHeader("authorization", [token, token]);
    req.setHeader("content-type", "application/json");
    req.on("error", reject).end(body);
  });
  expect(status).toBe(401);
});

test.each([
  ["a gzipped body", gzipSync(body), { "content-encoding": "gzip" }, 415],
  ["an unknown encoding", Buffer.from(body), { "content-encoding": "br, identity" }, 415],
  ["a form", Buffer.from(body), { "content-type": "application/x-www-form-urlencoded" }, 415],
  ["a body over the limit", Buffer.alloc(4_000_001, 32), {}, 413],
] as const)("%s is refused although it is signed", async (_name, bytes, headers, expected) => {
  const started = performance.now();
  const authorization = await sign(claims(bytes));
  const { status } = await post(running.url, new Uint8Array(bytes), { authorization, ...headers });
  expect(status).toBe(expected);
  expect(performance.now() - started).toBeLessThan(2000);
});

test("of a body without a length only as much is read as is allowed", async () => {
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 65_536;
      controller.enqueue(new Uint8Array(65_536).fill(32));
    },
  });
  const authorization = await sign(claims("never whole"));
  const answer = fetch(`${running.url}/webhook/gong/calls`, {
    method: "POST",
    body: endless,
    headers: { authorization, "content-type": "application/json" },
    duplex: "half",
  });
  // The connection may be gone before the sender reads why.
  const status = await answer.then(
    (response) => response.status,
    () => 413,
  );
  expect(status).toBe(413);
  expect(sent).toBeLessThan(32_000_000);
});

test.each([
  ["GET", "calls", 405],
  ["PUT", "calls", 405],
  ["POST", "health", 405],
  ["DELETE", "public-key", 405],
  ["POST", "nothing", 404],
  ["POST", "emails", 404],
  ["POST", "meetings", 404],
] as const)("%s %s is %i", async (method, name, status) => {
  const response = await fetch(`${running.url}/webhook/gong/${name}`, { method });
  expect(response.status).toBe(status);
  const { error } = (await response.json()) as { error: string };
  if (name === "emails" || name === "meetings")
    expect(error).toMatch(/send calls only.*\/webhook\/gong\/calls/);
});

test("the keys are shown by fingerprint only, as openssl prints it", async () => {
  const response = await fetch(`${running.url}/webhook/gong/public-key`);
  const text = await response.text();
  const der = gong.publicKey.export({ format: "der", type: "spki" });
  expect(JSON.parse(text)).toEqual({ keys: [{ rule: "default", sha256: sha256(der) }] });
  expect(text).not.toContain(shownKey(gong.publicKey).slice(40, 80));
});

test("what Gong sends is accepted: bare or with Bearer, within the skew, with a kid that means nothing", async () => {
  const good = [
    await sign(claims(body)),
    `Bearer ${await sign(claims(body))}`,
    `bearer ${await sign(claims(body, { exp: nowSeconds() - 55 }))}`,
    await sign(claims(body), gong.privateKey, { typ: "JWT", kid: "gong-1" }),
    await sign(claims(body, { webhook_url: hookUrl.replace(".com/", ".com:443/") })),
    await sign(claims(body, { body_sha256: sha256(body).toUpperCase() })),
  ];
  const answers = await Promise.all(good.map((authorization) => post(running.url, body, { authorization })));
  expect(answers.map(({ status }) => status)).toEqual(good.map(() => 200));
  expect(await running.store.list({ limit: 10, callId: "7782342274025937895" })).toHaveLength(1);
  expect(await send(running.url, "not json")).toMatchObject({ status: 422 });
  expect(await send(running.url, '{"callData":{"metaData":{}}}')).toMatchObject({ status: 422 });
});

test("refusals are counted by reason", async () => {
  const response = await fetch(`${running.url}/metrics`, { headers: { authorization: "Bearer scrape-me" } });
  const text = await response.text();
  for (const reason of [
    "algorithm",
    "signature",
    "expired",
    "webhook_url",
    "body_sha256",
    "encoding",
    "too_large",
  ])
    expect(text).toMatch(new RegExp(`mcp_webhook_refused_total\\{reason="${reason}"\\} [1-9]`));
  expect(text).toMatch(/mcp_webhook_received_total\{source="gong"\} 6/);
  expect(text).toContain("mcp_webhook_request_duration_seconds_bucket");
  expect((await fetch(`${running.url}/metrics`)).status).toBe(404);
});
