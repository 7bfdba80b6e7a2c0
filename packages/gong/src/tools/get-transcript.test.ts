import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callsOnly, startGong, startWithToken, transcriptsOnly } from "../../test/gong.ts";
import { orchard } from "../../test/ids.ts";

let gong: Harness;
beforeAll(async () => {
  gong = await startGong();
});
afterAll(() => gong.close());

const get = (args: Record<string, unknown>) => gong.call("gong_get_transcript", { call: orchard, ...args });
const turnsOf = (answer: { structured: Record<string, unknown> }) =>
  answer.structured.turns as { at: string; speaker: string; text: string }[];

test("shows who said what when", async () => {
  const answer = await get({ limit: 4 });
  expect(answer.text).toMatchInlineSnapshot(`
    "Orchard & Pike - Edge pilot: Discovery | call 2602316462518554146 | https://app.gong.io/call?id=2602316462518554146

    4 of 34 turns

    0:01 Lucas Ferreira: Hi Fergus, thanks for making the time today.
    0:04 Fergus Pike: Right. Of course, happy to be here.
    0:08 Lucas Ferreira: I brought Hana along, who knows Tessalane Edge inside out.
    0:13 Hana Kobayashi: Hello everyone.

    More rows: repeat with cursor: W251bGwsNF0"
  `);
});

test("is cut by minutes", async () => {
  const turns = turnsOf(await get({ from_minute: 1, to_minute: 1.5 }));
  expect(turns[0]?.at).toBe("1:01");
  expect(turns.at(-1)?.at).toBe("1:27");
});

test("is cut by speaker, and what others said between keeps turns apart", async () => {
  const fergus = turnsOf(await get({ speaker: "fergus" }));
  expect(new Set(fergus.map(({ speaker }) => speaker))).toEqual(new Set(["Fergus Pike"]));
  expect(fergus.length).toBeGreaterThan(5);
  expect(turnsOf(await get({ speaker: "hana.kobayashi@tessalane.example" }))[0]?.text).toBe(
    "Hello everyone.",
  );
  const sides = await Promise.all([get({ speaker: "internal" }), get({ speaker: "external" }), get({})]);
  const [ours, theirs, all] = sides.map((answer) => turnsOf(answer).length);
  expect((ours ?? 0) + (theirs ?? 0)).toBe(all);
  expect(await get({ speaker: "Priya" })).toFailWith("input", /Participants: Lucas Ferreira, Hana Kobayashi/);
});

test("pages through a long call", async () => {
  const first = await get({ limit: 30 });
  const second = await get({ limit: 30, cursor: first.structured.next_cursor });
  expect([...turnsOf(first), ...turnsOf(second)]).toEqual(turnsOf(await get({})));
  expect(second.structured.next_cursor).toBeUndefined();
});

test("without the scope for calls, speakers keep their ids", async () => {
  const few = await startWithToken(transcriptsOnly);
  const answer = await few.call("gong_get_transcript", { call: orchard, limit: 1 });
  expect(turnsOf(answer)[0]?.speaker).toBe("speaker 1946990689048053970");
  const by = { call: orchard, speaker: "1946990689048053970", limit: 1 };
  expect(await few.call("gong_get_transcript", by)).toSucceed();
  await few.close();
});

test("the scope for transcripts is named when it is lacking", async () => {
  const few = await startWithToken(callsOnly);
  expect(await few.call("gong_get_transcript", { call: orchard })).toFailWith(
    "auth",
    /lacks the scope api:calls:read:transcript/,
  );
  await few.close();
});

test("an unknown call is said to be so", async () => {
  expect(await get({ call: "1234567890" })).toFailWith("input", /no transcript of call 1234567890/);
});
