#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// Before anything of ours is loaded, so that all of it is kept compiled for the next start.
enableCompileCache();
const { startGateway } = await import("./cli.ts");
await startGateway(import.meta.url);
