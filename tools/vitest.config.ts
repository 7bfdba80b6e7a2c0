import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

// Builds under the condition "module" are for bundlers; Node cannot load all of them.
const conditions = ["@sophia-mcp/source", ...defaultServerConditions.filter((name) => name !== "module")];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts", "*.test.ts"],
    globalSetup: [new URL("vitest.setup.ts", import.meta.url).pathname],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // Two cores: more workers than that only add start-up time.
    maxWorkers: 2,
    reporters: ["default", ["json", { outputFile: "reports/tests.json" }]],
    env: { NO_COLOR: "1" },
  },
});
