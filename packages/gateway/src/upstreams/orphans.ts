import { spawn, type ChildProcess } from "node:child_process";

/**
 * Reads `+ pid` and `- pid` until its input closes, which happens however the gateway ends; whoever is still noted
 * then is asked to end, and ended.
 */
const watcher = `
pids=
while read -r op pid; do
  if [ "$op" = + ]; then pids="$pids $pid"; else
    rest=; for p in $pids; do [ "$p" = "$pid" ] || rest="$rest $p"; done; pids=$rest
  fi
done
[ -n "$pids" ] || exit 0
sleep 2
for p in $pids; do kill -s TERM -- "-$p" 2>/dev/null; done
sleep 1
for p in $pids; do kill -s KILL -- "-$p" 2>/dev/null; done
`;

let running: ChildProcess | undefined;

/**
 * Makes sure that a child's process group does not outlive this process, not even after SIGKILL: children that end when
 * their stdin closes need no help, the others do. Returns the function that ends the guard.
 * On Windows the runtime's job object does the same.
 */
export function guardChild(pid: number): () => void {
  if (process.platform === "win32" || pid === 0) return () => undefined;
  const guard = (running ??= start());
  guard.stdin?.write(`+ ${pid}\n`);
  return () => void guard.stdin?.write(`- ${pid}\n`);
}

function start(): ChildProcess {
  const child = spawn("/bin/sh", ["-c", watcher], {
    stdio: ["pipe", "ignore", "ignore"],
    // Ctrl-C in a terminal must not end the guard before the guarded.
    detached: true,
    env: { PATH: "/usr/bin:/bin" },
  });
  child.on("error", () => undefined);
  child.once("exit", () => (running = undefined));
  child.stdin.on("error", () => undefined);
  child.unref();
  // Nor may the pipe keep a process alive that has nothing else to do.
  (child.stdin as unknown as { unref?(): void }).unref?.();
  return child;
}
