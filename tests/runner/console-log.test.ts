import { expect, test } from "vitest";
import { makeConsoleLog } from "../../src/runner/console-log.js";

function write(log: { push(byte: number): void }, text: string): void {
  for (const byte of new TextEncoder().encode(text)) log.push(byte);
}

test("each reader sees every byte once", () => {
  const log = makeConsoleLog();
  const [first, second] = [log.reader(), log.reader()];
  write(log, "ab");
  expect(new TextDecoder().decode(first())).toBe("ab");
  write(log, "c");
  expect(new TextDecoder().decode(first())).toBe("c");
  expect(first()).toHaveLength(0);
  expect(new TextDecoder().decode(second())).toBe("abc");
});

test("of a console that prints without end the newest 4 MiB at least are kept, and the loss is counted", () => {
  const log = makeConsoleLog();
  const read = log.reader();
  const total = 9 << 20;
  for (let n = 0; n < total; n += 1) {
    log.push(97 + (n % 26));
    if (n % 65536 === 0) read();
  }
  expect(log.text().length).toBe(total - log.dropped);
  expect(log.text().length).toBeGreaterThanOrEqual(4 << 20);
  expect(log.text().at(-1)).toBe(String.fromCharCode(97 + ((total - 1) % 26)));
  expect(read().at(-1)).toBe(97 + ((total - 1) % 26));
});
