/** `sophia-mcp webhooks` by itself, for tests that kill it. */
import { enableCompileCache } from "node:module";

enableCompileCache();
const { webhooksCommand } = await import("../src/webhooks/command.ts");
const { env, stdin, stdout, stderr, argv } = process;
process.exitCode = await webhooksCommand(argv.slice(2), { env, cwd: process.cwd(), stdin, stdout, stderr });
