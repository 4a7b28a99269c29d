// What a process costs: user CPU seconds, wall time to its first byte, peak memory. Linux: /proc, bash, taskset.
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";

/** The last CPU; measured processes are bound to it, so that none migrates. Null where there is no taskset. */
export const CPU = spawnSync("taskset", ["--version"]).status === 0 ? cpus().length - 1 : null;

function bound(command) {
  return CPU === null ? command : ["taskset", "-c", String(CPU), ...command];
}

/** User CPU seconds of a command run to its end. */
export function userSeconds(command) {
  const timed = ["-c", 'TIMEFORMAT="user %U"; time "$@"', "bash", ...bound(command)];
  const { status, stderr } = spawnSync("bash", timed, {
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
    maxBuffer: 1 << 26,
  });
  const match = /^user ([\d.]+)$/m.exec(stderr);
  if (status !== 0 || match === null) throw new Error(`${command.join(" ")} failed (${status}): ${stderr}`);
  return Number(match[1]);
}

/** Wall seconds from the process's start to its first byte on stdout; it is ended then. */
export function firstByteSeconds(command) {
  const [program, ...args] = bound(command);
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "ignore"] });
    let seconds = null;
    child.stdout.once("data", () => {
      seconds = (performance.now() - began) / 1000;
      child.kill("SIGKILL");
    });
    child.once("error", reject);
    child.once("close", () => {
      if (seconds === null) reject(new Error(`${command.join(" ")} printed nothing`));
      else resolve(seconds);
    });
  });
}

/** Peak resident memory of a command run to its end, bytes: what the kernel last said before it ended. */
export function peakMemory(command) {
  const [program, ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: "ignore" });
    let peak = 0;
    const look = setInterval(() => {
      peak = Math.max(peak, memoryOf(child.pid, "VmHWM"));
    }, 20);
    child.once("error", reject);
    child.once("close", (code) => {
      clearInterval(look);
      if (code === 0) resolve(peak);
      else reject(new Error(`${command.join(" ")} failed (${code})`));
    });
  });
}

/** A line of /proc/PID/status in bytes: `VmRSS` now, `VmHWM` at its peak; 0 when the process is gone. */
export function memoryOf(pid, key) {
  try {
    const match = new RegExp(`^${key}:\\s+(\\d+) kB$`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return match === null ? 0 : Number(match[1]) * 1024;
  } catch {
    return 0;
  }
}

/** CPU seconds, user and system, that a process has used so far. */
export function cpuSeconds(pid) {
  // proc(5): fields 14 and 15, in clock ticks of which Linux shows 100 a second; the name may hold spaces.
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
