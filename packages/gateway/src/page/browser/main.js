import { find } from "./elements.js";
import { drawAudit, drawQuotas, drawSystems, drawTokens } from "./tables.js";
import { drawTiles } from "./tiles.js";
import { drawWaiting } from "./waiting.js";
import { span } from "./words.js";

const tokenKey = "sophia-mcp-token";
const pollMs = 1000;
const slowestPollMs = 5000;
const giveUpMs = 5000;
const saidMs = 8000;
let failures = 0;
let version;
let timer;
let forgetting;

const live = (state, text) => {
  // Said again each second it would be read out again each second.
  if (find("live").dataset.state === state && find("live").textContent === text) return;
  find("live").dataset.state = state;
  find("live").textContent = text;
};

const say = (text) => {
  find("said").textContent = text;
  find("waiting").hidden = false;
  clearTimeout(forgetting);
  forgetting = setTimeout(() => (find("said").textContent = ""), saidMs);
};

const send = (path, options = {}) => {
  const token = sessionStorage.getItem(tokenKey);
  const headers = { accept: "application/json", ...options.headers };
  if (token) headers.authorization = `Bearer ${token}`;
  return fetch(path, { ...options, headers, cache: "no-store", signal: AbortSignal.timeout(giveUpMs) });
};

const askForToken = (note) => {
  sessionStorage.removeItem(tokenKey);
  clearTimeout(timer);
  find("board").hidden = true;
  find("sign-in").hidden = false;
  if (note) {
    find("sign-in-note").textContent = note;
    find("sign-in-note").className = "bad";
  }
  live("waiting", "Signed out");
  find("token").focus();
};

const draw = (status) => {
  // Another version may tell of other things than this page knows.
  if (version !== undefined && version !== status.version) return location.reload();
  version = status.version;
  find("about").textContent = `${version} \u00B7 up ${span(status.at - status.startedAt)}`;
  find("problems").textContent = status.problems.join(" ");
  find("problems").hidden = status.problems.length === 0;
  find("sign-in").hidden = true;
  find("board").hidden = false;
  drawTiles(status);
  drawWaiting(status);
  drawSystems(status.servers);
  drawTokens(status.definitions);
  drawQuotas(status.quotas);
  drawAudit(status.audit);
};

const poll = async () => {
  clearTimeout(timer);
  if (document.hidden) return;
  try {
    const answer = await send("/status.json");
    if (answer.status === 401 || answer.status === 403)
      return askForToken(`The gateway does not accept this token (${answer.status}). Is it the current one?`);
    if (!answer.ok) throw new Error(`the gateway answers with ${answer.status}`);
    draw(await answer.json());
    failures = 0;
    live("live", "Live");
  } catch {
    failures++;
    live("lost", "Not reachable, trying again");
  }
  timer = setTimeout(poll, Math.min(slowestPollMs, pollMs * 2 ** Math.min(failures, 3)));
};

const decide = async (button) => {
  const { id, decision } = button.dataset;
  const buttons = button.parentElement.querySelectorAll("button");
  for (const one of buttons) one.disabled = true;
  try {
    const answer = await send(`/approvals/${encodeURIComponent(id)}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ decision }),
    });
    const { message, error } = await answer.json();
    say(
      message ?? (typeof error === "string" ? error : `Not decided: the gateway answered ${answer.status}.`),
    );
  } catch {
    say("Not decided: the gateway could not be reached.");
  }
  for (const one of buttons) one.disabled = false;
  await poll();
};

find("waiting").addEventListener("click", ({ target }) => {
  const button = target.closest("button[data-decision]");
  if (button) void decide(button);
});
find("sign-in").addEventListener("submit", (event) => {
  event.preventDefault();
  sessionStorage.setItem(tokenKey, find("token").value.trim());
  find("token").value = "";
  void poll();
});
document.addEventListener("visibilitychange", () => void poll());
if (document.documentElement.dataset.token === "needed" && !sessionStorage.getItem(tokenKey)) askForToken();
else void poll();
