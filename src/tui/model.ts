// Everything that the components read, and the hooks by which they read it: one hook per source.
import { createContext, useContext, useSyncExternalStore } from "react";
import type { MachineView, VmView } from "../runner/view.js";
import type { ConsoleMark } from "./console-marks.js";
import type { ConsoleScreen } from "./console-screen.js";
import { type Layout, layOut } from "./layout.js";
import type { Painter } from "./painter.js";
import type { Prefix } from "./prefix.js";
import type { Rates } from "./rates.js";
import type { Source } from "./source.js";
import type { UiState } from "./ui-state.js";

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

export interface Model {
  /** The newest view in which more than time differs from the one before. */
  readonly view: Source<MachineView>;
  /** The newest view. Nothing is laid out for it: the line at the top reads it as it is painted. */
  readonly newest: Source<MachineView>;
  readonly ui: Source<UiState>;
  readonly size: Source<TerminalSize>;
  readonly marks: Source<readonly ConsoleMark[]>;
  readonly rates: Source<Rates>;
  /** In the order of the view's consoles. */
  readonly screens: readonly ConsoleScreen[];
  readonly painter: Painter;
  readonly prefix: Prefix;
  /** False under NO_COLOR. */
  readonly colour: boolean;
}

export const ModelContext = createContext<Model | null>(null);

/** Throws an Error outside of the application. */
export function useModel(): Model {
  const model = useContext(ModelContext);
  if (model === null) throw new Error("no model above this component");
  return model;
}

function useSource<T>(source: Source<T>): T {
  return useSyncExternalStore(source.subscribe, source.get);
}

export function useMachineView(): MachineView {
  return useSource(useModel().view);
}

export function useRates(): Rates {
  return useSource(useModel().rates);
}

export function useUi(): UiState {
  return useSource(useModel().ui);
}

export function useTerminalSize(): TerminalSize {
  return useSource(useModel().size);
}

export function useMarks(): readonly ConsoleMark[] {
  return useSource(useModel().marks);
}

/** `null` when the terminal is too small. */
export function useLayout(): Layout | null {
  const { columns, rows } = useTerminalSize();
  const ui = useUi();
  const view = useMachineView();
  return layoutOf(view, ui, { columns, rows });
}

export function layoutOf(view: MachineView, ui: UiState, size: TerminalSize): Layout | null {
  return layOut({
    ...size,
    consoles: view.consoles.length,
    focus: ui.focus,
    zoom: ui.zoom,
    counters: ui.counters,
    exits: ui.exits,
    vms: view.vms.length,
  });
}

/** The VM that owns the console, or else bears its name. */
export function vmOfConsole(view: MachineView, console: number): VmView | undefined {
  const entry = view.consoles[console];
  return entry === undefined ? undefined : view.vms.find((vm) => vm.name === entry.vm || vm.console === entry.name);
}
