import type { Emulator } from "./emulator.ts";
import { createFaultBook, type FaultBook } from "./faults.ts";
import { EMULATORS, PORT_ORDER, VENDOR_IDS } from "./registry.ts";
import { type LoggedRequest, type RunningEmulator, startEmulator } from "./server.ts";
import type { Coverage, SpecChecker, Violation } from "./specs/checker.ts";
import { createWorld } from "./world/world.ts";

export type SandboxOptions = {
  /** All of them without it. */
  vendors?: readonly string[];
  /** Vendor i of the fixed order listens on port + i; free ports without it. */
  port?: number;
  host?: string;
  now?: Date;
  seed?: number;
  /** Folder of the vendors' API descriptions; requests that they do not allow are refused. */
  specs?: string;
};

export type Sandbox = {
  vendors: Record<string, { url: string; env: Record<string, string> }>;
  env: Record<string, string>;
  faults: FaultBook;
  requests: LoggedRequest[];
  violations: Violation[];
  coverage(): Record<string, Coverage>;
  close(): Promise<void>;
};

export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { vendors = VENDOR_IDS, port, host, now = new Date(), seed = 1, specs } = options;
  const faults = createFaultBook();
  const requests: LoggedRequest[] = [];
  const violations: Violation[] = [];
  const checkers: Record<string, SpecChecker> = {};
  const running: RunningEmulator[] = [];
  const world = createWorld({ seed, now });
  const close = async () => {
    await Promise.all(running.map((emulator) => emulator.close()));
  };
  try {
    for (const id of vendors) {
      const load = EMULATORS[id];
      if (!load) throw new TypeError(`unknown vendor ${id}; the sandbox has ${VENDOR_IDS.join(", ")}`);
      const emulator = await load();
      const checker = specs === undefined ? undefined : await createChecker(emulator, specs, violations);
      if (checker) checkers[id] = checker;
      running.push(
        await startEmulator(emulator, {
          now,
          seed,
          world,
          faults,
          requests,
          ...(host === undefined ? {} : { host }),
          ...(port === undefined ? {} : { port: port + PORT_ORDER.indexOf(id) }),
          ...(checker ? { checker } : {}),
        }),
      );
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    vendors: Object.fromEntries(running.map(({ id, url, env }) => [id, { url, env }])),
    env: Object.assign({}, ...running.map((emulator) => emulator.env)) as Record<string, string>,
    faults,
    requests,
    violations,
    coverage: () =>
      Object.fromEntries(Object.entries(checkers).map(([id, checker]) => [id, checker.coverage()])),
    close,
  };
}

async function createChecker(
  emulator: Pick<Emulator, "id" | "spec">,
  directory: string,
  violations: Violation[],
): Promise<SpecChecker | undefined> {
  if (!emulator.spec) return undefined;
  const input = {
    vendor: emulator.id,
    directory,
    source: emulator.spec,
    report: (violation: Violation) => void violations.push(violation),
  };
  if (emulator.spec.create) return emulator.spec.create(input);
  const { createOpenApiChecker } = await import("./specs/openapi.ts");
  return createOpenApiChecker(input);
}
