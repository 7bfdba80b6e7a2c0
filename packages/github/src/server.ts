import { githubApp } from "@sophia-mcp/auth/jwt";
import { bearer } from "@sophia-mcp/auth/schemes";
import { repeatable } from "@sophia-mcp/core/call";
import { defineServer } from "@sophia-mcp/core/server";
import { z } from "zod";
import { connectGitHub } from "./api.ts";
import { apiUrl, contentHosts } from "./base-url.ts";
import { explain, quota } from "./errors.ts";
import { identify } from "./identify.ts";
import { tools } from "./tools/index.ts";
import { version } from "./version.ts";

export default defineServer({
  name: "github",
  title: "GitHub",
  version,
  instructions:
    "GitHub. repository is always owner/name; github_search_repositories finds it. Issues and pull requests share one row of numbers. People are accepted by login, e-mail or full name, and @me is the owner of the token. To change code: github_create_branch, github_update_files, github_create_pull_request. More tools are in the groups reviews, actions (workflow runs and logs), releases (also branches and tags) and account.",
  credentials: [
    {
      kind: "token",
      title: "a personal access token, classic or fine-grained",
      url: "https://github.com/settings/personal-access-tokens",
      fields: {
        token: {
          env: ["GITHUB_PERSONAL_ACCESS_TOKEN", "GITHUB_TOKEN", "GH_TOKEN"],
          title: "personal access token",
          secret: true,
        },
      },
    },
    {
      kind: "app",
      title: "a GitHub App installation",
      url: "https://github.com/settings/apps",
      fields: {
        app_id: { env: ["GITHUB_APP_ID"], title: "App id or client id", secret: false },
        private_key: { env: ["GITHUB_APP_PRIVATE_KEY"], title: "private key, PEM", secret: true },
        installation_id: { env: ["GITHUB_APP_INSTALLATION_ID"], title: "installation id", secret: false },
      },
    },
  ],
  credentialKinds: {
    field: "token",
    prefixes: {
      ghp_: "classic",
      gho_: "classic",
      github_pat_: "fine_grained",
      ghs_: "installation",
      ghu_: "app_user",
    },
  },
  settings: z.object({
    base_url: z
      .url()
      .default("https://api.github.com")
      .describe("GitHub's API, or an Enterprise host, such as https://github.example.com/api/v3"),
    api_version: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}$/)
      .default("2022-11-28")
      .describe("Version of the REST API"),
    lockdown: z
      .stringbool()
      .default(false)
      .describe("true: of public repositories, answer only with content from people who can push to them"),
    content_hosts: z
      .string()
      .max(1000)
      .default("")
      .describe("Further hosts that an Enterprise server redirects logs and files to, comma-separated"),
  }),
  connect: ({ settings, credentials, http, redactor }) => {
    const base = apiUrl(settings.base_url);
    const hosts = settings.content_hosts.split(",").map((host) => host.trim());
    const options = {
      baseUrl: base,
      headers: { "x-github-api-version": settings.api_version },
      hosts: [...contentHosts, ...hosts.filter((host) => host !== "")],
      explain,
      quota,
    };
    const app = credentials.kind === "app";
    const signIn = http(options);
    const authorizer = app
      ? githubApp(base, credentials, redactor, (url, init) =>
          // Two installation tokens do no harm.
          repeatable(() => signIn.fetch(url, { ...init, what: "such App installation" })),
        )
      : bearer(credentials.values.token ?? "");
    return connectGitHub(http({ ...options, authorizer }), {
      base_url: base,
      lockdown: settings.lockdown,
      credential: app ? `installation ${credentials.values.installation_id ?? ""}` : "token",
    });
  },
  identify,
  tools,
});
