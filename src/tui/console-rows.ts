// Rows of a console's screen as text with SGR attributes (ECMA-48, 8.3.117): every row has exactly as many columns as
// its pane, starts from plain attributes and ends in them.
import type { IBufferCell, IBufferLine } from "@xterm/headless";

/** A cell never shows more than this many UTF-16 units: base character and marks. */
const CELL_LIMIT = 16;

/**
 * One row. `cursor` is the column shown inverted, or -1; without `colour` (NO_COLOR) colours are left out.
 * `scratch` is a cell to read into, so that no cell is allocated.
 */
export function consoleRow(
  line: IBufferLine | undefined,
  width: number,
  cursor: number,
  colour: boolean,
  scratch: IBufferCell,
): string {
  let row = "";
  let sgr = "";
  let column = 0;
  while (column < width) {
    const cell = line?.getCell(column, scratch);
    const wanted = attributesOf(cell, column === cursor, colour);
    if (wanted !== sgr) {
      row += wanted === "" ? "\x1b[0m" : `\x1b[0${wanted}m`;
      sgr = wanted;
    }
    const wide = cell?.getWidth() === 2;
    if (cell === undefined || (wide && column + 2 > width)) {
      row += " ";
      column += 1;
    } else {
      row += visible(cell.getChars());
      column += wide ? 2 : 1;
    }
  }
  return sgr === "" ? row : `${row}\x1b[0m`;
}

/** SGR parameters, each with its semicolon in front; empty for plain. The cursor swaps inverse and not. */
function attributesOf(cell: IBufferCell | undefined, cursor: boolean, colour: boolean): string {
  if (cell === undefined || cell.isAttributeDefault()) return cursor ? ";7" : "";
  let sgr = "";
  if (cell.isBold()) sgr += ";1";
  if (cell.isDim()) sgr += ";2";
  if (cell.isItalic()) sgr += ";3";
  if (cell.isUnderline()) sgr += ";4";
  if ((cell.isInverse() !== 0) !== cursor) sgr += ";7";
  if (cell.isInvisible()) sgr += ";8";
  if (cell.isStrikethrough()) sgr += ";9";
  if (!colour) return sgr;
  if (cell.isFgPalette()) sgr += paletteColour(cell.getFgColor(), 30);
  else if (cell.isFgRGB()) sgr += `;38;2${rgb(cell.getFgColor())}`;
  if (cell.isBgPalette()) sgr += paletteColour(cell.getBgColor(), 40);
  else if (cell.isBgRGB()) sgr += `;48;2${rgb(cell.getBgColor())}`;
  return sgr;
}

function paletteColour(index: number, first: 30 | 40): string {
  if (index < 8) return `;${first + index}`;
  if (index < 16) return `;${first + 60 + index - 8}`;
  return `;${first + 8};5;${index}`;
}

function rgb(colour: number): string {
  return `;${(colour >> 16) & 0xff};${(colour >> 8) & 0xff};${colour & 0xff}`;
}

/** An empty cell is a space. Format characters (direction overrides, joiners) would reach beyond the pane. */
function visible(chars: string): string {
  if (chars === "") return " ";
  if (chars.length === 1 && chars < "\u0300") return chars;
  const kept = chars.slice(0, CELL_LIMIT).replace(/\p{Cf}|\p{Variation_Selector}/gu, "");
  return kept === "" ? " " : kept;
}
