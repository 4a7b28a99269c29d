// SIGINT, SIGTERM and SIGHUP end a run in good order; the second one ends the process at once.
import { EXIT_INTERRUPTED, EXIT_TERMINATED } from "../runner/exit-codes.js";

const SIGNALS = { SIGINT: EXIT_INTERRUPTED, SIGTERM: EXIT_TERMINATED, SIGHUP: 129 } as const;

/** @returns Takes the handlers away again. */
export function onSignals(stop: (exitCode: number) => void): () => void {
  let asked = false;
  const handlers = Object.entries(SIGNALS).map(([signal, exitCode]) => {
    const handler = () => {
      if (asked) process.exit(exitCode);
      asked = true;
      stop(exitCode);
    };
    process.on(signal, handler);
    return [signal, handler] as const;
  });
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}
