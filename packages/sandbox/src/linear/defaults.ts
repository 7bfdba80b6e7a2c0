import {
  getNamedType,
  type GraphQLOutputType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
} from "graphql";

/** What a field answers that the emulator knows nothing of: nothing where that is allowed, else the emptiest value. */
export function emptyValue(type: GraphQLOutputType, createdAt: string): unknown {
  if (!isNonNullType(type)) return null;
  if (isListType(type.ofType)) return [];
  const named = getNamedType(type);
  if (!isLeafType(named)) return {};
  switch (named.name) {
    case "Boolean":
      return false;
    case "Int":
    case "Float":
      return 0;
    case "DateTime":
      return createdAt;
    case "JSONObject":
      return {};
    case "String":
    case "ID":
      return "";
    default:
      return isEnumType(named) ? named.getValues()[0]?.value : "";
  }
}
