/** What people put into channels. Those without a text are the picture below. */
export const FILES: readonly {
  name: string;
  title: string;
  mimetype: string;
  filetype: string;
  channel: string;
  author: string;
  day: number;
  comment: string;
  text: string | undefined;
}[] = [
  {
    name: "drops-per-shift.csv",
    title: "Drops per shift",
    mimetype: "text/csv",
    filetype: "csv",
    channel: "sales",
    author: "nadia",
    day: -2,
    comment: "Numbers for the Orchard & Pike pilot".replace("&", "&amp;"),
    text: `shift,gateway,drops\n${Array.from({ length: 21 }, (_, index) => `${index + 1},GW-${(index % 4) + 1},${index < 9 ? 18 - index : index % 3 === 0 ? 1 : 0}`).join("\n")}\n`,
  },
  {
    name: "snapshot-lock.png",
    title: "snapshot-lock.png",
    mimetype: "image/png",
    filetype: "png",
    channel: "deal-bluefin",
    author: "amara",
    day: -9,
    // Nothing but the file: the message's text is empty.
    comment: "",
    text: undefined,
  },
  {
    name: "msa-redlines.pdf",
    title: "Master agreement with redlines",
    mimetype: "application/pdf",
    filetype: "pdf",
    channel: "deal-marlow",
    author: "priya",
    day: -1,
    comment: "Carla's redlines, section 9",
    text: "%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n",
  },
];

/** Two by two pixels. */
export const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFUlEQVR42mNkYPhfz8DAwMDEAAUACJkBgZk8tHAAAAAASUVORK5CYII=",
  "base64",
);
