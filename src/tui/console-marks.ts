// What the titles and the list say about a console besides its screen.
import type { ConsoleScreen } from "./console-screen.js";

export interface ConsoleMark {
  readonly name: string;
  /** It printed since it was last in focus. */
  readonly unread: boolean;
  /** Lines scrolled back. */
  readonly scrolled: number;
  /** Bytes never shown. */
  readonly skipped: number;
  readonly lastLine: string;
}

/** The same array again when nothing has changed, so that nothing is drawn for it. */
export function updateMarks(
  before: readonly ConsoleMark[],
  screens: readonly ConsoleScreen[],
  unread: ReadonlySet<string>,
): readonly ConsoleMark[] {
  const now = screens.map((screen, index): ConsoleMark => {
    const mark = {
      name: screen.name,
      unread: unread.has(screen.name),
      scrolled: screen.scrolled,
      skipped: screen.skipped,
      lastLine: screen.lastLine(),
    };
    const old = before[index];
    return old !== undefined && sameMark(old, mark) ? old : mark;
  });
  return now.length === before.length && now.every((mark, index) => mark === before[index]) ? before : now;
}

function sameMark(a: ConsoleMark, b: ConsoleMark): boolean {
  return (
    a.name === b.name &&
    a.unread === b.unread &&
    a.scrolled === b.scrolled &&
    a.skipped === b.skipped &&
    a.lastLine === b.lastLine
  );
}
