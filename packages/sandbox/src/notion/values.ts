import { asJson, asList, asText, type NotionState, type Property, type RichText } from "./model.ts";
import { plain } from "./rich-text.ts";

/** A property's value as one piece of text: what sorts and text filters look at. */
export function wordsOf(state: NotionState, property: Pick<Property, "type">, value: unknown): string {
  if (value === null || value === undefined) return "";
  switch (property.type) {
    case "title":
    case "rich_text":
      return plain(value as RichText[]);
    case "select":
    case "status":
      return asText(asJson(value).name);
    case "multi_select":
    case "files":
      return asList(value)
        .map((one) => asText(asJson(one).name))
        .join(", ");
    case "date":
      return asText(asJson(value).start);
    case "people":
    case "created_by":
    case "last_edited_by":
      return [value]
        .flat()
        .map((id) => nameOf(state, asText(id)))
        .join(", ");
    case "relation":
      return asList(value)
        .map((one) => plain(state.pages.get(asText(asJson(one).id))?.title ?? []))
        .join(", ");
    case "unique_id":
      return asText(asJson(value).number);
    case "formula":
    case "rollup": {
      const inner = asJson(value);
      const held = inner[asText(inner.type)];
      return Array.isArray(held)
        ? held
            .map((one) => wordsOf(state, asJson(one) as Property, asJson(one)[asText(asJson(one).type)]))
            .join(", ")
        : typeof held === "object"
          ? asText(asJson(held).start)
          : asText(held);
    }
    default:
      return asText(value);
  }
}

const nameOf = (state: NotionState, id: string): string =>
  state.world.people.find((one) => one.notionId === id)?.name ?? "Sophia";
