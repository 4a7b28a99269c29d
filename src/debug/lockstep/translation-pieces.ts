// What changes address translation: satp, vsatp and hgatp, PTEs, PMP; each with the fence that the manual asks for, since
// nobody can tell what a translation cache holds without it.

import { csrByName } from "../../isa/csr.js";
import { ARENA, WINDOW } from "./arena.js";
import { loadConstant } from "./constants.js";
import { drawTranslation } from "./csr-rules.js";
import type { Draft } from "./draft.js";
import { drawLeaf, STAGES, type StageName } from "./page-tables.js";
import { drawPmp } from "./pmp.js";
import type { Step } from "./program.js";

const REGISTERS: Readonly<Record<StageName, string>> = { hs: "satp", vs: "vsatp", g: "hgatp" };
const FENCES: Readonly<Record<StageName, string>> = { hs: "sfence.vma", vs: "hfence.vvma", g: "hfence.gvma" };

export function translationSteps(draft: Draft): readonly Step[] {
  const { random } = draft.context;
  const kind = random.below(10);
  if (kind < 4) return writeRoot(draft);
  return kind < 8 ? writeLeaf(draft) : writePmp(draft);
}

function fence(draft: Draft, stage: StageName): Step {
  const name = draft.now === "VS" || draft.now === "VU" ? "sfence.vma" : FENCES[stage];
  return draft.step(name, { rs1: 0, rs2: 0 });
}

/** In VS, satp is vsatp. */
function writeRoot(draft: Draft): readonly Step[] {
  const { random, reservedModes } = draft.context;
  const guest = draft.now === "VS" || draft.now === "VU";
  const stage = guest ? "vs" : random.pick(["hs", "vs", "g"] as const);
  const register = draft.scratch();
  const csr = csrByName(guest ? "satp" : REGISTERS[stage])!.number;
  return [
    ...loadConstant(register, drawTranslation(random, stage, 25, reservedModes)),
    draft.step("csrrw", { rd: draft.scratch(), rs1: register, csr }),
    fence(draft, stage),
  ];
}

/** A PTE of a page of the arena, through the window of the mode or at its own address. */
function writeLeaf(draft: Draft): readonly Step[] {
  const { random } = draft.context;
  if (draft.now === "U" || draft.now === "VU") return [];
  const stage =
    draft.now === "VS" ? "vs" : random.pick(draft.now === "HS" ? (["hs", "g"] as const) : (["hs", "vs", "g"] as const));
  const own = STAGES[stage].tables.lowest;
  const through = draft.now === "M" || draft.physical ? own : WINDOW + (stage === "g" ? 0x1000 : 0);
  const place = 2 + random.below(10);
  const [base, value] = [draft.scratch(), draft.scratch()];
  if (base === value) return [];
  return [
    ...loadConstant(base, BigInt(through + 8 * place)),
    ...loadConstant(value, drawLeaf(random, stage)),
    draft.step("sd", { rs1: base, rs2: value, imm: 0 }),
    ...loadConstant(base, BigInt(ARENA + place * 0x1000)),
    fence(draft, stage),
  ];
}

function writePmp(draft: Draft): readonly Step[] {
  if (draft.now !== "M") return [];
  const { random } = draft.context;
  const register = draft.scratch();
  const drawn = drawPmp(random);
  const names = Object.keys(drawn).filter((name) => name === "pmpcfg0" || random.chance(50));
  const write = (name: string, value: bigint) => [
    ...loadConstant(register, value),
    draft.step("csrrw", { rd: 0, rs1: register, csr: csrByName(name)!.number }),
  ];
  // An address may only change while its entry is off: what it means in between is nobody's.
  return [write("pmpcfg0", 0n), ...names.map((name) => write(name, drawn[name] ?? 0n))]
    .flat()
    .concat(draft.step("sfence.vma", { rs1: 0, rs2: 0 }));
}
