// What the user has chosen: focus, zoom, panels, and which of the UI's own modes takes the keys.

export interface UiState {
  /** Index of the focused console. */
  readonly focus: number;
  readonly zoom: boolean;
  /** `null`: as the size of the terminal suggests. */
  readonly counters: boolean | null;
  readonly exits: boolean | null;
  /** Who takes plain keys: the focused guest (`console`), or the UI. */
  readonly mode: "console" | "scroll" | "help" | "choose" | "confirm-reset";
  /** The console's number as far as it was typed, in mode `choose`. */
  readonly number: string;
  /** The prefix was pressed. */
  readonly prefixed: boolean;
}

export const INITIAL_UI: UiState = {
  focus: 0,
  zoom: false,
  counters: null,
  exits: null,
  mode: "console",
  number: "",
  prefixed: false,
};

/** Focus moves by `step`, around the ends. */
export function moveFocus(ui: UiState, step: number, consoles: number): UiState {
  return consoles === 0 ? ui : setFocus(ui, (ui.focus + step + consoles) % consoles, consoles);
}

/** Another focus leaves the scroll mode; an index that is no console changes nothing. */
export function setFocus(ui: UiState, focus: number, consoles: number): UiState {
  if (focus < 0 || focus >= consoles) return ui;
  return { ...ui, focus, mode: "console" };
}
