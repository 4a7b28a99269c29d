// Where a console's bytes go on the host: files, sockets, nothing. The terminal is in terminal.ts.
import { closeSync, openSync, unlinkSync, writeSync } from "node:fs";
import { createConnection, createServer, type Socket } from "node:net";
import { InputError } from "../../runner/input-error.js";
import type { Chardev, SocketAddress } from "../../scenario/qemu/chardev.js";
import { openPty } from "./pty.js";

export interface Endpoint {
  /** Resolves when it may be given more. */
  write(bytes: Uint8Array): void | Promise<void>;
  /** The one that takes what comes in. */
  listen(take: (bytes: Uint8Array) => void): void;
  close(): void;
}

export const NOWHERE: Endpoint = { write() {}, listen() {}, close() {} };

/**
 * Opens any but the terminal; resolves when the machine may start.
 * @param label What the user calls it, for messages.
 * @param say A line for the user.
 * @throws InputError when the host refuses.
 */
export async function openEndpoint(
  chardev: Exclude<Chardev, { kind: "stdio" }>,
  label: string,
  say: (text: string) => void,
): Promise<Endpoint> {
  switch (chardev.kind) {
    case "null":
      return NOWHERE;
    case "file":
      return openFile(chardev.path, chardev.append, label);
    case "pty":
      return openPty(label, say);
    case "socket": {
      const { address, server, wait } = chardev;
      return server ? await serve(address, wait, label, say) : await connect(address, label);
    }
  }
}

function openFile(path: string, append: boolean, label: string): Endpoint {
  try {
    const descriptor = openSync(path, append ? "a" : "w");
    return {
      write: (bytes) => void writeSync(descriptor, bytes),
      listen() {},
      close: () => closeSync(descriptor),
    };
  } catch (error) {
    throw new InputError(`${label}: cannot write ${path}: ${(error as Error).message}`);
  }
}

async function connect(address: SocketAddress, label: string): Promise<Endpoint> {
  const socket = createConnection(optionsOf(address));
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", (error) => {
      reject(new InputError(`${label}: cannot connect to ${addressText(address)}: ${error.message}`));
    });
  });
  socket.on("error", () => undefined);
  return {
    write: (bytes) => sent(socket, bytes),
    listen: (take) => void socket.on("data", take),
    close: () => socket.destroy(),
  };
}

/** One client at a time; what is printed while there is none is lost, as in QEMU. */
async function serve(
  address: SocketAddress,
  wait: boolean,
  label: string,
  say: (text: string) => void,
): Promise<Endpoint> {
  let client: Socket | null = null;
  let take: (bytes: Uint8Array) => void = () => undefined;
  let arrived: () => void = () => undefined;
  const first = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const server = createServer((socket) => {
    if (client !== null) {
      socket.destroy();
      return;
    }
    client = socket;
    socket.on("data", (bytes) => take(bytes));
    socket.on("error", () => undefined);
    socket.on("close", () => {
      client = null;
    });
    arrived();
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => {
      reject(new InputError(`${label}: cannot listen on ${addressText(address)}: ${error.message}`));
    });
    server.listen(optionsOf(address), resolve);
  });
  server.unref();
  if (wait) {
    say(`${label}: waiting for a client on ${addressText(address)}`);
    server.ref();
    await first;
    server.unref();
  }
  return {
    write: (bytes) => (client === null ? undefined : sent(client, bytes)),
    listen(listener) {
      take = listener;
    },
    close() {
      client?.destroy();
      server.close();
      if (address.kind === "unix") removeSocket(address.path);
    },
  };
}

function sent(socket: Socket, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed) resolve();
    else socket.write(bytes, () => resolve());
  });
}

function removeSocket(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Gone already.
  }
}

function optionsOf(address: SocketAddress) {
  return address.kind === "unix" ? { path: address.path } : { host: address.host, port: address.port };
}

function addressText(address: SocketAddress): string {
  return address.kind === "unix" ? address.path : `${address.host}:${address.port}`;
}
