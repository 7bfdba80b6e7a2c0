import {
  CredentialError,
  resolveCredentials,
  type Credentials,
  type Environment,
} from "@sophia-mcp/auth/credentials";
import { createRedactor, type Redactor } from "@sophia-mcp/auth/redact";
import { noMetrics, type Metrics, type Outcome } from "@sophia-mcp/metrics/events";
import { traced } from "@sophia-mcp/metrics/trace";
import { fence, fit, type Output } from "./answer.ts";
import { withCall } from "./call.ts";
import { errorResult } from "./error-result.ts";
import { AuthError, findToolError, TimeoutError, ToolError } from "./errors.ts";
import { createHttp } from "./http.ts";
import { nearest } from "./nearest.ts";
import { inputSchema, parseInput, type JsonSchema } from "./schema.ts";
import { selectTools, usableTools, type Selection } from "./select.ts";
import type { AnyServer, Identity } from "./server.ts";
import { parseSettings } from "./settings.ts";
import { toolListing, type ToolListing } from "./surface.ts";
import { mapStrings, tokens, visible } from "./text.ts";
import type { AnyTool, Image } from "./tool.ts";
import { untilAborted } from "./until-aborted.ts";

export interface EngineOptions {
  env: Environment;
  /** Settings given as flags; they win over the environment. */
  flags?: Readonly<Record<string, string>>;
  selection?: Selection;
  metrics?: Metrics;
  /** Where the full text of a bug goes; secrets are already removed. Default: stderr. */
  log?(line: string): void;
}

export interface CallRequest {
  name: string;
  arguments?: unknown;
  /** The request's `_meta`, read for trace context. */
  meta?: Readonly<Record<string, unknown>>;
  signal?: AbortSignal;
  progress?(done: number, total?: number, message?: string): void;
}

export interface CallResult {
  content: ({ type: "text"; text: string } | ({ type: "image" } & Image))[];
  structuredContent?: Output;
  isError?: true;
  _meta?: Record<string, unknown>;
}

/** One server, ready to be called: everything that is done around a tool is done here, once. */
export interface Engine {
  definition: AnyServer;
  list(): ToolListing[];
  /** @throws UnknownToolError for a name that this server does not have */
  call(request: CallRequest): Promise<CallResult>;
  identify(signal: AbortSignal): Promise<Identity>;
  redactor: Redactor;
  close(): Promise<void>;
}

export class UnknownToolError extends Error {
  override name = "UnknownToolError";
}

export function createEngine(definition: AnyServer, options: EngineOptions): Engine {
  const { env, metrics = noMetrics } = options;
  const redactor = createRedactor();
  const log = options.log ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const clean = (text: string): string => redactor.text(visible(text));
  const shown = usableTools(selectTools(definition.tools, options.selection ?? {}), definition, env);
  const schemas = new Map<AnyTool<unknown>, JsonSchema>();
  const byName = new Map<string, AnyTool<unknown>>();
  for (const tool of definition.tools)
    for (const name of [tool.name, ...(tool.aliases ?? [])]) byName.set(name, tool);

  // Read on the first call: a wrong variable must not keep the tools from being listed.
  let parsed: ReturnType<typeof parseSettings> | undefined;
  const settings = () => (parsed ??= parseSettings(definition, env, options.flags ?? {}));

  let connecting: Promise<unknown> | undefined;
  const closing = new AbortController();

  /** Connects once; a failure is not remembered, so that a corrected secret file works on the next call. */
  function connect(): Promise<unknown> {
    connecting ??= (async () => {
      const credentials = readCredentials();
      return definition.connect({
        settings: settings(),
        credentials,
        redactor,
        http: (http) =>
          createHttp(
            {
              server: definition.name,
              vendor: definition.title,
              credential: Object.values(credentials.sources).join(" and "),
              metrics,
            },
            http,
          ),
      });
    })().catch((error: unknown) => {
      connecting = undefined;
      throw error;
    });
    return connecting;
  }

  function readCredentials(): Credentials {
    try {
      return resolveCredentials(definition.title, definition.credentials, env, redactor);
    } catch (error) {
      throw error instanceof CredentialError ? new AuthError(error.message, { cause: error }) : error;
    }
  }

  async function run(tool: AnyTool<unknown>, request: CallRequest): Promise<CallResult> {
    let schema = schemas.get(tool);
    if (!schema) schemas.set(tool, (schema = inputSchema(tool.input)));
    const input: unknown = parseInput(tool.name, tool.input, schema, request.arguments);
    const { timeout_seconds: seconds, answer_tokens: budget } = settings();
    const limit = AbortSignal.timeout(seconds * 1000);
    const signals = [limit, closing.signal, ...(request.signal ? [request.signal] : [])];
    const signal = AbortSignal.any(signals);
    const deadline = performance.now() + seconds * 1000;
    const images: Image[] = [];
    const attach = (image: Image): void => void images.push(image);
    const work = withCall({ tool: tool.name, access: tool.access, signal, deadline }, async () => {
      const api = await connect();
      const progress = request.progress ?? (() => undefined);
      const result = await tool.run({ input, api, signal, progress, attach });
      return tool.output.parse(result) as Output;
    });
    let output: Output;
    try {
      output = await untilAborted(work, signal);
    } catch (error) {
      throw request.signal?.aborted
        ? new ToolError("cancelled", `${tool.name} was cancelled.`, { retryable: true, cause: error })
        : limit.aborted
          ? timeLimit(tool, definition.title, seconds, error)
          : error;
    }
    const safe = mapStrings(output, clean) as Output;
    const answer = fit(safe, (value) => tool.render(value), budget, tool.more);
    return {
      content: [
        { type: "text", text: fence(definition.name, answer.text) },
        ...images.map(({ data, mimeType }) => ({ type: "image" as const, data, mimeType })),
      ],
      structuredContent: answer.output,
    };
  }

  function failed(tool: AnyTool<unknown>, thrown: unknown): { result: CallResult; outcome: Outcome } {
    const error = findToolError(thrown);
    if (!error) {
      const detail = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
      log(clean(`${tool.name}: unexpected error: ${detail}`));
    }
    const kind = error?.kind ?? "bug";
    const message =
      error?.message ??
      `${tool.name} failed because of an error in this server, which was logged. Try other arguments or another tool.`;
    return { outcome: kind, result: errorResult({ kind, message, details: error?.details ?? {} }, clean) };
  }

  return {
    definition,
    redactor,
    list: () => shown.map((tool) => toolListing(tool)),
    async call(request) {
      const tool = byName.get(request.name);
      if (!tool) {
        const near = nearest(request.name, [...byName.keys()]);
        const hint = near ? ` Did you mean ${near}?` : "";
        throw new UnknownToolError(`Unknown tool: ${visible(request.name).slice(0, 64)}.${hint}`);
      }
      const started = performance.now();
      let outcome: Outcome = "ok";
      let result: CallResult;
      try {
        allow(tool, options.selection ?? {});
        result = await traced(`tools/call ${tool.name}`, request.meta, { "mcp.tool.name": tool.name }, () =>
          run(tool, request),
        );
      } catch (error) {
        ({ result, outcome } = failed(tool, error));
      }
      metrics.toolCall({
        server: definition.name,
        tool: tool.name,
        outcome,
        milliseconds: performance.now() - started,
        answerTokens: result.content.reduce(
          (sum, part) => sum + (part.type === "text" ? tokens(part.text) : 0),
          0,
        ),
      });
      return result;
    },
    async identify(signal) {
      const call = { tool: "--check", access: "read", signal, deadline: performance.now() + 15_000 } as const;
      try {
        return await withCall(call, async () => definition.identify(await connect(), signal));
      } catch (error) {
        // An SDK's wrapper says nothing that a person could act on.
        throw findToolError(error) ?? error;
      }
    },
    async close() {
      closing.abort(
        new ToolError("cancelled", `${definition.title}: the server is stopping.`, { retryable: true }),
      );
      const api = await connecting?.catch(() => undefined);
      if (api !== undefined) await definition.disconnect?.(api);
    },
  };
}

/** Read-only holds for calls too, not only for the list; a tool outside `--tools` or a group may be called by name. */
function allow(tool: AnyTool<unknown>, selection: Selection): void {
  if (selection.readOnly && tool.access !== "read") {
    throw new ToolError(
      "input",
      `${tool.name} was refused: this server runs with --read-only, and the tool would change data.`,
    );
  }
}

function timeLimit(tool: AnyTool<unknown>, vendor: string, seconds: number, cause: unknown): TimeoutError {
  const changes = tool.access !== "read";
  const unsafe = changes && !tool.idempotent;
  const next = changes
    ? `It is not known whether the change was made: ${unsafe ? "look before you repeat it" : "repeating the same call does no harm"}.`
    : "Ask for less, or try again; --timeout-seconds raises the limit.";
  return new TimeoutError(`${vendor} did not answer within ${seconds} s. ${next}`, {
    retryable: !unsafe,
    outcome: changes ? "unknown" : "not_done",
    cause,
  });
}
