import { findToolError, InputError } from "@sophia-mcp/core/errors";
import type { Client } from "./api.ts";
import type { codeApi } from "./api/code.ts";
import { nameOf, type Repo } from "./params.ts";

/** Somebody's text: who wrote it, and what GitHub says they are to the repository. */
export interface Written {
  user?: { login: string } | null;
  author_association?: string | undefined;
}

export interface Lockdown {
  on: boolean;
  /** Whether the repository is one of those that lockdown is for: public, so that anyone can write into it. */
  watches(at: Repo): Promise<boolean>;
  /** @throws InputError for a text of somebody who cannot push */
  require(at: Repo, written: Written, what: string): Promise<void>;
  /** Leaves out what was written by people who cannot push. */
  keep<T extends Written>(at: Repo, rows: readonly T[]): Promise<T[]>;
  /** @throws InputError for a commit that may have come from a fork */
  requireRef(at: Repo, ref: string | undefined): Promise<void>;
}

/** What the people are to a repository who can push to it, or at least to some of its owner's. */
const insiders = new Set(["OWNER", "MEMBER", "COLLABORATOR"]);
const canPush = new Set(["admin", "maintain", "write"]);

/**
 * Lockdown mode: of public repositories, only what people wrote who can push there. Whoever can open an issue can
 * otherwise put instructions before a model. GitHub tells permissions only to those who can push themselves; for
 * others `author_association` decides, which also counts members of the organisation without push access.
 */
export function createLockdown(
  { cached }: Client,
  code: Pick<ReturnType<typeof codeApi>, "known" | "permission" | "reference" | "compare">,
  on: boolean,
): Lockdown {
  const watches = async (at: Repo) => on && !(await code.known(at)).private;

  function pushes(at: Repo, { user, author_association: association }: Written): Promise<boolean> {
    // Everyone who can push is one of these, so that strangers cost no request.
    if (!user || (association !== undefined && !insiders.has(association))) return Promise.resolve(false);
    return cached(`pushes ${nameOf(at)} ${user.login} ${association !== undefined}`, async () => {
      try {
        return canPush.has(await code.permission(at, user.login));
      } catch (error) {
        const status = findToolError(error)?.details.status;
        if (status === 404) return false;
        if (status === 403) return association !== undefined;
        throw error;
      }
    });
  }

  async function exists(at: Repo, ref: string): Promise<boolean> {
    try {
      await code.reference(at, ref);
      return true;
    } catch (error) {
      if (findToolError(error)?.details.status === 404) return false;
      throw error;
    }
  }

  return {
    on,
    watches,
    async require(at, written, what) {
      if (!(await watches(at)) || (await pushes(at, written))) return;
      throw new InputError(
        `${what} was withheld: lockdown mode shows only what people wrote who can push to ${nameOf(at)}. It can be switched off with GITHUB_LOCKDOWN.`,
      );
    },
    async keep(at, rows) {
      if (rows.length === 0 || !(await watches(at))) return [...rows];
      const kept = await Promise.all(rows.map((row) => pushes(at, row)));
      return rows.filter((_, index) => kept[index]);
    },
    async requireRef(at, ref) {
      if (ref === undefined || ref === "HEAD" || !(await watches(at))) return;
      if ((await exists(at, `heads/${ref}`)) || (await exists(at, `tags/${ref}`))) return;
      // A fork's commits can be read through the repository that it was made from.
      const { default_branch: base } = await code.known(at);
      const status = await code.compare(at, base, ref);
      if (status === "behind" || status === "identical") return;
      throw new InputError(
        `${ref} was withheld: lockdown mode shows only branches and tags of ${nameOf(at)}, and commits of its default branch.`,
      );
    },
  };
}
