import { ToolError } from "@sophia-mcp/core/errors";

/** A write that is done is answered as done: what only fills its answer may be missing, but must not fail the call. */
export async function afterWrite<T>(filling: Promise<T>, without: T): Promise<T> {
  try {
    return await filling;
  } catch (error) {
    if (error instanceof ToolError) return without;
    throw error;
  }
}
