// A profile and a scenario may ask only for extensions that the harts can have together.
import { extensionsOf, type Switches } from "../isa/extensions.js";
import type { Report } from "./problem.js";
import { nodeAt, type SourceNode } from "./source.js";

/**
 * Reports each switch that cannot be obeyed, where it was written.
 * @param writers What wrote `extensions:`, the one that has the last word first.
 */
export function checkExtensions(switches: Switches, writers: readonly SourceNode[], report: Report): void {
  for (const { name, found, expected, without } of extensionsOf(switches).problems) {
    const places = writers.flatMap((root) => [name, ...without].map((each) => nodeAt(root, ["extensions", each])));
    const place = places.find((node) => node !== null) ?? writers[0];
    if (place !== undefined) report({ origin: place.origin, path: ["extensions", name], found, expected });
  }
}
