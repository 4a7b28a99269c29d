// Svinval: privileged manual, "Svinval". A fence's effect stands at once here, so SINVAL and HINVAL are SFENCE and HFENCE
// by other names, and the fences around them only check privilege.
import { extension, NONE, TWO_SOURCES } from "../formats.js";
import type { InstructionRow } from "../instruction-row.js";
import { raw, rs1, rs2, system } from "../meaning.js";

const row = extension("Svinval");
const hypervisor = extension("Svinval", { requires: ["H"] });

export const INVALIDATION: readonly InstructionRow[] = [
  row("sinval.vma", "0001011 ..... ..... 000 00000 1110011", TWO_SOURCES, system("sfenceVma", raw, rs1, rs2)),
  row("sfence.w.inval", "0001100 00000 00000 000 00000 1110011", NONE, system("fenceInvalidations", raw)),
  row("sfence.inval.ir", "0001100 00001 00000 000 00000 1110011", NONE, system("fenceInvalidations", raw)),
  hypervisor("hinval.vvma", "0010011 ..... ..... 000 00000 1110011", TWO_SOURCES, system("hfenceVvma", raw, rs1, rs2)),
  hypervisor("hinval.gvma", "0110011 ..... ..... 000 00000 1110011", TWO_SOURCES, system("hfenceGvma", raw, rs1, rs2)),
];
