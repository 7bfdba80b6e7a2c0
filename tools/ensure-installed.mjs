// Lets `npm start` and `npm test` be the only command on a fresh clone. Runs on the system's Node.
import { execSync } from "node:child_process";
import { existsSync } from "node:fs";

if (!existsSync("node_modules/.bin/nx")) {
  process.stderr.write("Installing dependencies (npm ci)…\n");
  execSync("npm ci --no-audit --no-fund --loglevel=error", { stdio: ["ignore", 2, 2] });
}
