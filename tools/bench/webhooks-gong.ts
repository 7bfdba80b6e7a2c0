import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { Agent, request } from "node:http";
import { promisify } from "node:util";

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
export const hookUrl = "https://hooks.example.com/webhook/gong/calls";
/** As Gong shows it. */
export const shownKey = publicKey.export({ format: "der", type: "spki" }).toString("base64");

export interface Signed {
  body: string;
  token: string;
}

const signing = promisify(sign);
const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const header = base64({ alg: "RS256", typ: "JWT" });
/** About what a call with brief, outline and parties comes to. */
const filler = Array.from({ length: 60 }, (_, i) => ({
  text: `Point ${i}: they spoke about price, scope and dates.`,
}));

let serial = 7_000_000_000_000_000_000n;

/** Distinct calls, signed beforehand: signing is Gong's work and must not be measured. */
export async function presign(count: number): Promise<Signed[]> {
  const made: Signed[] = [];
  const worker = async (): Promise<void> => {
    while (made.length < count) made.push(await one(`${serial++}`));
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  return made.slice(0, count);
}

async function one(id: string): Promise<Signed> {
  const started = new Date().toISOString();
  const metaData = { id, title: "Renewal", started, duration: 1800, system: "Zoom", scope: "External" };
  const content = { brief: "They agreed on the renewal.", keyPoints: filler };
  const body = JSON.stringify({ callData: { metaData, parties: [{ name: "Ada" }], content }, isTest: false });
  const claims = {
    iss: "gong",
    webhook_url: hookUrl,
    body_sha256: createHash("sha256").update(body).digest("hex"),
    exp: Math.floor(Date.now() / 1000) + 3600,
  };
  const input = `${header}.${base64(claims)}`;
  const signature = await signing("sha256", Buffer.from(input), privateKey);
  return { body, token: `${input}.${signature.toString("base64url")}` };
}

export interface Load {
  /** From the moment at which the webhook was due, so that a queue in front counts too. */
  milliseconds: number[];
  accepted: number;
  refused: number;
}

/** Sends at an even rate, whether or not the answers come as fast. */
export async function drive(port: number, calls: readonly Signed[], perSecond: number): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const load: Load = { milliseconds: [], accepted: 0, refused: 0 };
  const began = performance.now();
  const pending: Promise<void>[] = [];
  for (let i = 0; i < calls.length;) {
    const due = Math.min(calls.length, Math.floor(((performance.now() - began) * perSecond) / 1000) + 1);
    for (; i < due; i++) {
      const at = began + (i * 1000) / perSecond;
      const call = calls[i];
      if (!call) continue;
      pending.push(
        post(port, agent, call).then((status) => {
          load.milliseconds.push(performance.now() - at);
          if (status === 200) load.accepted++;
          else load.refused++;
        }),
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(pending);
  agent.destroy();
  return load;
}

function post(port: number, agent: Agent, { body, token }: Signed): Promise<number> {
  return new Promise((resolve) => {
    const headers = {
      authorization: token,
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    };
    const options = { port, agent, method: "POST", path: "/webhook/gong/calls", headers };
    const req = request(options, (res) => {
      res.resume();
      res.on("end", () => resolve(res.statusCode ?? 0));
    });
    req.on("error", () => resolve(0)).end(body);
  });
}
