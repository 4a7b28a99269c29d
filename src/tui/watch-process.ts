// The ways in which a process ends or comes back, so that the terminal is restored on each of them.

export interface ProcessPorts {
  /** Gives the terminal back now; the process may end right after. */
  restore(): void;
  /** A signal asks for the end. */
  ended(): void;
  /** The process was stopped and goes on: the terminal may be in any state. */
  continued(): void;
}

const ENDING: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Returns what ends the watch. A signal that nobody else handles then ends the process, as it would have before. */
export function watchProcess({ restore, ended, continued }: ProcessPorts): () => void {
  const handlers = ENDING.map((signal) => {
    const handler = (): void => {
      restore();
      ended();
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    };
    process.on(signal, handler);
    return { signal, handler };
  });
  process.on("exit", restore);
  process.on("uncaughtExceptionMonitor", restore);
  process.on("SIGCONT", continued);
  return () => {
    for (const { signal, handler } of handlers) process.off(signal, handler);
    process.off("exit", restore);
    process.off("uncaughtExceptionMonitor", restore);
    process.off("SIGCONT", continued);
  };
}
