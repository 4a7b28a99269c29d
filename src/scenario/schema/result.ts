// What a scenario comes to under a profile, for `hartbed matrix`.
import { z } from "zod";
import { strictMap } from "./strict-map.js";
import { text } from "./text.js";

export const result = strictMap({
  expectations: z.enum(["met", "failed"]).default("met").describe("Whether the expectations are met."),
  prints: text.optional().describe("A line that some console prints, without the space around it."),
});
