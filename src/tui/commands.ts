// What the keys after the prefix do, and the keys of the scroll mode: one row per command. The key line and the help
// are made from these rows.

export type CommandName =
  | "focus-next"
  | "focus-previous"
  | "choose"
  | "zoom"
  | "scroll"
  | "pause"
  | "reset"
  | "counters"
  | "exits"
  | "redraw"
  | "help"
  | "quit";

export interface CommandRow<Name> {
  readonly name: Name;
  /** Key names (see keys.ts); the first is the one that is shown. */
  readonly keys: readonly string[];
  /** In the key line at the bottom, which shows as many rows as fit; rows without a label are in the help only. */
  readonly label: string;
  readonly help: string;
}

export const COMMANDS: readonly CommandRow<CommandName>[] = [
  { name: "help", keys: ["?", "h"], label: "help", help: "show or hide this help" },
  { name: "quit", keys: ["q", "x"], label: "quit", help: "end the run and leave" },
  { name: "focus-next", keys: ["n", "tab", "right", "down"], label: "next", help: "focus the next console" },
  { name: "focus-previous", keys: ["b", "left", "up"], label: "", help: "focus the console before" },
  { name: "choose", keys: ["g"], label: "", help: "focus the console whose number is typed" },
  { name: "zoom", keys: ["z"], label: "zoom", help: "the focused console alone, or all" },
  { name: "scroll", keys: ["[", "pageup"], label: "scroll", help: "scroll through what the console printed" },
  { name: "pause", keys: ["p", "space"], label: "pause", help: "pause or resume the machine" },
  { name: "reset", keys: ["r"], label: "reset", help: "the machine back to power-on (asks first)" },
  { name: "counters", keys: ["c"], label: "counters", help: "show or hide the trap counters" },
  { name: "exits", keys: ["e"], label: "exits", help: "show or hide the last VM exits of the focused guest" },
  { name: "redraw", keys: ["l"], label: "", help: "draw the whole screen again" },
];

export type ScrollCommand = "older" | "newer" | "page-older" | "page-newer" | "oldest" | "newest" | "leave";

export const SCROLL_COMMANDS: readonly CommandRow<ScrollCommand>[] = [
  { name: "older", keys: ["up", "k"], label: "up", help: "one line up" },
  { name: "newer", keys: ["down", "j"], label: "down", help: "one line down" },
  { name: "page-older", keys: ["pageup", "b"], label: "page up", help: "one page up" },
  { name: "page-newer", keys: ["pagedown", "space"], label: "page down", help: "one page down" },
  { name: "oldest", keys: ["home", "g"], label: "oldest", help: "to the oldest line" },
  { name: "newest", keys: ["end", "G"], label: "newest", help: "to the newest line" },
  { name: "leave", keys: ["q", "escape", "enter", "ctrl-c"], label: "leave", help: "back to the console" },
];

export function commandOf<Name>(rows: readonly CommandRow<Name>[], key: string): Name | undefined {
  return rows.find((row) => row.keys.includes(key))?.name;
}

/** How a key is written: `PgUp`, `Space`, `n`. */
export function keyTitle(key: string): string {
  return KEY_TITLES[key] ?? key;
}

const KEY_TITLES: { readonly [key: string]: string } = {
  up: "↑",
  down: "↓",
  left: "←",
  right: "→",
  pageup: "PgUp",
  pagedown: "PgDn",
  home: "Home",
  end: "End",
  space: "Space",
  "ctrl-c": "Ctrl-C",
  tab: "Tab",
  enter: "Enter",
  escape: "Esc",
};
