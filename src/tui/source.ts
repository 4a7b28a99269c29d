// A value that changes over time and tells who listens: what the hooks of the terminal UI read.

export interface Source<T> {
  get(): T;
  /** Sets the value and calls the listeners, unless it is the same value. */
  set(value: T): void;
  /** Returns what ends the subscription. */
  subscribe(listener: () => void): () => void;
}

export function makeSource<T>(initial: T): Source<T> {
  const listeners = new Set<() => void>();
  let current = initial;
  return {
    get: () => current,
    set: (value) => {
      if (Object.is(value, current)) return;
      current = value;
      for (const listener of [...listeners]) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
