import { expect, test } from "vitest";
import { type FrameTimer, makeFrameClock } from "../../src/tui/frame-clock.js";

/** Time that stands still until it is moved. */
function makeTime(): FrameTimer & { move(ms: number): Promise<void> } {
  let time = 1000;
  let timers: { readonly at: number; readonly callback: () => void }[] = [];
  return {
    now: () => time,
    after: (ms, callback) => {
      const entry = { at: time + ms, callback };
      timers.push(entry);
      return () => {
        timers = timers.filter((other) => other !== entry);
      };
    },
    move: async (ms) => {
      const end = time + ms;
      for (;;) {
        const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        time = next.at;
        timers = timers.filter((other) => other !== next);
        next.callback();
        await settled();
      }
      time = end;
    },
  };
}

/** Promises that are due have been followed up. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

const noError = (error: unknown) => expect.unreachable(String(error));

test("a request after a quiet time draws at once", async () => {
  const time = makeTime();
  let frames = 0;
  const draw = async () => {
    frames += 1;
  };
  const clock = makeFrameClock(draw, noError, time, 40);
  clock.request();
  await time.move(0);
  expect(frames).toBe(1);
});

test("requests without end draw one frame per period", async () => {
  const time = makeTime();
  let frames = 0;
  const draw = async () => {
    frames += 1;
  };
  const clock = makeFrameClock(draw, noError, time, 40);
  for (let ms = 0; ms < 399; ms++) {
    clock.request();
    clock.request();
    await time.move(1);
  }
  expect(frames).toBe(10);
});

test("without requests nothing is drawn", async () => {
  const time = makeTime();
  let frames = 0;
  const draw = async () => {
    frames += 1;
  };
  makeFrameClock(draw, noError, time, 40);
  await time.move(1000);
  expect(frames).toBe(0);
});

test("a request while a frame is drawn leads to another frame, and never to two at a time", async () => {
  const time = makeTime();
  const done: (() => void)[] = [];
  const clock = makeFrameClock(() => new Promise((resolve) => done.push(resolve)), noError, time, 40);
  clock.request();
  await time.move(0);
  clock.request();
  clock.request();
  await time.move(200);
  expect(done).toHaveLength(1);
  done[0]?.();
  await settled();
  await time.move(200);
  expect(done).toHaveLength(2);
});

test("a frame that fails is told and stops the clock", async () => {
  const time = makeTime();
  const errors: unknown[] = [];
  const clock = makeFrameClock(
    () => Promise.reject(new Error("broken pane")),
    (error) => errors.push(error),
    time,
    40,
  );
  clock.request();
  await time.move(0);
  await time.move(10);
  clock.request();
  await time.move(100);
  expect(errors).toEqual([new Error("broken pane")]);
});
