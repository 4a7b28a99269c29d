// Splits a TypeScript or AssemblyScript source into tokens, far enough to find what a fault may change: comments, types
// and messages are told from code that computes.

const PATTERN = new RegExp(
  [
    /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?\*\/)/,
    /(?<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')/,
    /(?<number>0[xXbB][\da-fA-F_]+n?|\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?n?)/,
    /(?<word>[#\w$]+)/,
    /(?<punct>>>>=|>>>|<<=|>>=|\*\*|===|!==|\?\?=|=>|==|!=|<=|>=|&&|\|\||<<|>>|\+\+|--|[+\-*/%&|^]=|\?\.|\?\?|\.\.\.|[^\s])/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "g",
);

/** Behind these a slash opens a regular expression. */
const BEFORE_EXPRESSION = new Set(["(", ",", "=", ":", "[", "!", "&", "|", "?", "{", "}", ";", "&&", "||", "=>"]);

/** Tokens with kind, text, offset, line (from 0), and whether spaces stand on both sides. */
export function tokensOf(source) {
  const tokens = [];
  let line = 0;
  let counted = 0;
  PATTERN.lastIndex = 0;
  while (true) {
    const match = PATTERN.exec(source);
    if (match === null) return tokens;
    let text = match[0];
    let kind = Object.entries(match.groups).find(([, value]) => value !== undefined)[0];
    if (text === "`") {
      text = templateAt(source, match.index);
      kind = "template";
    } else if (text === "/" && BEFORE_EXPRESSION.has(tokens.findLast((token) => token.kind !== "comment")?.text)) {
      text = /^\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*/.exec(source.slice(match.index))?.[0] ?? text;
      kind = "regexp";
    }
    for (; counted < match.index; counted++) if (source[counted] === "\n") line++;
    const end = match.index + text.length;
    PATTERN.lastIndex = end;
    const spaced = /\s/.test(source[match.index - 1] ?? "\n") && /\s/.test(source[end] ?? "\n");
    tokens.push({ kind, text, at: match.index, line, spaced });
  }
}

/** A template literal as a whole, with the templates inside it. */
function templateAt(source, start) {
  let at = start + 1;
  while (at < source.length && source[at] !== "`") {
    if (source[at] === "\\") at += 2;
    else if (source.startsWith("${", at)) at = endOfHole(source, at + 2);
    else at++;
  }
  return source.slice(start, at + 1);
}

function endOfHole(source, start) {
  let depth = 1;
  let at = start;
  while (at < source.length && depth > 0) {
    if (source[at] === "`") at += templateAt(source, at).length;
    else {
      if (source[at] === "{") depth++;
      if (source[at] === "}") depth--;
      at++;
    }
  }
  return at;
}

/** The tokens of code that computes: no comments, imports, exports of names, types, interfaces, ports or thrown messages. */
export function codeTokens(source) {
  const tokens = tokensOf(source).filter(({ kind }) => kind !== "comment");
  const code = [];
  for (let i = 0; i < tokens.length; i++) {
    const skip = endOfDeclaration(tokens, i);
    if (skip > i) i = skip - 1;
    else code.push(tokens[i]);
  }
  return code;
}

/** Index behind a declaration that computes nothing and starts at a token; that token's own index when none does. */
function endOfDeclaration(tokens, start) {
  const word = (i) => tokens[i]?.text;
  const first = start === 0 || tokens[start - 1].line !== tokens[start].line;
  const declared = word(start) === "export" ? start + 1 : start;
  if (first && word(declared) === "interface") return endOfBraces(tokens, declared);
  if (first && word(declared) === "type" && tokens[declared + 1]?.kind === "word") return behind(tokens, start, ";");
  if (first && (word(start) === "import" || word(start) === "declare")) return behind(tokens, start, ";");
  if (first && word(start) === "export" && /^[{*]$|^type$/.test(word(declared))) return behind(tokens, start, ";");
  if (word(start) === "throw") return behind(tokens, start, ";");
  return start;
}

function behind(tokens, start, text) {
  let depth = 0;
  for (let i = start; i < tokens.length; i++) {
    if ("{([".includes(tokens[i].text)) depth++;
    if ("})]".includes(tokens[i].text)) depth--;
    if (depth <= 0 && tokens[i].text === text) return i + 1;
  }
  return tokens.length;
}

function endOfBraces(tokens, start) {
  let depth = 0;
  for (let i = start; i < tokens.length; i++) {
    if (tokens[i].text === "{") depth++;
    if (tokens[i].text === "}" && --depth === 0) return i + 1;
  }
  return tokens.length;
}
