import { collect, pageInput, pageOutput } from "@sophia-mcp/core/paging";
import { nextPage, parts } from "@sophia-mcp/core/render";
import { z } from "zod";
import { projectFields, projectShape, projectTable, showProjects } from "../format.ts";
import { findPortfolio, findWorkspace } from "../names.ts";
import { nameParam, workspaceParam } from "../params.ts";
import { defineTool } from "../tool.ts";

export const listPortfolioItems = defineTool({
  name: "asana_list_portfolio_items",
  title: "List portfolios or their projects",
  description:
    "Without portfolio, lists the portfolios that you own: Asana tells a person's token no others. With portfolio, lists its projects with owner, dates and latest status. Needs a paid plan; portfolios of others are found by name with asana_search_objects.",
  access: "read",
  group: "projects",
  scopes: ["portfolios:read"],
  more: "Pass a smaller limit.",
  input: z.object({
    portfolio: nameParam.optional().describe("Portfolio, by name or id"),
    workspace: workspaceParam,
    ...pageInput(100),
  }),
  output: z.object({ items: z.array(projectShape), ...pageOutput }),
  async run({ input, api }) {
    const { portfolio, workspace } = input;
    const gid = portfolio === undefined ? undefined : await findPortfolio(api, portfolio, workspace);
    const space = gid === undefined ? await findWorkspace(api, workspace) : undefined;
    const { rows, ...next } = await collect(input, (token, size) =>
      gid === undefined
        ? api.portfolios(space?.gid ?? "", token, size)
        : api.portfolioItems(gid, token, size, projectFields),
    );
    return { items: await showProjects(api, rows), ...next };
  },
  render: (output) => parts(projectTable(output.items), nextPage(output)),
});
