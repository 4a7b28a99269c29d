// A pseudo-terminal for a console. Node cannot open one, so script(1) of util-linux holds it.
import { spawn } from "node:child_process";
import { InputError } from "../../runner/input-error.js";
import type { Endpoint } from "./endpoint.js";

/** Inside the pty: raw, its name on descriptor 3, and open until it is killed. */
const HOLDER = "stty raw -echo; tty >&3; exec sleep infinity";

/**
 * @param say Told the terminal's name.
 * @throws InputError when there is no script(1).
 */
export function openPty(label: string, say: (text: string) => void): Promise<Endpoint> {
  const child = spawn("script", ["-qefc", `sh -c '${HOLDER}'`, "/dev/null"], {
    stdio: ["pipe", "pipe", "ignore", "pipe"],
  });
  const { stdin, stdout } = child;
  const name = child.stdio[3];
  if (stdin === null || stdout === null) throw new Error("the pty's holder has no pipes");
  return new Promise((resolve, reject) => {
    child.once("error", (error) => {
      reject(new InputError(`${label}: pty: cannot start script of util-linux: ${error.message}`));
    });
    stdin.on("error", () => undefined);
    name?.once("data", (text: Buffer) => {
      say(`${label}: char device redirected to ${text.toString().trim()}`);
      resolve({
        write: (bytes) => new Promise((done) => void stdin.write(bytes, () => done())),
        listen: (take) => void stdout.on("data", take),
        close: () => void child.kill(),
      });
    });
  });
}
