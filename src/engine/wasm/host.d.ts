// The part of the WebAssembly JavaScript interface that the engine uses (ES libraries do not declare it).
declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { readonly initial: number; readonly maximum: number; readonly shared: boolean });
    readonly buffer: SharedArrayBuffer;
  }
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
    static imports(module: Module): { readonly module: string; readonly name: string; readonly kind: string }[];
    static exports(module: Module): { readonly name: string; readonly kind: string }[];
    static customSections(module: Module, name: string): ArrayBuffer[];
  }
  /** Functions by name. */
  type Exports = { readonly [name: string]: unknown };
  class Table {
    constructor(descriptor: { readonly initial: number; readonly element: "anyfunc" });
    readonly length: number;
    grow(delta: number): number;
    set(index: number, value: unknown): void;
  }
  class Instance {
    constructor(module: Module, imports: { readonly [module: string]: object });
    readonly exports: Exports;
  }
}
