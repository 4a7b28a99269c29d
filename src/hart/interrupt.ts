// Which pending interrupt is taken: machine chapter "mip and mie", hypervisor chapter "hvip, hip, hie", and priorities.
import { COUNT, WAITING } from "../layout/hart";
import {
  CSR_HIDELEG,
  CSR_MIDELEG,
  CSR_MIE,
  CSR_MSTATUS,
  CSR_VSSTATUS,
  FACT_INTERRUPT_PRIORITY,
  INTERRUPT_PRIORITY_0,
  INTERRUPT_PRIORITY_1,
  INTERRUPT_PRIORITY_IS_MANUAL,
  MSTATUS_MIE,
  MSTATUS_SIE,
} from "./facts";
import { csr, fact, M, privilege, S, virtual } from "./state";
import { TO_HS, TO_M, TO_VS } from "./target";
import { pendingInterrupts } from "./timer";
import { takeTrapTo } from "./trap";

const INTERRUPT: u64 = 0x8000000000000000;

/** The code of the first in the order of priority; of those that have no place there the highest. */
function highest(set: u64): u64 {
  if (fact(FACT_INTERRUPT_PRIORITY) != INTERRUPT_PRIORITY_IS_MANUAL) return ctz(set);
  for (let order = INTERRUPT_PRIORITY_0, i = 0; i < 8; i++, order >>= 8) {
    if (((set >> (order & 63)) & 1) != 0) return order & 63;
  }
  for (let order = INTERRUPT_PRIORITY_1, i = 0; i < 8; i++, order >>= 8) {
    if (((set >> (order & 63)) & 1) != 0) return order & 63;
  }
  return 63 - clz(set);
}

/** Takes the interrupt that is due, if any: it costs one step, as every trap does. */
export function takeInterrupt(h: u32): bool {
  const pending = pendingInterrupts(h) & csr(h, CSR_MIE);
  if (pending == 0) return false;
  store<i32>(h + WAITING, 0);
  const level = privilege(h);
  const v = virtual(h);
  const mideleg = csr(h, CSR_MIDELEG);
  const hideleg = csr(h, CSR_HIDELEG);
  const forM = pending & ~mideleg;
  if (forM != 0 && (level != M || (csr(h, CSR_MSTATUS) & MSTATUS_MIE) != 0)) return take(h, TO_M, forM);
  const forHs = pending & mideleg & ~hideleg;
  const hsOpen = level < S || v || (level == S && (csr(h, CSR_MSTATUS) & MSTATUS_SIE) != 0);
  if (forHs != 0 && hsOpen) return take(h, TO_HS, forHs);
  const forVs = pending & mideleg & hideleg;
  const vsOpen = v && (level < S || (csr(h, CSR_VSSTATUS) & MSTATUS_SIE) != 0);
  if (forVs != 0 && vsOpen) return take(h, TO_VS, forVs);
  return false;
}

function take(h: u32, target: i32, set: u64): bool {
  store<i32>(h + COUNT, load<i32>(h + COUNT) - 1);
  takeTrapTo(h, target, highest(set) | INTERRUPT, 0, 0, 0, false);
  return true;
}

/** True while a WFI of this hart would wait: nothing pending that is enabled in mie, whatever the delegation. */
export function mayWait(h: u32): bool {
  return (pendingInterrupts(h) & csr(h, CSR_MIE)) == 0;
}
