/** One session of an older revision, whose every request goes to the replica that the test chooses. */
import { versions, type Message } from "./fixtures/raw-client.ts";

export interface Told {
  id: string | undefined;
  message: Message;
}

export interface ChosenSession {
  id: string;
  /** A request at this replica; its answer. */
  ask(url: string, method: string, params?: object): Promise<Message>;
  /** Any message as it is, of which the answer is read elsewhere. */
  send(url: string, message: object, signal?: AbortSignal): Promise<Response>;
  /** Opens the stream of what belongs to no request; what comes is collected until the test ends it. */
  listen(url: string, after?: string): Promise<{ told: Told[]; ended: Promise<void>; stop(): void }>;
  end(url: string): Promise<Response>;
}

const clientInfo = { name: "chosen", version: "1.0.0" };

export async function openSession(url: string, capabilities: object = {}): Promise<ChosenSession> {
  let next = 1;
  let id = "";

  const headers = (): Record<string, string> => ({
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    "mcp-protocol-version": versions.legacy,
    ...(id === "" ? {} : { "mcp-session-id": id }),
  });

  const send = (to: string, message: object, signal?: AbortSignal): Promise<Response> =>
    fetch(to, {
      method: "POST",
      headers: headers(),
      body: JSON.stringify({ jsonrpc: "2.0", ...message }),
      ...(signal ? { signal } : {}),
    });

  const params = { protocolVersion: versions.legacy, capabilities, clientInfo };
  const opened = await send(url, { id: 0, method: "initialize", params });
  id = opened.headers.get("mcp-session-id") ?? "";
  await opened.text();
  return {
    id,
    send,
    async ask(to, method, given = {}) {
      const asked = next++;
      const answer = await send(to, { id: asked, method, params: given });
      if (!answer.headers.get("content-type")?.includes("event-stream"))
        return (await answer.json()) as Message;
      for await (const { message } of events(answer)) if (message.id === asked) return message;
      throw new Error("the stream ended without an answer");
    },
    async listen(to, after) {
      const stopping = new AbortController();
      const last = after === undefined ? {} : { "last-event-id": after };
      const response = await fetch(to, { headers: { ...headers(), ...last }, signal: stopping.signal });
      if (!response.ok) throw new Error(`GET was answered with ${response.status}`);
      const told: Told[] = [];
      const ended = (async () => {
        for await (const event of events(response)) told.push(event);
      })().catch(() => undefined);
      return { told, ended, stop: () => stopping.abort() };
    },
    end: (to) => fetch(to, { method: "DELETE", headers: headers() }),
  };
}

/** The events of a stream as they come. */
export async function* events(response: Response): AsyncGenerator<Told> {
  if (!response.body) return;
  let buffer = "";
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    buffer += text;
    const blocks = buffer.split("\n\n");
    buffer = blocks.pop() ?? "";
    for (const block of blocks) {
      const lines = block.split("\n");
      const data = lines.find((line) => line.startsWith("data: "));
      if (data === undefined || data === "data: ") continue;
      const id = lines.find((line) => line.startsWith("id: "))?.slice(4);
      yield { id, message: JSON.parse(data.slice(6)) as Message };
    }
  }
}
