import { z } from "zod";
import { Relation, RelationCreate } from "../documents/issues.ts";
import { issueParam, ownIdParam } from "../params.ts";
import { issueRef } from "../refs.ts";
import { defineTool } from "../tool.ts";

/** Linear keeps a relation on the issue that blocks, or that is the duplicate. */
const types = {
  blocks: { type: "blocks", turned: false },
  blocked_by: { type: "blocks", turned: true },
  duplicate_of: { type: "duplicate", turned: false },
  related_to: { type: "related", turned: false },
} as const;

export const addRelation = defineTool({
  name: "linear_add_relation",
  title: "Add relation",
  description:
    "Relates two issues, of which one blocks, is blocked by, duplicates or is related to the other. Marking a duplicate closes the issue as Duplicate. The relations of an issue are in linear_get_issue; a parent is set with linear_update_issue.",
  access: "write",
  group: "issues",
  scopes: ["write"],
  input: z.object({
    issue: issueParam,
    relation: z
      .enum(["blocks", "blocked_by", "duplicate_of", "related_to"])
      .describe("What issue is to other"),
    other: issueParam.describe("The other issue: ENG-123, its link or UUID"),
    id: ownIdParam,
  }),
  output: z.object({ id: z.string(), relation: z.string(), url: z.string() }),
  async run({ input, api }) {
    const { type, turned } = types[input.relation];
    const ends = [issueRef(input.issue), issueRef(input.other)];
    const [issueId = "", relatedIssueId = ""] = turned ? ends.toReversed() : ends;
    const row = await api.create(
      input.id,
      async (id) => {
        const relationInput = { id, issueId, relatedIssueId, type };
        return (await api.mutate(RelationCreate, { input: relationInput }, `issue ${ends.join(" or ")}`))
          .issueRelationCreate.issueRelation;
      },
      async (id) => (await api.query(Relation, { id }, `relation ${id}`)).issueRelation,
    );
    const [near, far] = turned ? [row.relatedIssue, row.issue] : [row.issue, row.relatedIssue];
    const words = input.relation.replace("_", " ");
    return {
      id: row.id,
      relation: `${near.identifier} ${words} ${far.identifier} (${far.title})`,
      url: near.url,
    };
  },
  render: ({ id, relation, url }) => `${relation} [${id}]\n${url}`,
});
