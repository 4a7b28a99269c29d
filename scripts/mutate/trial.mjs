// Runs tests over a tree in a process of their own until one fails, hangs, or all have passed.
import { fork } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const WORKER = fileURLToPath(new URL("test-worker.mjs", import.meta.url));
/** A hang is told by processor time between two reports, so that a busy machine makes none; by the clock where that is unknown. */
const SILENT_CPU_SECONDS = 12;
const SILENT_SECONDS = 300;
/** Clock ticks in a second, in /proc. */
const TICKS = 100;

/**
 * What became of the tests: { passed, by, seconds, files }: `by` names the test that failed first. `files` holds the
 * processor seconds of each file and of the longest silence in it. `gaps` are such silences of a sound run. A
 * run of `all` tests goes on behind a failure, and `failed` holds the files with one.
 */
export function runTests(root, files, gaps = {}, all = false) {
  return new Promise((resolve) => {
    const started = Date.now();
    const child = fork(WORKER, [all ? "0" : "1", ...files], { cwd: root, detached: true, stdio: "ignore" });
    const times = {};
    let by = null;
    const failed = new Set();
    let current = "start";
    let done = false;
    let heard = true;
    let quiet = { cpu: 0, at: 0 };
    let begun = 0;

    child.on("message", (message) => {
      if (message.kind === "file") {
        current = message.file;
        begun = cpuSeconds(child.pid);
        times[current] = { seconds: 0, gap: 0 };
      }
      heard = true;
      if (message.kind === "end" && times[message.file] !== undefined)
        times[message.file].seconds = cpuSeconds(child.pid) - begun;
      if (message.kind === "done") done = true;
      if (message.kind === "failed") failed.add(message.file);
      if (message.kind === "failed" && by === null && !all) {
        by = { how: "failed", file: message.file, test: message.test, message: message.message.slice(0, 200) };
        stop();
      }
    });
    const watch = setInterval(() => {
      const cpu = cpuSeconds(child.pid);
      if (heard) quiet = { cpu, at: Date.now() };
      heard = false;
      const gap = cpu - quiet.cpu;
      if (times[current] !== undefined) times[current].gap = Math.max(times[current].gap, gap);
      const allowed = SILENT_CPU_SECONDS + 4 * (gaps[current]?.gap ?? 0);
      if (gap < allowed && Date.now() - quiet.at < 1000 * SILENT_SECONDS) return;
      by ??= { how: "hang", file: current, test: "", message: "" };
      stop();
    }, 1000);
    child.on("exit", (status) => {
      clearInterval(watch);
      if (!done && by === null) by = { how: "crash", file: current, test: "", message: `exit ${status}` };
      resolve({ passed: by === null, by, seconds: (Date.now() - started) / 1000, files: times, failed });
    });

    function stop() {
      try {
        process.kill(-child.pid, "SIGKILL");
      } catch {
        // It is gone already.
      }
    }
  });
}

/** Processor seconds that a process group has used. */
function cpuSeconds(group) {
  let ticks = 0;
  try {
    for (const name of readdirSync("/proc")) {
      if (/^\d+$/.test(name)) ticks += ticksOf(name, group);
    }
  } catch {
    return 0;
  }
  return ticks / TICKS;
}

function ticksOf(pid, group) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // Behind the name: state, parent, group, and from the twelfth on user, system, and their children's.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return Number(fields[2]) === group ? Number(fields[11]) + Number(fields[12]) : 0;
  } catch {
    return 0;
  }
}
