// The pieces of a program: single instructions with drawn operands, and sequences that only make sense together.
import { USER_OFFSET } from "./arena.js";
import { loadConstant } from "./constants.js";
import { csrSteps } from "./csr-pieces.js";
import { drawMstatus, drawSstatus } from "./csr-rules.js";
import type { Draft, DraftOptions } from "./draft.js";
import { encode } from "./encode.js";
import { drawOperands } from "./operands.js";
import { isPaged, type Mode, type Piece, type Step } from "./program.js";
import { translationSteps } from "./translation-pieces.js";
import { ADDRESS_REGISTERS, drawAddress, drawBadTarget, drawInteger } from "./values.js";

type Make = (draft: Draft, next: number) => readonly Step[];

const SCRATCH = [5, 6, 7, 9, 11, 12, 14, 16, 17, 18, 19, 20, 21, 23, 24, 26, 27, 28, 29, 30];

const plain: Make = (draft) => one(draft.any(draft.context.random.pick(draft.classes.plain)));
const memory: Make = (draft) => one(draft.any(draft.context.random.pick(draft.classes.memory), true));

function one(step: Step | undefined): readonly Step[] {
  return step === undefined ? [] : [step];
}

/** A branch over some pieces. */
const branch: Make = (draft, next) => {
  const { random } = draft.context;
  const step = draft.any(random.pick(draft.classes.branches));
  return step === undefined ? [] : [{ ...step, target: { piece: next + random.below(4), from: "here" } }];
};

/** AUIPC and ADDI: where a piece lies. */
function addressOf(draft: Draft, register: number, piece: number): readonly Step[] {
  return [
    draft.step("auipc", { rd: register, imm: 0 }),
    { ...draft.step("addi", { rd: register, rs1: register }), target: { piece, from: "before" } },
  ];
}

/** A jump through a register, to a piece further on, or out of the program: the trap comes back to ra. */
const jump: Make = (draft, next) => {
  const { random } = draft.context;
  const row = random.pick(draft.classes.jumps);
  const register = draft.scratch();
  const length = row.name.startsWith("c.") ? {} : { imm: 0 };
  if (random.chance(65)) {
    const jalr: Step = { row, values: { rd: random.pick([0, 1, draft.scratch()]), rs1: register, ...length } };
    return [...addressOf(draft, register, next + random.below(3)), jalr];
  }
  const away: Step = { row, values: { rd: random.pick([0, 1]), rs1: register, ...length } };
  return [...loadConstant(register, drawBadTarget(random)), ...addressOf(draft, 1, next), away];
};

/** An address where one is missing by now. */
const address: Make = (draft) => {
  const register = draft.context.random.pick(ADDRESS_REGISTERS);
  return draft.kept(register) ? [] : loadConstant(register, drawAddress(draft.context.random, draft.physical));
};

const constant: Make = (draft) => loadConstant(draft.scratch(), drawInteger(draft.context.random));

/** LR, perhaps something in between, and SC of the same width; or either alone. */
const reservation: Make = (draft) => {
  const { random } = draft.context;
  const width = random.pick(["w", "d"]);
  const base = random.pick(ADDRESS_REGISTERS);
  const again = random.chance(90) ? base : random.pick(ADDRESS_REGISTERS);
  const load = draft.step(`lr.${width}`, { rd: draft.scratch(), rs1: base, ordering: random.below(4) });
  const store = draft.step(`sc.${width}`, {
    rd: draft.scratch(),
    rs1: again,
    rs2: random.below(32),
    ordering: random.below(4),
  });
  if (random.chance(10)) return [store];
  return [load, ...(random.chance(25) ? plain(draft, 0) : []), store];
};

/** Words that are no instruction of the profile: by chance, or of an extension that it has not. */
const word: Make = (draft) => {
  const { random } = draft.context;
  const { classes } = draft;
  const foreign = classes.foreign.length > 0 && random.chance(50);
  const other = foreign ? draft.any(random.pick(classes.foreign)) : undefined;
  const drawn = other?.row !== undefined ? encode(other.row, other.values) : random.word();
  const cut = (drawn & 3) === 3 ? drawn : drawn & 0xffff;
  // What decodes may be a jump or a CSR write without the care that pieces take.
  return [{ values: {}, word: classes.decodes(cut) ? random.pick(ILLEGAL) : cut }];
};

const ILLEGAL = [0, 0xffff_ffff, 0x0000_000b, 0x0000_0057, 0x8000, 0x9c41];

/** XRET to the next piece, in a mode that status registers name just before. */
const returning: Make = (draft, next) => {
  const { context, csrs, now } = draft;
  const { random } = context;
  if (staysUser(draft)) return [draft.step(random.pick(["mret", "sret"]), {})];
  const register = draft.scratch();
  const machine = now === "M" && random.chance(75);
  const csr = (number: number, rd = 0) => draft.step("csrrw", { rd, rs1: register, csr: number });
  const status = machine ? drawMstatus(context) : drawSstatus(random);
  const steps: Step[] = [];
  let to: Mode;
  if (machine) {
    const mpp = Number((status >> 11n) & 3n);
    const virtual = (status & (1n << 39n)) !== 0n && mpp !== 3;
    to = mpp === 3 ? "M" : mpp === 0 || mpp === 2 ? (virtual ? "VU" : "U") : virtual ? "VS" : "HS";
    steps.push(...loadConstant(register, status), csr(0x300));
  } else {
    const supervisor = (status & 0x100n) !== 0n;
    let virtual = now === "VS";
    if (!virtual) {
      const hstatus = random.chance(60) ? 0x80n : 0n;
      virtual = hstatus !== 0n;
      steps.push(...loadConstant(register, hstatus | (random.chance(50) ? 0x300n : 0n)), csr(0x600));
    }
    to = supervisor ? (virtual ? "VS" : "HS") : virtual ? "VU" : "U";
    steps.push(...loadConstant(register, status), csr(0x100));
  }
  steps.push(...addressOf(draft, register, next));
  if ((to === "U" || to === "VU") && isPaged(to, csrs)) {
    const offset = draft.scratch();
    steps.push(
      draft.step("lui", { rd: offset, imm: USER_OFFSET }),
      draft.step("add", { rd: register, rs1: register, rs2: offset }),
    );
  }
  steps.push(csr(machine ? 0x341 : 0x141), draft.step(machine ? "mret" : "sret", {}));
  draft.now = to;
  return steps;
};

/** WFI with a VS interrupt pending and enabled, which nobody takes but a guest. */
const wait: Make = (draft) => (draft.waits || staysUser(draft) ? [draft.step("wfi", {})] : []);

/** What begins in U or VU never leaves it; what `now` says may be wrong, since a branch can lead around an XRET. */
function staysUser({ mode }: Draft): boolean {
  return mode === "U" || mode === "VU";
}

const WEIGHTED: readonly (readonly [weight: number, make: Make])[] = [
  [44, plain],
  [20, memory],
  [12, csrSteps],
  [6, branch],
  [3, jump],
  [4, address],
  [2, constant],
  [3, reservation],
  [2, word],
  [3, returning],
  [4, translationSteps],
  [1, wait],
];

const TOTAL = WEIGHTED.reduce((sum, [weight]) => sum + weight, 0);

export function makeDraft(options: DraftOptions) {
  const { classes, context, reserved, waits } = options;
  const { random } = context;
  let counter = 0;
  const kept = (register: number) => register === reserved || (counter !== 0 && register === counter);
  const draft: Draft = {
    ...options,
    now: options.mode,
    kept,
    scratch() {
      const register = random.pick(SCRATCH);
      return kept(register) ? this.scratch() : register;
    },
    step: (name, values) => ({ row: classes.byName.get(name)!, values }),
    any(row, base = false) {
      const values = drawOperands(row, { random, kept, addresses: ADDRESS_REGISTERS, base });
      return values === undefined ? undefined : { row, values };
    },
  };

  function drawMake(): Make {
    let rest = random.below(TOTAL);
    for (const [weight, make] of WEIGHTED) {
      rest -= weight;
      if (rest < 0) return make;
    }
    return plain;
  }

  /** So many pieces, some of them in loops of a few turns. */
  function pieces(count: number): readonly Piece[] {
    const list: Piece[] = [];
    const add = (steps: readonly Step[], place: Pick<Piece, "group" | "loop"> = {}) => {
      if (steps.length > 0) list.push({ id: list.length, steps, ...place });
    };
    if (waits) for (let index = 0; index < 2; index++) add(wait(draft, list.length + 1));
    for (let drawn = 0; drawn < count; drawn++) {
      if (!random.chance(3)) {
        add(drawMake()(draft, list.length + 1));
        continue;
      }
      const register = draft.scratch();
      const group = list.length;
      add(loadConstant(register, BigInt(2 + random.below(10))), { group });
      counter = register;
      const first = list.length;
      for (let body = 1 + random.below(5); body > 0; body--) add(drawMake()(draft, list.length + 1), { loop: group });
      counter = 0;
      const back: Step = { ...draft.step("bne", { rs1: register, rs2: 0 }), target: { piece: first, from: "here" } };
      add([draft.step("addi", { rd: register, rs1: register, imm: -1 }), back], { group, loop: group });
    }
    return list;
  }

  return { pieces };
}
