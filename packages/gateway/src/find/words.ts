/** Words that say nothing of what is wanted. */
const empty = new Set(
  "a about all am an and any are as at be been by can could did do does for from get give has have how i if in into is it its let like may me my need of off on one or our out please shall should show so some tell that the their them then there these this those to up us use using want was we what when where which whom whose why will with would you your".split(
    " ",
  ),
);

/** What people say, and the words that tools are named and described with. Keys are stems, as `stem` makes them. */
const meanings: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries({
    find: "search",
    look: "search",
    lookup: "search",
    see: "get list",
    view: "get",
    read: "get",
    open: "get",
    fetch: "get",
    make: "create",
    new: "create",
    insert: "create add upsert",
    store: "upsert",
    change: "update",
    edit: "update",
    modify: "update",
    rename: "update",
    assign: "update assignee",
    reassign: "update assignee owner",
    close: "update state",
    complete: "update completed",
    mark: "update",
    finish: "update completed",
    remove: "delete",
    erase: "delete",
    trash: "delete",
    drop: "delete",
    post: "send message",
    write: "send create",
    reply: "send thread message comment",
    dm: "send message direct",
    chat: "message",
    conversation: "thread message channel",
    react: "reaction",
    emoji: "reaction",
    ask: "query",
    execute: "run",
    sql: "query",
    stop: "cancel",
    abort: "cancel",
    kill: "cancel",
    people: "user",
    person: "user",
    colleague: "user",
    member: "user",
    employee: "user",
    customer: "company contact account",
    client: "company contact account",
    lead: "contact",
    opportunity: "deal",
    sale: "deal",
    ticket: "issue ticket",
    bug: "issue",
    pr: "pull request",
    repo: "repository",
    doc: "document page",
    wiki: "page",
    note: "page note",
    meeting: "call",
    recording: "call",
    todo: "task",
    sprint: "cycle",
    roadmap: "initiative project",
    column: "field property",
    attribute: "property field",
    warehouse: "warehouse",
    embedding: "vector embeddings",
    similar: "vector search",
    ci: "workflow run",
    build: "workflow run",
    pipeline: "pipeline workflow",
    attach: "file attachment",
    upload: "file send",
    whoami: "me account session",
    myself: "me",
    explain: "plan",
    who: "user owner member",
    prospect: "company contact deal",
    definition: "ddl schema",
    link: "association relation",
    connect: "association relation add",
    block: "relation dependencies",
    depend: "dependencies relation",
    overdue: "due",
    deadline: "due",
    late: "due",
    mention: "said transcript",
    said: "message transcript",
    stage: "pipeline state",
    status: "state",
    history: "list",
    work: "assignee my",
    mine: "my",
    report: "create issue",
    file: "create",
    approve: "review",
    diff: "files",
    log: "add logs",
    profile: "user",
    count: "stats",
    total: "stats",
    metrics: "stats",
    statistics: "stats",
    schema: "properties table",
    picture: "file",
    image: "file",
    join: "add",
    invite: "add",
  }).map(([word, wanted]) => [stem(word), wanted.split(" ").map(stem)]),
);

/** The words of a text, lower case, without their endings; names are taken apart at `_` and at capitals. */
export function wordsOf(text: string): string[] {
  const apart = text.replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2").toLowerCase();
  return (apart.match(/[\p{L}\p{N}]+/gu) ?? []).map(stem);
}

/** The words of a question: what says nothing is left out, unless nothing else was said. */
export function askedWords(text: string): string[] {
  const asked = text.toLowerCase().replace(/\bwho am i\b/, "whoami");
  const raw = asked.match(/[\p{L}\p{N}]+/gu) ?? [];
  const telling = raw.filter((word) => !empty.has(word));
  return [...new Set((telling.length > 0 ? telling : raw).map(stem))];
}

export const meaningsOf = (word: string): readonly string[] => meanings[word] ?? [];

/** English endings, roughly: it is enough that the same word always becomes the same. */
function stem(word: string): string {
  if (word.length < 4) return word;
  const singular = word.endsWith("ies")
    ? `${word.slice(0, -3)}y`
    : /(?:[sxz]|ch|sh)es$/.test(word)
      ? word.slice(0, -2)
      : /[^su]s$/.test(word)
        ? word.slice(0, -1)
        : word;
  const root = singular.replace(/(?<=\p{L}{3})(?:ing|ed)$/u, "");
  // "closing" and "close", "planned" and "plan".
  return root.replace(/(?<=\p{L}{2})e$/u, "").replace(/(\p{L})\1$/u, "$1");
}
