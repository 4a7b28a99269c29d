// Text of all kinds: names, files, free text.
import { z } from "zod";

export const text = z.string({ error: "text" }).meta({ title: "text" });

/** A name that can stand in paths and in counters. */
export const name = z
  .string({ error: "a name" })
  .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, { error: "a name of letters, digits, - and _ that starts with a letter" })
  .meta({ title: "name" });

/** A file; relative to the file that names it. `${NAME}` in it is an environment variable. */
export const file = z.string({ error: "a file" }).min(1, { error: "a file" }).meta({ title: "file" });

/** A whole number within bounds. */
export function whole(what: string, min: number, max: number) {
  const error = `${what}, ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

/** A profile by its name, or as a file. */
export const profileName = z
  .string({ error: "a profile" })
  .min(1, { error: "a profile" })
  .meta({ title: "name or file" });
