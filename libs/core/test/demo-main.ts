import { start } from "../src/start.ts";

await start({
  url: process.env.DEMO_MANIFEST ?? import.meta.url,
  server: () => import("./demo.ts"),
  sandbox: async () => ({ env: { DEMO_TOKEN: "demo-secret-token" }, close: async () => undefined }),
});
