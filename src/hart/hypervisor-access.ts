// HLV, HLVX and HSV: hypervisor chapter, "Hypervisor Virtual-Machine Load and Store Instructions".
import { CSR_HSTATUS, HSTATUS_HU, HSTATUS_SPVP } from "./facts";
import { clearFault, faulted } from "./fault";
import { readVirtual, signExtend, writeVirtual } from "./memory";
import { ACCESS_READ } from "./pmp";
import { csr, goTo, pc, privilege, U, virtual } from "./state";
import { regimeContext } from "./tlb";
import { illegal, raiseFaultOf, virtualInstruction } from "./trap";
import { ACCESS_EXECUTABLE_READ } from "./walk";

/** M and HS may, U when hstatus.HU is set; V=1 never. */
function allowed(h: u32, raw: u32): bool {
  if (virtual(h)) virtualInstruction(h, raw);
  else if (privilege(h) == U && (csr(h, CSR_HSTATUS) & HSTATUS_HU) == 0) illegal(h, raw);
  else return true;
  return false;
}

/** V=1 at the privilege of hstatus.SPVP. */
function guestContext(h: u32): u32 {
  return regimeContext(h, (csr(h, CSR_HSTATUS) & HSTATUS_SPVP) != 0 ? 1 : 0, true, true);
}

export function hypervisorLoad(h: u32, raw: u32, va: u64, bytes: i32, signed: i32, executable: i32): u64 {
  if (!allowed(h, raw)) return 0;
  const context = guestContext(h);
  clearFault(h);
  const value = readVirtual(h, context, va, bytes, executable != 0 ? ACCESS_EXECUTABLE_READ : ACCESS_READ);
  if (faulted(h)) raiseFaultOf(h, context, va, true);
  return signed != 0 ? signExtend(value, bytes) : value;
}

export function hypervisorStore(h: u32, raw: u32, va: u64, value: u64, bytes: i32): void {
  if (!allowed(h, raw)) return;
  const context = guestContext(h);
  clearFault(h);
  writeVirtual(h, context, va, bytes, value);
  if (faulted(h)) raiseFaultOf(h, context, va, true);
  else goTo(h, pc(h) + 4);
}
