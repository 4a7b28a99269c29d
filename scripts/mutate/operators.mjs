// The faults that a line can have: one row per kind of fault. A fault replaces a piece of one line.

/** Operators that stand between two operands, so that spaces are around them. */
const BINARY = {
  "flipped comparison": {
    "<": ["<=", ">="],
    "<=": ["<", ">"],
    ">": [">=", "<="],
    ">=": [">", "<"],
    "==": ["!="],
    "!=": ["=="],
    "===": ["!=="],
    "!==": ["==="],
  },
  "other arithmetic": { "+": ["-"], "-": ["+"], "*": ["+"], "/": ["*"], "%": ["/"] },
  "and for or": { "&": ["|"], "|": ["&"], "&&": ["||"], "||": ["&&"], "^": ["|"] },
  "other shift": { "<<": [">>"], ">>": ["<<", ">>>"], ">>>": ["<<", ">>"] },
  "other assignment": { "+=": ["-=", "="], "-=": ["+="], "|=": ["&=", "="], "&=": ["|=", "="] },
};

/** Parts of names that are mistaken for each other; a name made so must stand elsewhere in the same file. */
const LIKE_NAMES = [
  ["M", "S", "VS", "HS", "U", "H", "VU"],
  ["MPP", "SPP", "SPVP"],
  ["MPV", "SPV", "GVA"],
  ["MPIE", "SPIE", "MIE", "SIE"],
  ["SUM", "MXR", "MPRV"],
  ["TVM", "VTVM", "TSR", "VTSR", "TW", "VTW"],
  ["MSTATUS", "HSTATUS", "VSSTATUS", "SSTATUS"],
  ["MTVEC", "STVEC", "VSTVEC"],
  ["MEPC", "SEPC", "VSEPC"],
  ["MCAUSE", "SCAUSE", "VSCAUSE"],
  ["MTVAL", "STVAL", "VSTVAL", "HTVAL", "MTVAL2"],
  ["MTINST", "HTINST"],
  ["MIP", "SIP", "HIP", "HVIP", "VSIP"],
  ["MIE", "SIE", "HIE", "VSIE"],
  ["MIDELEG", "HIDELEG", "MEDELEG", "HEDELEG"],
  ["SATP", "VSATP", "HGATP"],
  ["MENVCFG", "SENVCFG", "HENVCFG"],
  ["MCOUNTEREN", "SCOUNTEREN", "HCOUNTEREN"],
  ["STIMECMP", "VSTIMECMP", "MTIMECMP"],
  ["READ", "WRITE", "FETCH"],
  ["LOAD", "STORE", "INSTRUCTION"],
  ["SIGNED", "UNSIGNED"],
  ["LOW", "HIGH"],
  ["FIRST", "LAST"],
  ["RS1", "RS2", "RS3"],
  ["MIN", "MAX"],
  ["START", "END"],
  ["BEFORE", "AFTER"],
  ["LEFT", "RIGHT"],
  ["SET", "CLEAR"],
  ["VVMA", "GVMA", "VMA"],
  ["ADDRESS", "VALUE"],
  ["ALL", "NONE"],
  ["PAGE", "ACCESS"],
  ["GUEST", "HOST"],
];

/** The parts of operators' names in the tables of meanings, `i64.shr_u`. */
const OPERATOR_PARTS = [
  ["_s", "_u"],
  [".add", ".sub"],
  [".and", ".or", ".xor"],
  [".shl", ".shr_u", ".shr_s"],
  [".eq", ".ne"],
  [".lt_", ".le_", ".ge_", ".gt_"],
  [".rotl", ".rotr"],
  [".clz", ".ctz"],
];

/** All faults of a file, as { line, column, length, text, operator }: the line gets `text` in place of what stood there. */
export function faultsOf(source, tokens, hart) {
  const lines = source.split("\n");
  const starts = lines.map(() => 0);
  for (let i = 1; i < lines.length; i++) starts[i] = starts[i - 1] + lines[i - 1].length + 1;
  const names = new Set(tokens.filter(({ kind }) => kind === "word").map(({ text }) => text));
  const faults = [];
  const replace = (token, operator, text) =>
    faults.push({ line: token.line, column: token.at - starts[token.line], length: token.text.length, text, operator });

  tokens.forEach((token, i) => {
    const next = tokens[i + 1];
    for (const [operator, others] of Object.entries(BINARY)) {
      if (token.kind === "punct" && token.spaced)
        for (const text of others[token.text] ?? []) replace(token, operator, text);
    }
    if (token.text === "!" && next !== undefined && next.at === token.at + 1 && !/[\w)\]]$/.test(before(token)))
      replace(token, "dropped !", "");
    if (token.text === "~") replace(token, "dropped ~", "");
    if (token.text === "true" || token.text === "false")
      replace(token, "true for false", token.text === "true" ? "false" : "true");
    for (const [operator, text] of literalFaults(token)) replace(token, operator, text);
    if (token.kind === "word") {
      for (const text of likeNames(token.text)) if (names.has(text)) replace(token, "like name", text);
      const other = { u64: "i64", i64: "u64", u32: "i32", i32: "u32" }[token.text];
      if (hart && other !== undefined && before(token) === "<") replace(token, "other signedness", other);
    }
    if (token.text === "if" && next?.text === "(") conditionFault(tokens, i);
    if (token.text === "?" && token.spaced) branchFault(tokens, i);
  });
  statementFaults();
  return faults;

  function before(token) {
    return source[token.at - 1] ?? "\n";
  }

  /** The condition of an `if` that stands on one line, negated. */
  function conditionFault(all, i) {
    const close = closing(all, i + 1);
    if (close === undefined || close.line !== all[i].line) return;
    const from = all[i + 1].at + 1;
    const text = `!(${source.slice(from, close.at)})`;
    const column = from - starts[close.line];
    faults.push({ line: close.line, column, length: close.at - from, text, operator: "negated condition" });
  }

  /** `a ? b : c` on one line, with b and c swapped. */
  function branchFault(all, i) {
    const line = all[i].line;
    const colon = scan(all, i + 1, line, ":");
    if (colon === undefined) return;
    const end = scanEnd(all, colon + 1, line);
    const [b, c] = [source.slice(all[i].at + 1, all[colon].at).trim(), source.slice(all[colon].at + 1, end).trim()];
    if (b === "" || c === "" || b.includes("?") || c.includes("?")) return;
    const column = all[i].at + 2 - starts[line];
    faults.push({ line, column, length: end - all[i].at - 2, text: `${c} : ${b}`, operator: "swapped branches" });
  }

  /** Lines that are a statement or a row of a table as a whole, deleted. */
  function statementFaults() {
    const code = new Set(tokens.map(({ line }) => line));
    lines.forEach((text, line) => {
      const previous = lines[line - 1]?.trim() ?? "";
      const opens = /[{};]$|\*\/$|^\/\//.test(previous);
      const statement =
        /^\s+(?!const |let |case |default|readonly |static |protected |private |#?\w+[?!]?: )\S.*;$/.test(text);
      const row = /^\s+(row|[a-z]\w*)\(".*\),$/.test(text) || /^\s+\{ .* \},$/.test(text);
      const whole = (statement && opens) || (row && /[[,]$/.test(previous));
      if (!whole || !code.has(line) || !balanced(text)) return;
      const column = text.length - text.trimStart().length;
      faults.push({
        line,
        column,
        length: text.length - column,
        text: "",
        operator: row ? "deleted row" : "deleted statement",
      });
    });
  }
}

function closing(tokens, open) {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    if (tokens[i].text === "(") depth++;
    if (tokens[i].text === ")" && --depth === 0) return tokens[i];
  }
  return undefined;
}

/** Index of a token at the same depth on the same line. */
function scan(tokens, start, line, text) {
  let depth = 0;
  for (let i = start; i < tokens.length && tokens[i].line === line; i++) {
    if (depth === 0 && tokens[i].text === text) return i;
    if ("([{".includes(tokens[i].text)) depth++;
    if (")]}".includes(tokens[i].text) && --depth < 0) return undefined;
  }
  return undefined;
}

/** Offset where an expression that starts at a token ends, within its line. */
function scanEnd(tokens, start, line) {
  let depth = 0;
  let end = tokens[start].at;
  for (let i = start; i < tokens.length && tokens[i].line === line; i++) {
    const { text } = tokens[i];
    if (depth === 0 && /^[,;)\]}]$/.test(text)) break;
    if ("([{".includes(text)) depth++;
    if (")]}".includes(text)) depth--;
    end = tokens[i].at + text.length;
  }
  return end;
}

function balanced(text) {
  let depth = 0;
  for (const character of text) {
    if ("([{".includes(character)) depth++;
    if (")]}".includes(character) && --depth < 0) return false;
  }
  return depth === 0;
}

function literalFaults({ kind, text }) {
  if (kind === "number") return numberFaults(text);
  return kind === "string" ? stringFaults(text) : [];
}

/** A constant off by one; of a mask, one bit changed. */
function numberFaults(text) {
  const digits = text.replaceAll("_", "").replace(/n$/, "");
  const suffix = text.endsWith("n") ? "n" : "";
  if (/[.eE]/.test(digits) && !/^0x/i.test(digits)) return [];
  const value = BigInt(digits);
  if (/^0[xb]/i.test(digits)) {
    const radix = /^0x/i.test(digits) ? 16 : 2;
    const width = (digits.length - 2) * (radix === 16 ? 4 : 1);
    const flipped = (bit) => `${digits.slice(0, 2)}${(value ^ (1n << BigInt(bit))).toString(radix)}${suffix}`;
    return Array.from({ length: width }, (_, bit) => ["changed mask bit", flipped(bit)]);
  }
  const off = [value + 1n, ...(value > 0n ? [value - 1n] : [])];
  return off.map((other) => ["off by one", `${other}${suffix}`]);
}

/** A bit of an encoding, or another operator of a meaning. */
function stringFaults(text) {
  if (/^"[01. ]*[01][01. ]*"$/.test(text) && text.length > 9) {
    return [...text].flatMap((bit, i) =>
      bit === "0" || bit === "1"
        ? [["changed encoding bit", `${text.slice(0, i)}${bit === "0" ? "1" : "0"}${text.slice(i + 1)}`]]
        : [],
    );
  }
  if (!/^"[if](32|64)\.\w+"$/.test(text)) return [];
  return OPERATOR_PARTS.flatMap((parts) =>
    parts
      .filter((part) => text.includes(part))
      .flatMap((part) =>
        parts.filter((other) => other !== part).map((other) => ["other operator", text.replace(part, other)]),
      ),
  );
}

/** Names that differ in one part. */
function likeNames(name) {
  const parts = name.split(/(_)|(?<=[a-z0-9])(?=[A-Z])/).filter((part) => part !== undefined);
  return parts.flatMap((part, i) =>
    LIKE_NAMES.filter((group) => group.includes(part.toUpperCase())).flatMap((group) =>
      group
        .filter((other) => other !== part.toUpperCase())
        .map((other) => [...parts.slice(0, i), inCaseOf(part, other), ...parts.slice(i + 1)].join("")),
    ),
  );
}

function inCaseOf(part, other) {
  if (part === part.toUpperCase()) return other;
  const lower = other.toLowerCase();
  return /^[A-Z]/.test(part) ? lower[0].toUpperCase() + lower.slice(1) : lower;
}
