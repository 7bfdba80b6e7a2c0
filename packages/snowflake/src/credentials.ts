import type { CredentialField, CredentialScheme } from "@sophia-mcp/auth/credentials";

const account: CredentialField = {
  env: ["SNOWFLAKE_ACCOUNT", "SNOWFLAKE_ACCOUNT_IDENTIFIER"],
  title: "account identifier, such as myorg-myaccount",
  secret: false,
};

const user: CredentialField = {
  env: ["SNOWFLAKE_USER", "SNOWFLAKE_USERNAME"],
  title: "name of the user",
  secret: false,
};

/** No credential, but read with them: what is listed depends on it, and only credentials reach the list. */
const writes: CredentialField = {
  env: ["SNOWFLAKE_ALLOW_WRITES"],
  title: "true to enable snowflake_run_statement",
  secret: false,
  optional: true,
};

/** Ways to log in, the safest first. */
export const credentials: readonly [CredentialScheme, ...CredentialScheme[]] = [
  {
    kind: "key_pair",
    title: "a key pair: the user's private key, with its passphrase when it is encrypted",
    url: "https://docs.snowflake.com/en/user-guide/key-pair-auth",
    fields: {
      private_key: {
        env: ["SNOWFLAKE_PRIVATE_KEY", "SNOWFLAKE_PRIVATE_KEY_RAW"],
        title: "private key in PEM form",
        secret: true,
      },
      passphrase: {
        env: ["SNOWFLAKE_PRIVATE_KEY_PASSPHRASE", "SNOWFLAKE_PRIVATE_KEY_FILE_PWD", "PRIVATE_KEY_PASSPHRASE"],
        title: "passphrase of the private key",
        secret: true,
        optional: true,
      },
      user,
      account,
      writes,
    },
  },
  {
    kind: "pat",
    title: "a programmatic access token",
    url: "https://docs.snowflake.com/en/user-guide/programmatic-access-tokens",
    fields: {
      token: {
        env: ["SNOWFLAKE_PAT", "SNOWFLAKE_PROGRAMMATIC_ACCESS_TOKEN"],
        title: "programmatic access token",
        secret: true,
      },
      user: { ...user, optional: true },
      account,
      writes,
    },
  },
  {
    kind: "oauth_refresh",
    title: "an OAuth client with a refresh token",
    url: "https://docs.snowflake.com/en/user-guide/oauth-custom",
    fields: {
      refresh_token: { env: ["SNOWFLAKE_OAUTH_REFRESH_TOKEN"], title: "OAuth refresh token", secret: true },
      client_id: { env: ["SNOWFLAKE_OAUTH_CLIENT_ID"], title: "OAuth client id", secret: false },
      client_secret: { env: ["SNOWFLAKE_OAUTH_CLIENT_SECRET"], title: "OAuth client secret", secret: true },
      account,
      writes,
    },
  },
  {
    kind: "oauth",
    title: "an OAuth access token",
    url: "https://docs.snowflake.com/en/user-guide/oauth-intro",
    fields: {
      token: { env: ["SNOWFLAKE_OAUTH_TOKEN", "SNOWFLAKE_TOKEN"], title: "OAuth access token", secret: true },
      user: { ...user, optional: true },
      account,
      writes,
    },
  },
  {
    kind: "password",
    title: "a user's password",
    url: "https://docs.snowflake.com/en/user-guide/admin-user-management",
    fields: {
      password: { env: ["SNOWFLAKE_PASSWORD"], title: "password", secret: true },
      user,
      account,
      writes,
    },
  },
];

/** `snowflake_run_statement` is listed only where writes are enabled; an unset variable has the empty prefix. */
export const credentialKinds = {
  field: "writes",
  prefixes: {
    true: "writes",
    True: "writes",
    TRUE: "writes",
    "1": "writes",
    yes: "writes",
    on: "writes",
    "": "reads",
  },
};

export const writesEnabled = (value: string | undefined): boolean => /^(true|1|yes|on)$/i.test(value ?? "");
