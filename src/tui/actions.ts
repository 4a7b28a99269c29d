// What keys do: to the focused guest, to the UI's own state, to the machine.
import type { RunControl } from "../runner/view.js";
import { COMMANDS, type CommandName, commandOf, SCROLL_COMMANDS, type ScrollCommand } from "./commands.js";
import type { ConsoleScreen } from "./console-screen.js";
import type { KeyTarget } from "./keys.js";
import { layoutOf, type Model } from "./model.js";
import { moveFocus, setFocus, type UiState } from "./ui-state.js";

export interface ActionPorts {
  /** The UI's state changed. */
  changed(): void;
  /** The terminal's contents are not what they should be. */
  redraw(): void;
  quit(): void;
}

const PASTE_MARK = { start: "\x1b[200~", end: "\x1b[201~" };

export function makeActions(model: Model, control: RunControl, ports: ActionPorts): KeyTarget {
  const { screens } = model;
  const focused = (): ConsoleScreen | undefined => screens[model.ui.get().focus];

  const setUi = (next: UiState): void => {
    const before = model.ui.get();
    const leaves = before.mode === "scroll" && (next.mode !== "scroll" || next.focus !== before.focus);
    if (leaves) screens[before.focus]?.scrollTo("newest");
    model.ui.set(next);
    ports.changed();
  };
  const change = (part: Partial<UiState>): void => setUi({ ...model.ui.get(), ...part });

  /** What is shown now is switched, also where the size of the terminal decided it. */
  const toggle = (panel: "counters" | "exits"): void => {
    const layout = layoutOf(control.view, model.ui.get(), model.size.get());
    change({ [panel]: layout === null || layout[panel] === null, zoom: false });
  };

  const commands: { readonly [name in CommandName]: () => void } = {
    help: () => change({ mode: model.ui.get().mode === "help" ? "console" : "help" }),
    quit: () => ports.quit(),
    "focus-next": () => setUi(moveFocus(model.ui.get(), 1, screens.length)),
    "focus-previous": () => setUi(moveFocus(model.ui.get(), -1, screens.length)),
    choose: () => change({ mode: "choose", number: "" }),
    zoom: () => change({ zoom: !model.ui.get().zoom }),
    scroll: () => change({ mode: "scroll" }),
    pause: () => {
      if (control.view.state === "paused") control.resume();
      else if (control.view.state === "running") control.pause();
    },
    reset: () => {
      if (control.view.state !== "stopped") change({ mode: "confirm-reset" });
    },
    counters: () => toggle("counters"),
    exits: () => toggle("exits"),
    redraw: () => ports.redraw(),
  };

  const scrolls: { readonly [name in ScrollCommand]: (screen: ConsoleScreen) => void } = {
    older: (screen) => screen.scroll(1),
    newer: (screen) => screen.scroll(-1),
    "page-older": (screen) => screen.scrollPage(1),
    "page-newer": (screen) => screen.scrollPage(-1),
    oldest: (screen) => screen.scrollTo("oldest"),
    newest: (screen) => screen.scrollTo("newest"),
    leave: () => change({ mode: "console" }),
  };

  const modeKeys: { readonly [mode in Exclude<UiState["mode"], "console">]: (key: string) => void } = {
    scroll: (key) => {
      const name = commandOf(SCROLL_COMMANDS, key);
      const screen = focused();
      if (name === undefined || screen === undefined) return;
      scrolls[name](screen);
      ports.changed();
    },
    help: () => change({ mode: "console" }),
    choose: (key) => {
      const { number } = model.ui.get();
      if (/^[0-9]$/.test(key)) change({ number: `${number}${key}`.slice(-3) });
      else if (key === "backspace") change({ number: number.slice(0, -1) });
      else if (key === "enter")
        setUi(setFocus({ ...model.ui.get(), mode: "console" }, Number(number) - 1, screens.length));
      else change({ mode: "console" });
    },
    "confirm-reset": (key) => {
      change({ mode: "console" });
      if (key !== "y" && key !== "Y") return;
      for (const screen of screens) screen.markReset();
      control.reset();
    },
  };

  const send = (bytes: Uint8Array): void => {
    const screen = focused();
    if (screen !== undefined && control.view.state !== "stopped") control.input(screen.name, bytes);
  };

  return {
    takesKeys: () => model.ui.get().mode !== "console",
    guest: send,
    paste: (edge) => {
      if (model.ui.get().mode === "console" && focused()?.keyboard.bracketedPaste === true) {
        send(new TextEncoder().encode(PASTE_MARK[edge]));
      }
    },
    key: (name) => {
      const { mode } = model.ui.get();
      if (mode !== "console") modeKeys[mode](name);
    },
    command: (name) => {
      if (/^[1-9]$/.test(name)) {
        setUi(setFocus(model.ui.get(), Number(name) - 1, screens.length));
        return;
      }
      const command = commandOf(COMMANDS, name);
      if (command !== undefined) commands[command]();
      // `PgUp` after the prefix scrolls at once.
      if (command === "scroll" && name === "pageup") modeKeys.scroll(name);
    },
    prefixed: (waiting) => change({ prefixed: waiting }),
  };
}
