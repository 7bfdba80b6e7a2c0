import { expect, test, vi } from "vitest";
import { createRedactor } from "./redact.ts";
import { basic, bearer, oauthRefresh, renewable } from "./schemes.ts";

test("bearer and basic write their header", async () => {
  expect(await bearer("t").headers()).toEqual({ authorization: "Bearer t" });
  expect(await bearer("t", "").headers()).toEqual({ authorization: "t" });
  expect(await basic("a", "b").headers()).toEqual({ authorization: "Basic YTpi" });
});

test("a renewable token is fetched once for parallel first calls and again after renew", async () => {
  let count = 0;
  const fetchToken = vi.fn(async () => ({ token: `token-${++count}`, expiresIn: 3600 }));
  const authorizer = renewable(fetchToken, createRedactor());
  const [first, second] = await Promise.all([authorizer.headers(), authorizer.headers()]);
  expect(first).toEqual(second);
  expect(fetchToken).toHaveBeenCalledTimes(1);
  expect(await authorizer.renew()).toBe(true);
  expect(await authorizer.headers()).toEqual({ authorization: "Bearer token-2" });
});

test("the refresh grant sends the form and uses a rotated refresh token next time", async () => {
  const redactor = createRedactor();
  const bodies: string[] = [];
  const authorizer = oauthRefresh(
    "https://vendor.example/token",
    {
      kind: "oauth",
      title: "",
      sources: {},
      values: { client_id: "id", client_secret: "s", refresh_token: "r-first" },
    },
    redactor,
    async (_url, init) => {
      bodies.push(init.body as string);
      return Response.json({
        access_token: `access-${bodies.length}`,
        expires_in: 3600,
        refresh_token: "r-second",
      });
    },
  );
  expect(await authorizer.headers()).toEqual({ authorization: "Bearer access-1" });
  await authorizer.renew();
  await authorizer.headers();
  expect(bodies[0]).toContain("grant_type=refresh_token");
  expect(bodies[1]).toContain("refresh_token=r-second");
  expect(redactor.text("access-1 r-second")).toBe("[redacted] [redacted]");
});
