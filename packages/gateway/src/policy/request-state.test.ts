import { randomBytes } from "node:crypto";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createRequestStates, createUsedOnce } from "./request-state.ts";

const call = { principal: "anna", tool: "t", argumentsHash: "aa" };

test("a state is valid once, for its own call, with what its server put in", async () => {
  const states = createRequestStates();
  const state = states.mint(call, "confirmed", "server's own ✓");
  for (const other of [{ principal: "ben" }, { tool: "u" }, { argumentsHash: "bb" }])
    expect(await states.verify(state, { ...call, ...other })).toEqual({ kind: "refused", reason: "invalid" });
  expect(await states.verify(state, call)).toEqual({
    kind: "valid",
    stage: "confirmed",
    inner: "server's own ✓",
  });
  expect(await states.verify(state, call)).toEqual({ kind: "refused", reason: "used" });
  expect(await states.verify(states.mint(call, "asked"), call)).toEqual({ kind: "valid", stage: "asked" });
});

test("a state expires", async () => {
  let time = 0;
  const states = createRequestStates(randomBytes(32), { now: () => time });
  const state = states.mint(call, "asked");
  time = 600_000;
  expect(await states.verify(state, call)).toEqual({ kind: "refused", reason: "expired" });
});

test("a state of another process, or one changed anywhere, is refused; a server's own is foreign", async () => {
  const states = createRequestStates();
  const state = states.mint(call, "asked", "inner");
  expect(await createRequestStates().verify(state, call)).toEqual({ kind: "refused", reason: "invalid" });
  await fc.assert(
    fc.asyncProperty(fc.nat(state.length - 1), fc.constantFrom("A", "z", ".", "", "é"), async (at, put) => {
      const changed = state.slice(0, at) + put + state.slice(at + 1);
      if (changed === state) return;
      const reading = await states.verify(changed, call);
      expect(reading.kind).not.toBe("valid");
    }),
  );
  expect(await states.verify("eyJhIjoxfQ", call)).toEqual({ kind: "foreign" });
  expect(await states.verify(`${state}.more`, call)).toMatchObject({ kind: "refused" });
  expect(await states.verify(`sophia1.${"a".repeat(1_000_000)}`, call)).toMatchObject({ kind: "refused" });
});

test("replicas with one key and one memory of what was used accept a state once between them", async () => {
  const key = randomBytes(32);
  const used = createUsedOnce();
  const [first, second] = [createRequestStates(key, { used }), createRequestStates(key, { used })];
  const state = first.mint(call, "asked");
  expect(await second.verify(state, call)).toMatchObject({ kind: "valid" });
  expect(await first.verify(state, call)).toEqual({ kind: "refused", reason: "used" });
});
