// A map that refuses keys it does not know. The issue's message carries the keys it knows.
import { z } from "zod";

export function strictMap<const Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? Object.keys(shape).join(" ") : undefined),
  });
}
