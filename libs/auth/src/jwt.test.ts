import { generateKeyPairSync } from "node:crypto";
import { decodeJwt, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { githubApp } from "./jwt.ts";
import { createRedactor } from "./redact.ts";

test("an app signs in with its PKCS#1 key and receives an installation token", async () => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = privateKey.export({ type: "pkcs1", format: "pem" }).toString().replaceAll("\n", "\\n");
  const seen: { url: string; token: string }[] = [];
  const authorizer = githubApp(
    "https://api.example",
    {
      kind: "app",
      title: "",
      sources: {},
      values: { app_id: "12", private_key: pem, installation_id: "34" },
    },
    createRedactor(),
    async (url, init) => {
      const header = new Headers(init.headers).get("authorization") ?? "";
      seen.push({ url, token: header.replace("Bearer ", "") });
      return Response.json({
        token: "ghs_installation",
        expires_at: new Date(Date.now() + 3_600_000).toISOString(),
      });
    },
  );
  expect(await authorizer.headers()).toEqual({ authorization: "Bearer ghs_installation" });
  expect(seen[0]?.url).toBe("https://api.example/app/installations/34/access_tokens");
  await jwtVerify(seen[0]?.token ?? "", publicKey, { algorithms: ["RS256"] });
  expect(decodeJwt(seen[0]?.token ?? "").iss).toBe("12");
});
