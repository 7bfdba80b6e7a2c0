/** Text that cannot begin a line of its own: somebody's words must not look like the next speaker's. */
export const oneLine = (text: string): string => text.replace(/\s+/gu, " ").trim();
