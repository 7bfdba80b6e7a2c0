import { expect, test } from "vitest";
import { AuthError } from "./errors.ts";
import { ifPermitted } from "./permitted.ts";

test("only a refusal for want of rights counts as nothing", async () => {
  await expect(ifPermitted(Promise.resolve(1))).resolves.toBe(1);
  await expect(
    ifPermitted(Promise.reject(new AuthError("lacks a scope", { status: 403 }))),
  ).resolves.toBeUndefined();
  await expect(ifPermitted(Promise.reject(new AuthError("revoked", { status: 401 })))).rejects.toThrow(
    "revoked",
  );
  await expect(ifPermitted(Promise.reject(new Error("bug")))).rejects.toThrow("bug");
});
