import type { z } from "zod";
import type { SearchMark } from "./search-mark.ts";

/** `read` changes nothing, `write` adds or changes, `destroy` removes or is hard to undo. All hints follow from it. */
export type Access = "read" | "write" | "destroy";

export interface ToolCall<Api, Input> {
  input: Input;
  api: Api;
  /** Ends when the client cancels, the time limit passes, or the server stops. */
  signal: AbortSignal;
  /** Tells a client that asked for it how far the work is. `total` is left out when it is not known. */
  progress(done: number, total?: number, message?: string): void;
  /** Adds a picture to the answer. It is part of the content only, not of the output, and costs no answer budget. */
  attach(image: Image): void;
}

/** A picture beside the text of an answer; `data` is base64. */
export interface Image {
  data: string;
  mimeType: string;
}

/** One tool as one value, read top to bottom. */
export interface Tool<
  Api,
  Input extends z.ZodObject = z.ZodObject,
  Output extends z.ZodObject = z.ZodObject,
> {
  /** `<server>_<verb>_<noun>`, at most 48 characters of `[a-z0-9_]`. */
  name: string;
  title: string;
  /** Two to five short sentences: what it returns, and when another tool is better. */
  description: string;
  access: Access;
  /** `core` is shown by default; any other name is a group that `--groups` turns on. */
  group: string;
  /** Scopes of the vendor that the credential must have. */
  scopes: readonly string[];
  /** A write that may be repeated with the same arguments without a further effect. Reads always may. */
  idempotent?: boolean;
  /** The kind of credential the tool needs, where a server knows several; see `ServerDefinition.credentialKinds`. */
  needs?: string;
  /** Old names under which the tool can still be called. They are not listed. */
  aliases?: readonly string[];
  /** Set on the tools that a search over all systems asks. */
  search?: SearchMark;
  /** How to get what did not fit into the answer: "Pass offset to read on." */
  more?: string;
  input: Input;
  output: Output;
  run(call: ToolCall<Api, z.output<Input>>): Promise<z.input<Output>>;
  /** Compact text for a model. Pure: it sees the output and nothing else. */
  render(output: z.output<Output>): string;
}

/** Any tool of a server, its schemas erased: what the engine and the lists work on. */
// eslint-disable-next-line typescript/no-explicit-any -- run's input and render's output are checked where they are defined
export type AnyTool<Api> = Tool<Api, any, any>;

/** Binds `defineTool` to a server's API type: `export const defineTool = toolFor<LinearApi>()`. */
export function toolFor<Api>() {
  return <Input extends z.ZodObject, Output extends z.ZodObject>(
    tool: Tool<Api, Input, Output>,
  ): Tool<Api, Input, Output> => tool;
}
