import type { Gateway } from "../gateway.ts";
import { version } from "../version.ts";
import { document, type Page } from "./http.ts";

/** `/health` says that the process is alive, and nothing else: it is for everybody who can reach the port. */
export const healthPage = (): Page => ({
  open: true,
  handle(_req, res, path) {
    if (path !== "/health") return false;
    document(res, { status: "ok", version });
    return true;
  },
});

/** `/ready`: how every server is doing. Not ready only while the gateway itself cannot answer. */
export const readyPage = (gateway: Gateway): Page => ({
  open: false,
  handle(_req, res, path) {
    if (path !== "/ready") return false;
    document(res, {
      status: "ready",
      version,
      upstreams: gateway.status().map(({ pids: _pids, ...shown }) => shown),
    });
    return true;
  },
});

export const metricsPage = (metrics: { contentType: string; text(): Promise<string> }): Page => ({
  open: false,
  async handle(req, res, path) {
    if (path !== "/metrics" || req.method !== "GET") return false;
    const text = await metrics.text();
    res.writeHead(200, { "content-type": metrics.contentType, "cache-control": "no-store" }).end(text);
    return true;
  },
});
