// Handlers of instructions that little code is made of, in a function of their own: the host compiles the interpreter's
// loop sooner and better without them. Translated code has no such difference.
import { HANDLER_REGION, RECORD_HANDLER } from "../layout/records.js";
import { endsWithControl, HandlerLowering } from "./handler-lowering.js";
import type { Handler, HandlerTable } from "./handlers.js";
import type { HelperImports } from "./helper-imports.js";
import { FunctionWriter } from "./wasm/function-writer.js";

/** Extensions that all code uses. */
const COMMON = new Set(["I", "M", "Zmmul", "C", "Zicsr"]);
/** Parameters behind the hart: the address of the record, and the steps left. */
const OP = 1;
const COUNT = 2;

export function isRare(handler: Handler): boolean {
  return !COMMON.has(handler.extension) && !endsWithControl(handler);
}

/** The function: runs the instruction at a record and returns the steps left, unless EXIT says otherwise. */
export function writeRareHandlers(helper: HelperImports, { handlers }: HandlerTable): FunctionWriter {
  const code = new FunctionWriter(["i32", "i32", "i32"], ["i32"]);
  new RareHandlers(code, helper).generate(handlers.filter(isRare));
  return code;
}

class RareHandlers extends HandlerLowering {
  constructor(code: FunctionWriter, helper: HelperImports) {
    super(code, helper, { op: OP, count: COUNT });
  }

  generate(handlers: readonly Handler[]): void {
    const c = this.code;
    const other = c.block();
    const labels = new Map(handlers.toReversed().map((handler) => [handler.number, c.block()]));
    const last = Math.max(...labels.keys());
    const table = Array.from({ length: last + 1 }, (_, number) => labels.get(number) ?? other);
    c.get(OP)
      .memory("i32.load16_u", RECORD_HANDLER)
      .i32(HANDLER_REGION - 1)
      .op("i32.and");
    c.brTable([...table, other]);
    for (const handler of handlers) {
      c.end();
      this.lowerHandler(handler);
      c.get(COUNT).return();
    }
    c.end().unreachable();
  }

  protected override leave(): void {
    this.code.get(COUNT).return();
  }

  protected override lowerControl(): void {
    throw new Error("a rare handler says where to go on");
  }
}
