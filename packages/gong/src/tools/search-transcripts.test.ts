import type { Harness } from "@sophia-mcp/testing/harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startGong, startWithToken, transcriptsOnly } from "../../test/gong.ts";
import { bluefin, orchard, period } from "../../test/ids.ts";

let gong: Harness;
beforeAll(async () => {
  gong = await startGong();
});
afterAll(() => gong.close());

const search = (args: Record<string, unknown>) =>
  gong.call("gong_search_transcripts", { ...period, ...args });

test("finds where a phrase was said, with its neighbours", async () => {
  const answer = await search({ query: "packs the  SAME box" });
  expect(answer.text).toMatchInlineSnapshot(`
    "1 hits shown, 24 transcripts looked at of 24

    call_id	title	started_at	at	speaker	text	url
    2602316462518554146	Orchard & Pike - Edge pilot: Discovery	2026-10-18T16:30:00Z	1:45	Fergus Pike	Ours is refreshed with every scan. / In the chilled hall the scanners drop off and somebody packs the same box again. / How often in a shift?	https://app.gong.io/call?id=2602316462518554146"
  `);
});

test("is bound to the given calls", async () => {
  const answer = await search({
    query: "scanners",
    calls: [orchard, `https://app.gong.io/call?id=${bluefin}`],
  });
  expect(answer).toSucceed({ looked_at: 2 });
  const hits = answer.structured.hits as { call_id: string }[];
  expect(new Set(hits.map((hit) => hit.call_id))).toEqual(new Set([orchard]));
});

test("a cursor goes on in the middle of a page", async () => {
  const all = (await search({ query: "late" })).structured.hits as unknown[];
  const first = await search({ query: "late", limit: 2 });
  const second = await search({ query: "late", limit: 100, cursor: first.structured.next_cursor });
  expect(all.length).toBeGreaterThan(2);
  expect([...(first.structured.hits as unknown[]), ...(second.structured.hits as unknown[])]).toEqual(all);
});

test("nothing found is no error", async () => {
  const answer = await search({ query: "quantum entanglement" });
  expect(answer.text).toBe("0 hits shown, 24 transcripts looked at of 24");
  expect(gong.sent().filter((request) => request.endsWith("/calls/extensive"))).not.toHaveLength(24);
});

test("without the scope for calls, hits still say call, time and speaker's id", async () => {
  const few = await startWithToken(transcriptsOnly);
  const answer = await few.call("gong_search_transcripts", {
    query: "chilled hall",
    calls: [orchard],
    limit: 1,
  });
  expect(answer.structured.hits).toMatchObject([
    { call_id: orchard, at: "0:28", speaker: expect.stringMatching(/^speaker \d{19}$/) as string },
  ]);
  await few.close();
});
