// What the assembler says about text that it cannot use.

/** Source text that cannot be assembled: what was found, what was expected, and the line if there are several. */
export class AssemblyError extends Error {
  override readonly name = "AssemblyError";
}
