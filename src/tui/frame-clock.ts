// When frames are drawn: at once after a quiet time, and never more often than the cap. One frame at a time, so that
// slow parsing delays the next frame instead of piling up.

export interface FrameClock {
  /** Something changed: a frame is due. */
  request(): void;
  stop(): void;
}

export interface FrameTimer {
  /** Wall time in ms that never goes back. */
  now(): number;
  /** Calls back once after `ms`; returns what cancels it. */
  after(ms: number, callback: () => void): () => void;
}

/** 24 frames a second: more would be written than a terminal shows. */
const FRAME_MS = 1000 / 24;

/** `draw` may throw or reject; `failed` is told and the clock stops. */
export function makeFrameClock(
  draw: () => Promise<void>,
  failed: (error: unknown) => void,
  timer: FrameTimer,
  periodMs = FRAME_MS,
): FrameClock {
  let state: "idle" | "waiting" | "drawing" | "stopped" = "idle";
  let again = false;
  let lastStart = Number.NEGATIVE_INFINITY;
  let cancel: () => void = () => {};

  const wait = (): void => {
    state = "waiting";
    cancel = timer.after(Math.max(0, lastStart + periodMs - timer.now()), frame);
  };
  const frame = (): void => {
    state = "drawing";
    again = false;
    lastStart = timer.now();
    draw().then(
      () => {
        if (state === "stopped") return;
        state = "idle";
        if (again) wait();
      },
      (error: unknown) => {
        state = "stopped";
        failed(error);
      },
    );
  };

  return {
    request: () => {
      if (state === "idle") wait();
      else if (state === "drawing") again = true;
    },
    stop: () => {
      state = "stopped";
      cancel();
    },
  };
}

export const WALL_TIMER: FrameTimer = {
  now: () => performance.now(),
  after: (ms, callback) => {
    const handle = setTimeout(callback, ms);
    return () => clearTimeout(handle);
  },
};
