import { InputError } from "@sophia-mcp/core/errors";
import { nearest } from "@sophia-mcp/core/nearest";

/**
 * The server that a caller names by name or title, in any case.
 * @throws InputError with the nearest one
 */
export function theSystem<Server extends { name: string; title: string }>(
  given: string,
  servers: readonly Server[],
  key: string,
): Server {
  const wanted = given.trim().toLowerCase();
  const found = servers.find(
    ({ name, title }) => name.toLowerCase() === wanted || title.toLowerCase() === wanted,
  );
  if (found) return found;
  const near = nearest(
    given,
    servers.flatMap(({ name, title }) => [name, title]),
  );
  const names = servers.map(({ name }) => name);
  const known =
    names.length > 30 ? `${names.slice(0, 30).join(", ")} and ${names.length - 30} more` : names.join(", ");
  throw new InputError(
    `"${key}": no system is called "${given.slice(0, 64)}". ${near ? `Did you mean ${near}?` : `Known: ${known || "none"}.`}`,
  );
}
