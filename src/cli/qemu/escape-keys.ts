// The escape key of a console that shares the terminal with the monitor (QEMU manual, "Keys in the character backend
// multiplexer").

const CTRL_A = 1;

/** What a key behind the escape key asks for. */
export type EscapeCommand = "quit" | "switch" | "help";

const COMMANDS: ReadonlyMap<string, EscapeCommand> = new Map([
  ["x", "quit"],
  ["c", "switch"],
  ["h", "help"],
  ["?", "help"],
]);

export const ESCAPE_HELP =
  "\r\nC-a h    print this help\r\nC-a x    exit emulator\r\nC-a c    switch between console and monitor\r\n" +
  "C-a C-a  send C-a to the guest\r\n";

/** Bytes from the terminal, in order: text for who has the focus, and commands. */
export type Keys = readonly (Uint8Array | EscapeCommand)[];

/** The state of the escape key outlives a read of the terminal. */
export function makeEscapeKeys(): (bytes: Uint8Array) => Keys {
  let escaped = false;
  return (bytes) => {
    const keys: (Uint8Array | EscapeCommand)[] = [];
    let text: number[] = [];
    const flush = () => {
      if (text.length > 0) keys.push(Uint8Array.from(text));
      text = [];
    };
    for (const byte of bytes) {
      if (!escaped && byte === CTRL_A) escaped = true;
      else if (!escaped) text.push(byte);
      else {
        escaped = false;
        const command = COMMANDS.get(String.fromCharCode(byte));
        if (byte === CTRL_A) text.push(byte);
        else if (command !== undefined) {
          flush();
          keys.push(command);
        }
      }
    }
    flush();
    return keys;
  };
}
