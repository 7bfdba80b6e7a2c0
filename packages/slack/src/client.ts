import { AsyncLocalStorage } from "node:async_hooks";
import { repeatable } from "@sophia-mcp/core/call";
import { findToolError } from "@sophia-mcp/core/errors";
import type { Http } from "@sophia-mcp/core/http";
import type { WebClient } from "@slack/web-api/dist/WebClient.js";

export interface SlackClient {
  /**
   * Calls Slack through its SDK. Throws core's own errors, which the SDK would wrap.
   * @param what what the call is about, for error messages: "channel C0123"
   */
  call<T>(work: (slack: WebClient) => Promise<T>, what?: string): Promise<T>;
  /** As `call`, for what may be repeated also inside a tool that writes. */
  read<T>(work: (slack: WebClient) => Promise<T>, what?: string): Promise<T>;
  /** As `call`; answers Slack's error code instead of throwing where `errors.ts` counts it as an answer. */
  outcome(work: (slack: WebClient) => Promise<unknown>, what?: string): Promise<string | undefined>;
}

const silent = () => undefined;

/**
 * Slack's SDK over core's client: the SDK builds requests, core sends them. Its own retries (ten in half an hour),
 * waiting on limits, queue and log are switched off. It is imported on the first call, by the one path that is needed.
 */
export function createClient(http: Http, baseUrl: string): SlackClient {
  const subject = new AsyncLocalStorage<string | undefined>();
  let opening: Promise<WebClient> | undefined;

  async function open(): Promise<WebClient> {
    const { WebClient } = await import("@slack/web-api/dist/WebClient.js");
    const level = "error" as never;
    return new WebClient(undefined, {
      slackApiUrl: baseUrl,
      fetch: (input, init) => http.fetch(input, { ...init, what: subject.getStore() }),
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      // A queue would start a waiting request in the context of the call that happened to end before it.
      maxRequestConcurrency: Infinity,
      allowAbsoluteUrls: false,
      logger: {
        debug: silent,
        info: silent,
        warn: silent,
        error: silent,
        setLevel: silent,
        getLevel: () => level,
        setName: silent,
      },
    });
  }

  async function call<T>(work: (slack: WebClient) => Promise<T>, what?: string): Promise<T> {
    const slack = await (opening ??= open());
    try {
      return await subject.run(what, () => work(slack));
    } catch (error) {
      throw findToolError(error) ?? error;
    }
  }

  return {
    call,
    read: (work, what) => repeatable(() => call(work, what)),
    async outcome(work, what) {
      try {
        await call(work, what);
        return undefined;
      } catch (error) {
        // What core let through although it is not ok: the SDK's WebAPIPlatformError.
        const code = (error as { data?: { error?: string } }).data?.error;
        if (code === undefined) throw error;
        return code;
      }
    },
  };
}
