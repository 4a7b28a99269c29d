// The files of the host, as scenario loading needs them. Commands provide the real ones, tests a few in memory.

export interface FileFacts {
  readonly kind: "file" | "directory";
  readonly bytes: number;
}

export interface Files {
  /** What is at an absolute path; null when there is nothing. */
  facts(path: string): FileFacts | null;
  /** The whole file. Throws an Error with the reason when it cannot be read. */
  read(path: string): Uint8Array;
  /** Names in a directory, sorted; empty when there is none. */
  list(path: string): readonly string[];
  /** Value of an environment variable; undefined when it is not set. */
  variable?(name: string): string | undefined;
}
