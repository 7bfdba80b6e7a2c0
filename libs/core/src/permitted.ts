import { AuthError } from "./errors.ts";

/** What is a help and not a need, such as names for ids: undefined where the credential may not read it (403). */
export async function ifPermitted<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof AuthError && error.details.status === 403) return undefined;
    throw error;
  }
}
