// JSON Schemas from the same zod schemas that check the files: for editors, and for the reference.
import { z } from "zod";
import { profile } from "./schema/profile.js";
import { scenario } from "./schema/scenario.js";

export type JsonSchema = z.core.JSONSchema.JSONSchema;

/** Of a scenario with all that it extends. */
export function scenarioJsonSchema(): JsonSchema {
  return { ...z.toJSONSchema(scenario, { io: "input", target: "draft-2020-12" }), title: "hartbed scenario" };
}

export function profileJsonSchema(): JsonSchema {
  return { ...z.toJSONSchema(profile, { io: "input", target: "draft-2020-12" }), title: "hartbed profile" };
}

/** For one file in an editor: what it leaves out at its top may be said by the file that it extends. */
export function editorSchema({ required: _, ...schema }: JsonSchema): JsonSchema {
  return schema;
}
