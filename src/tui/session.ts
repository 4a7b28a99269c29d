// One session of the terminal UI: wires the machine, the keys, the screens and the frames, and gives the terminal back.
import type { RunControl } from "../runner/view.js";
import { makeActions } from "./actions.js";
import { updateMarks } from "./console-marks.js";
import { makeConsoleScreen } from "./console-screen.js";
import { makeFrameClock, WALL_TIMER } from "./frame-clock.js";
import { mountInk } from "./ink-root.js";
import { makeKeyReader } from "./keys.js";
import { layoutOf, type Model, type TerminalSize } from "./model.js";
import { onlyTimePassed } from "./only-time.js";
import { makePainter } from "./painter.js";
import { makeParseBudget } from "./parse-budget.js";
import type { Prefix } from "./prefix.js";
import { makeRateWindow, NO_RATES } from "./rates.js";
import { makeSource } from "./source.js";
import { makeTerminalModes, PLAIN_KEYBOARD, type TerminalModes } from "./terminal-modes.js";
import { INITIAL_UI } from "./ui-state.js";
import { watchProcess } from "./watch-process.js";

export interface SessionOptions {
  readonly prefix: Prefix;
  readonly colour: boolean;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
}

/** Counters and titles change at most so often; a person reads no faster. */
const PUBLISH_MS = 200;
/** How long the start of a key sequence waits for its rest. */
const KEY_HOLD_MS = 25;

/**
 * Resolves when the user has quit, the terminal is gone or the run broke; rejects when a component fails. The run is
 * not stopped.
 */
export function runSession(control: RunControl, { prefix, colour, stdin, stdout }: SessionOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const { consoles } = control.view;
    const screens = consoles.map(({ name }) =>
      makeConsoleScreen(name, (bytes) => {
        if (control.view.state !== "stopped") control.input(name, bytes);
      }),
    );
    const byName = new Map(screens.map((screen) => [screen.name, screen]));
    const firstGuest = consoles.findIndex(({ vm }) => vm !== null);
    const model: Model = {
      view: makeSource(control.view),
      newest: makeSource(control.view),
      ui: makeSource({ ...INITIAL_UI, focus: Math.max(0, firstGuest) }),
      size: makeSource(sizeOf(stdout)),
      marks: makeSource(updateMarks([], screens, new Set())),
      rates: makeSource(NO_RATES),
      screens,
      painter: makePainter(),
      prefix,
      colour,
    };
    const modes = makeTerminalModes(stdin, stdout);
    const budget = makeParseBudget(WALL_TIMER.now);
    const rates = makeRateWindow();
    const unread = new Set<string>();
    let latest = control.view;
    let published = Number.NEGATIVE_INFINITY;
    let publishing: NodeJS.Timeout | undefined;
    let blocked = false;
    let closed = false;

    /** Views and marks to the components: at once for `now`, else when the last time is long enough ago. */
    const publish = (now: boolean): void => {
      const wait = published + PUBLISH_MS - WALL_TIMER.now();
      if (!now && wait > 0) {
        publishing ??= setTimeout(() => {
          publishing = undefined;
          clock.request();
        }, wait);
        return;
      }
      clearTimeout(publishing);
      publishing = undefined;
      published = WALL_TIMER.now();
      const layout = layoutOf(latest, model.ui.get(), model.size.get());
      for (const { console } of layout?.panes ?? []) unread.delete(consoles[console]?.name ?? "");
      if (!onlyTimePassed(model.newest.get(), latest)) model.view.set(latest);
      else if (latest !== model.newest.get()) clock.request();
      model.newest.set(latest);
      model.rates.set(rates.push(latest, published));
      model.marks.set(updateMarks(model.marks.get(), screens, unread));
      if (model.rates.get().moving) publish(false);
    };

    const draw = async (): Promise<void> => {
      const more = await budget.parse(screens);
      publish(false);
      // React renders in between.
      await new Promise<void>((done) => setImmediate(done));
      if (closed) return;
      if (more) clock.request();
      if (blocked) return;
      const { focus, mode } = model.ui.get();
      const keyboard = mode === "console" ? screens[focus]?.keyboard : undefined;
      const text = modes.follow(keyboard ?? PLAIN_KEYBOARD) + model.painter.paint(model.size.get().rows);
      if (text !== "") blocked = !stdout.write(text);
    };

    const close = (end: () => void): void => {
      if (closed) return;
      closed = true;
      clock.stop();
      modes.leave();
      for (const undo of undos) undo();
      ink.unmount();
      for (const screen of screens) screen.dispose();
      end();
    };
    const quit = (): void => close(resolve);
    const fail = (error: unknown): void => close(() => reject(error));

    const clock = makeFrameClock(draw, fail, WALL_TIMER);
    const redraw = (): void => {
      model.painter.invalidate();
      clock.request();
    };
    const actions = makeActions(model, control, {
      changed: () => {
        publish(true);
        clock.request();
      },
      redraw,
      quit,
    });
    const keys = makeKeyReader(prefix.byte, actions);

    modes.enter();
    const ink = restoringOnThrow(modes, () => mountInk(model, stdin, () => clock.request(), fail));
    let flushTimer: NodeJS.Timeout | undefined;
    const undos: readonly (() => void)[] = [
      control.onOutput(({ console, bytes }) => {
        byName.get(console)?.write(bytes);
        unread.add(console);
        clock.request();
      }),
      control.onView((view) => {
        const state = view.state !== latest.state || view.outcome !== latest.outcome;
        latest = view;
        publish(state);
      }),
      listen(stdin, "data", (data: Buffer | string) => {
        clearTimeout(flushTimer);
        keys.feed(typeof data === "string" ? Buffer.from(data) : data);
        if (keys.holding) flushTimer = setTimeout(() => keys.flush(), KEY_HOLD_MS);
      }),
      listen(stdin, "end", quit),
      listen(stdin, "error", quit),
      listen(stdout, "error", quit),
      listen(stdout, "drain", () => {
        blocked = false;
        clock.request();
      }),
      listen(stdout, "resize", () => {
        const size = sizeOf(stdout);
        ink.resize(size);
        model.size.set(size);
        redraw();
      }),
      watchProcess({
        restore: () => modes.leave(),
        ended: quit,
        continued: () => {
          modes.enter();
          redraw();
        },
      }),
      () => clearTimeout(flushTimer),
      () => clearTimeout(publishing),
      () => stdin.pause(),
    ];
    // A machine that could not be built or that broke: whoever started the run says why.
    control.ended.catch(quit);
    stdin.resume();
    clock.request();
  });
}

function sizeOf(stdout: NodeJS.WriteStream): TerminalSize {
  return { columns: stdout.columns || 80, rows: stdout.rows || 24 };
}

/** What throws here would leave the error's text on the screen that is about to vanish. */
function restoringOnThrow<T>(modes: TerminalModes, act: () => T): T {
  try {
    return act();
  } catch (error) {
    modes.leave();
    throw error;
  }
}

function listen<T>(stream: NodeJS.EventEmitter, event: string, listener: (value: T) => void): () => void {
  stream.on(event, listener);
  return () => stream.off(event, listener);
}
