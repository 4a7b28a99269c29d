// What hart.wasm exports: the helpers that meanings name, the engine's slow paths, and the run loop's calls.
export * from "./atomic";
export { attention } from "./attention";
export { cboClean, cboFlush, cboInval, cboZero } from "./cache-block";
export { pageWritten } from "./code";
export { csrReadClear, csrReadSet, csrReadWrite } from "./csr-instruction";
export { readCsr } from "./csr-read";
export { writeCsr } from "./csr-write";
export { decodeAt, fetchSlow, fetchStraddle } from "./fetch";
export * from "./float/index";
export { hypervisorLoad, hypervisorStore } from "./hypervisor-access";
export { loadSlow, storeSlow } from "./memory";
export { beginSlice, endSlice, resumeSlice, startHart } from "./slice";
export { ebreak, ecall, fenceI, hfenceGvma, hfenceVvma, pause, sfenceVma, wfi } from "./system";
export { mtimeHigh, mtimeLow, setMtime, stepsToTimer } from "./timer";
export { illegal, illegalAtPc } from "./trap";
export { mret, sret } from "./trap-return";
export { mulh, mulhsu, mulhu } from "./wide";
