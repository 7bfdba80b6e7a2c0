import { z } from "zod";
import type { DocumentDetail } from "./documents/pages.ts";
import { given, namedAs } from "./format.ts";

const text = z.string().optional();

export const documentShape = z.object({
  id: z.string(),
  title: z.string(),
  project: text,
  initiative: text,
  team: text,
  issue: text,
  creator: text,
  updated_by: text,
  created_at: z.string(),
  updated_at: z.string(),
  url: z.string(),
});

const name = namedAs("full");

export const showDocument = (row: DocumentDetail): z.output<typeof documentShape> =>
  given({
    id: row.id,
    title: row.title,
    project: name(row.project),
    initiative: name(row.initiative),
    team: name(row.team),
    issue: row.issue?.identifier,
    creator: name(row.creator),
    updated_by: name(row.updatedBy),
    created_at: row.createdAt,
    updated_at: row.updatedAt,
    url: row.url,
  });
