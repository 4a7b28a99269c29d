// Counters of traps, VM exits and instructions by mode, and the ring of last VM exits: passive, read by the views.
import {
  ID,
  MODE_SINCE,
  RETIRED_GUEST,
  RETIRED_HS,
  RETIRED_M,
  TRAP_COUNTS,
  TRAP_COUNTS_BYTES,
  VM,
} from "../layout/hart";
import { VM_COUNT } from "../layout/machine";
import {
  EXIT_BYTES,
  EXIT_CAUSE,
  EXIT_HART,
  EXIT_HTINST,
  EXIT_HTVAL,
  EXIT_INSTRUCTION,
  EXIT_PC,
  EXIT_STEP,
  EXIT_STVAL,
  VM_BYTES,
  VM_EXITS,
  VM_FIRST_HART,
  VM_HART,
  VM_INJECTED,
  VM_INSTRUCTIONS,
  VM_MAX,
  VM_RING,
  VM_RING_COUNT,
  VM_RING_ENTRIES,
  VM_ROOT_PPN,
  VM_VMID,
  VM_WFI_EXITS,
  VMS,
} from "../layout/vm";
import { instructionAtPc } from "./code-at";
import {
  CAUSE_INSTRUCTION_ACCESS_FAULT,
  CAUSE_INSTRUCTION_ADDRESS_MISALIGNED,
  CAUSE_INSTRUCTION_GUEST_PAGE_FAULT,
  CAUSE_INSTRUCTION_PAGE_FAULT,
  CAUSE_VIRTUAL_INSTRUCTION,
  CSR_HGATP,
  WFI_WORD,
} from "./facts";
import { clock, csr, M, privilege, retired, virtual } from "./state";

function increment(address: u32): void {
  store<u64>(address, load<u64>(address) + 1);
}

/** Index of a cause in a table of counters: exceptions, then interrupts. */
function causeIndex(cause: u64): u32 {
  return (<u32>cause & 63) + ((<u32>(cause >> 63)) << 6);
}

/** Counts traps by the mode that takes them. */
export function countTraps(h: u32, target: i32, cause: u64, times: u64): void {
  const counter = h + TRAP_COUNTS + <u32>target * TRAP_COUNTS_BYTES + (causeIndex(cause) << 3);
  store<u64>(counter, load<u64>(counter) + times);
}

/** The entry of the VM whose hgatp is loaded, or 0. */
function currentVm(h: u32): u32 {
  const index = load<i32>(h + VM);
  return index < 0 ? 0 : VMS + <u32>index * VM_BYTES;
}

/** Credits the instructions retired since the last change of mode to the mode that is being left. */
export function accountMode(h: u32): void {
  const now = retired(h);
  const delta = now - load<u64>(h + MODE_SINCE);
  store<u64>(h + MODE_SINCE, now);
  if (virtual(h)) {
    store<u64>(h + RETIRED_GUEST, load<u64>(h + RETIRED_GUEST) + delta);
    const vm = currentVm(h);
    if (vm != 0) store<u64>(vm + VM_INSTRUCTIONS, load<u64>(vm + VM_INSTRUCTIONS) + delta);
    return;
  }
  const total = h + (privilege(h) == M ? RETIRED_M : RETIRED_HS);
  store<u64>(total, load<u64>(total) + delta);
}

/** hgatp changed: whose it is shows when V=1 is entered. A value that is only tried out makes no VM. */
export function forgetVm(h: u32): void {
  store<i32>(h + VM, -1);
}

/** V=1 is entered: finds or makes the VM of the loaded hgatp, a distinct root PPN. */
export function noteEntry(h: u32): void {
  if (load<i32>(h + VM) >= 0) return;
  const hgatp = csr(h, CSR_HGATP);
  if (hgatp >> 60 == 0) return;
  const root = hgatp & 0xfffffffffff;
  const count = load<u32>(VM_COUNT);
  let index: u32 = 0;
  while (index < count && index < VM_MAX - 1 && load<u64>(VMS + index * VM_BYTES + VM_ROOT_PPN) != root) index++;
  const vm = VMS + index * VM_BYTES;
  if (index == count) {
    store<u32>(VM_COUNT, count + 1);
    store<u32>(vm + VM_FIRST_HART, load<u32>(h + ID));
  }
  const own = index < VM_MAX - 1;
  store<u64>(vm + VM_ROOT_PPN, own ? root : 0);
  store<u32>(vm + VM_VMID, own ? <u32>(hgatp >> 44) & 0x3fff : 0);
  store<u32>(vm + VM_HART, load<u32>(h + ID));
  store<i32>(h + VM, <i32>index);
}

/** Counts a VM exit and writes it to the VM's ring. */
export function countExit(h: u32, epc: u64, cause: u64, tval: u64, tval2: u64, tinst: u64): void {
  const vm = currentVm(h);
  if (vm == 0) return;
  store<u32>(vm + VM_HART, load<u32>(h + ID));
  increment(vm + VM_EXITS + (causeIndex(cause) << 3));
  if (cause == <u64>CAUSE_VIRTUAL_INSTRUCTION && tval == WFI_WORD) increment(vm + VM_WFI_EXITS);
  const count = load<u64>(vm + VM_RING_COUNT);
  const entry = vm + VM_RING + (<u32>count % VM_RING_ENTRIES) * EXIT_BYTES;
  store<u64>(vm + VM_RING_COUNT, count + 1);
  store<u64>(entry + EXIT_STEP, clock(h));
  store<u64>(entry + EXIT_PC, epc);
  store<u64>(entry + EXIT_CAUSE, cause);
  store<u64>(entry + EXIT_STVAL, tval);
  store<u64>(entry + EXIT_HTVAL, tval2);
  store<u64>(entry + EXIT_HTINST, tinst);
  store<u32>(entry + EXIT_INSTRUCTION, instructionOf(h, cause));
  store<u32>(entry + EXIT_HART, load<u32>(h + ID));
}

/** The instruction that trapped, where it was fetched at all. */
function instructionOf(h: u32, cause: u64): u32 {
  const code = <i32>cause;
  const fetchFault =
    code == CAUSE_INSTRUCTION_ADDRESS_MISALIGNED ||
    code == CAUSE_INSTRUCTION_ACCESS_FAULT ||
    code == CAUSE_INSTRUCTION_PAGE_FAULT ||
    code == CAUSE_INSTRUCTION_GUEST_PAGE_FAULT;
  return cause >> 63 != 0 || fetchFault ? 0 : instructionAtPc(h);
}

/** Counts an interrupt that VS takes. */
export function countInjected(h: u32, cause: u64): void {
  const vm = currentVm(h);
  if (vm != 0) increment(vm + VM_INJECTED + ((<u32>cause & 15) << 3));
}
