#!/usr/bin/env node
import { startGateway } from "./cli.ts";

await startGateway(import.meta.url);
