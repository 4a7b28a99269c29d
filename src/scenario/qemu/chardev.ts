// Character devices: where a console's bytes go on the host (QEMU manual, "Character device options").
import { onOff, type Properties, parseProperties } from "./properties.js";

/** An address that a server listens on or a client connects to. */
export type SocketAddress =
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | { readonly kind: "unix"; readonly path: string };

export type Chardev =
  /** The terminal. `mux`: Ctrl-A is an escape key, and the monitor is behind it. `signal`: Ctrl-C ends the run. */
  | { readonly kind: "stdio"; readonly mux: boolean; readonly signal: boolean }
  | { readonly kind: "null" }
  | { readonly kind: "pty" }
  | { readonly kind: "file"; readonly path: string; readonly append: boolean }
  | {
      readonly kind: "socket";
      readonly address: SocketAddress;
      readonly server: boolean;
      /** The machine starts when the first client has come. */
      readonly wait: boolean;
    };

/** What is wrong with a description: found, expected. */
export class ChardevError extends Error {
  readonly expected: string;

  constructor(found: string, expected: string) {
    super(found);
    this.expected = expected;
  }
}

/** `-chardev BACKEND,id=ID,...` by its backend. */
const BACKENDS: Readonly<Record<string, (properties: Properties) => Chardev>> = {
  stdio: (given) => ({ kind: "stdio", mux: flag(given, "mux", false), signal: flag(given, "signal", true) }),
  null: () => ({ kind: "null" }),
  pty: () => ({ kind: "pty" }),
  file: (given) => ({ kind: "file", path: needed(given, "path"), append: flag(given, "append", false) }),
  socket,
  serial: (given) => ({ kind: "file", path: needed(given, "path"), append: true }),
};

const CHARDEV_NAMES = Object.keys(BACKENDS);

/** @throws ChardevError */
export function chardevOf(properties: Properties): Chardev {
  const name = properties.get("backend") ?? "";
  const backend = Object.hasOwn(BACKENDS, name) ? BACKENDS[name] : undefined;
  if (backend === undefined) throw new ChardevError(`backend ${name}`, CHARDEV_NAMES.join(", "));
  return backend(properties);
}

/**
 * The short form behind `-serial` and `-monitor`: `stdio`, `mon:stdio`, `file:PATH`, `tcp:HOST:PORT,server=on,wait=off`.
 * @returns null for `none`: nothing is attached.
 * @throws ChardevError
 */
export function shortChardev(text: string): Chardev | null {
  if (text === "none") return null;
  // QEMU's consoles in windows are the terminal here.
  if (text === "vc" || text.startsWith("vc:")) return { kind: "stdio", mux: true, signal: false };
  if (text === "mon:stdio") return { kind: "stdio", mux: true, signal: false };
  const [head = "", ...rest] = text.split(",");
  const [scheme = "", ...parts] = head.split(":");
  const more = [...parseProperties(rest.join(","))];
  switch (scheme) {
    case "stdio":
    case "null":
    case "pty":
      return chardevOf(new Map([["backend", scheme], ...more]));
    case "file":
      return { kind: "file", path: text.slice("file:".length), append: false };
    case "unix":
      return chardevOf(new Map([["backend", "socket"], ["path", parts.join(":")], ...more]));
    case "tcp":
    case "telnet":
      return chardevOf(
        new Map([["backend", "socket"], ["host", parts.slice(0, -1).join(":")], ["port", parts.at(-1) ?? ""], ...more]),
      );
    default:
      throw new ChardevError(
        `character device ${text}`,
        "stdio, mon:stdio, null, none, pty, file:PATH, unix:PATH, tcp:HOST:PORT or chardev:ID",
      );
  }
}

function socket(given: Properties): Chardev {
  const server = flag(given, "server", false);
  const wait = server && flag(given, "wait", true);
  const path = given.get("path");
  if (path !== undefined) return { kind: "socket", address: { kind: "unix", path }, server, wait };
  const port = Number(needed(given, "port"));
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new ChardevError(`port ${given.get("port")}`, "a port number, 0 to 65535");
  }
  const host = given.get("host") ?? "";
  return { kind: "socket", address: { kind: "tcp", host: host === "" ? "127.0.0.1" : host, port }, server, wait };
}

function needed(given: Properties, key: string): string {
  const value = given.get(key);
  if (value === undefined) throw new ChardevError(`no ${key}`, `${key}=...`);
  return value;
}

function flag(given: Properties, key: string, standard: boolean): boolean {
  const word = given.get(key);
  if (word === undefined) return standard;
  const value = onOff(word);
  if (value === null) throw new ChardevError(`${key}=${word}`, "on or off");
  return value;
}
