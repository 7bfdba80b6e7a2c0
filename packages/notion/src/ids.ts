import { InputError } from "@sophia-mcp/core/errors";
import { unlabel } from "@sophia-mcp/core/names";

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}/gi;

function dashed(hex: string): string {
  const digits = hex.replaceAll("-", "").toLowerCase();
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const bare = /^(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** The id in an id, a link or `Name [id]`; undefined when there is none, so that the text may be a name. */
export function idIn(given: string): string | undefined {
  const text = unlabel(given, bare);
  if (bare.test(text)) return dashed(text);
  if (!/^(https?|collection|user|notion):\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  // A page that is open beside another one is named by the parameter `p`.
  const found = (url.searchParams.get("p") ?? `${url.host}${url.pathname}`).match(uuid)?.at(-1);
  return found && dashed(found);
}

/** The id of a block in an id or a link, which carries it behind the hash. */
export function blockIdIn(given: string): string | undefined {
  const anchor = given.split("#")[1]?.match(uuid)?.[0];
  return anchor ? dashed(anchor) : idIn(given);
}

/** @throws InputError for what is no id or link, such as a title */
export function blockId(given: string): string {
  const id = blockIdIn(given);
  if (id) return id;
  throw new InputError(
    `"${given.slice(0, 100)}" is no block id or link: notion_list_blocks and notion_search_pages answer ids.`,
  );
}

/** Opens in Notion whatever the page is called. */
export const linkTo = (id: string): string => `https://www.notion.so/${id.replaceAll("-", "")}`;
