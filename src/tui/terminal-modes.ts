// The modes of the real terminal while the UI has it, and its way back (xterm control sequences: private modes 1, 25,
// 1049, 2004, 2026; DECKPAM and DECKPNM).
import type { KeyboardModes } from "./console-screen.js";

export interface TerminalModes {
  enter(): void;
  /** What makes the terminal's keyboard send what the guest behind the keys expects; empty when it does already. */
  follow(modes: KeyboardModes): string;
  /** Back to the shell's screen; safe to call twice, and from an `exit` handler. */
  leave(): void;
}

interface Input {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
}

interface Output {
  write(text: string): unknown;
}

const ENTER = "\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[2J\x1b[H";
// Cleared before it is left: tmux that was resized meanwhile would put it onto the shell's screen.
const LEAVE = "\x1b[?2026l\x1b[?2004l\x1b[?1l\x1b>\x1b[0m\x1b[?25h\x1b[2J\x1b[H\x1b[?1049l";

export const PLAIN_KEYBOARD: KeyboardModes = { cursorKeys: false, keypad: false, bracketedPaste: false };

export function makeTerminalModes(input: Input, output: Output): TerminalModes {
  let inside = false;
  let keyboard = PLAIN_KEYBOARD;
  const raw = (on: boolean): void => {
    if (input.isTTY === true) input.setRawMode?.(on);
  };
  return {
    enter: () => {
      inside = true;
      keyboard = PLAIN_KEYBOARD;
      raw(true);
      output.write(ENTER);
    },
    follow: (modes) => {
      let out = "";
      if (modes.cursorKeys !== keyboard.cursorKeys) out += modes.cursorKeys ? "\x1b[?1h" : "\x1b[?1l";
      if (modes.keypad !== keyboard.keypad) out += modes.keypad ? "\x1b=" : "\x1b>";
      keyboard = modes;
      return out;
    },
    leave: () => {
      if (!inside) return;
      inside = false;
      attempt(() => output.write(LEAVE));
      attempt(() => raw(false));
    },
  };
}

/** A terminal that has gone away cannot be restored, and nobody is left to be told. */
function attempt(act: () => void): void {
  try {
    act();
  } catch {
    // As said above.
  }
}
