/** `sophia-mcp webhooks serve` from source, for the benchmark to start. */
import { enableCompileCache } from "node:module";

enableCompileCache();
const { webhooksCommand } = await import("@sophia-mcp/gateway/webhooks/command");
const { env, stdin, stdout, stderr } = process;
process.exitCode = await webhooksCommand(process.argv.slice(2), {
  env,
  cwd: process.cwd(),
  stdin,
  stdout,
  stderr,
});
