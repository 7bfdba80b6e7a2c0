export interface FileErrorPlace {
  file: string;
  /** Counted from 1. */
  line?: number;
  /** Counted from 1, in UTF-16 units as editors count them. */
  column?: number;
}

/** A client's file cannot be read, understood or written: nothing was changed, and the message says how to go on. */
export class FileError extends Error {
  override name = "FileError";
  readonly code: "malformed" | "changed" | "conflict" | "unreadable" | "not_written" | "nothing";
  readonly place: FileErrorPlace;
  constructor(code: FileError["code"], message: string, place: FileErrorPlace, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.place = place;
  }
}
