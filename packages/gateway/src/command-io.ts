import type { Environment } from "@sophia-mcp/auth/credentials";

/** What a command of the bin works with, so that tests can look at all of it. */
export interface CommandIo {
  env: Environment;
  cwd: string;
  stdin: NodeJS.ReadStream;
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown };
}
