// What a value of a meaning contains, as far as the translator treats it differently.
import type { Node } from "../../isa/meaning.js";
import { visitEffect } from "../handlers.js";
import type { LoadNode } from "../lowering.js";

/** The load within a value; meanings have at most one. */
export function loadIn(value: Node): LoadNode | null {
  let found: LoadNode | null = null;
  visitEffect({ effect: "x", value }, (node) => {
    if (node.node === "load") found = node;
  });
  return found;
}

/** Whether a helper in a value may trap. */
export function isFallible(value: Node): boolean {
  let fallible = false;
  visitEffect({ effect: "x", value }, (node) => {
    if (node.node === "call" && node.fallible) fallible = true;
  });
  return fallible;
}
