/** `sophia-mcp run` by itself, or, with `serve FILE`, a gateway's automations whose events come as lines on stdin. */
import { enableCompileCache } from "node:module";
import { createInterface } from "node:readline";
import type { WebhookEvent } from "../src/webhooks/sink.ts";

enableCompileCache();
const { env, stdin, stdout, stderr, argv } = process;
const [mode = "", path = ""] = argv.slice(2);
if (mode === "serve") await serve(env.SOPHIA_STATE_DIR ?? "");
else {
  const { runCommand } = await import("../src/automations/run-command.ts");
  const io = { env, cwd: process.cwd(), stdin, stdout, stderr };
  process.exitCode = await runCommand(argv.slice(2), io, undefined);
}

async function serve(stateFolder: string): Promise<void> {
  const [
    { createAutomations },
    { gatewayTools },
    { defaultConfig },
    { createGateway },
    { createLog },
    { builtIns },
  ] = await Promise.all([
    import("../src/automations/automations.ts"),
    import("../src/automations/gateway-tools.ts"),
    import("../src/config/defaults.ts"),
    import("../src/gateway.ts"),
    import("../src/log.ts"),
    import("../src/registry.ts"),
  ]);
  const log = createLog("info");
  const all = defaultConfig(env);
  // The others would only take time to load.
  const servers = all.servers.filter(({ name }) => ["gong", "asana", "slack", "hubspot"].includes(name));
  const gateway = await createGateway({ config: { ...all, servers }, builtIns, env, stateFolder, log });
  const tools = gatewayTools(gateway);
  const automations = createAutomations({ path, tools, env, stateFolder, log, settleMs: 300 });
  for await (const line of createInterface({ input: stdin })) {
    await automations.sink.deliver([JSON.parse(line) as WebhookEvent], AbortSignal.timeout(10_000));
  }
  await automations.close();
  await gateway.close();
}
