// How the hart's AssemblyScript is compiled: the source, where the binary goes, and the compiler's switches.

export const HART_COMPILATION = [
  ...["src/hart/index.ts", "-o", "dist/hart.wasm"],
  ...["--importMemory", "--noExportMemory", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", "65536"],
  ...["--enable", "threads", "--runtime", "stub", "--memoryBase", "1024"],
  ...["-O3", "--noAssert", "--debug", "--bindings", "raw"],
];
