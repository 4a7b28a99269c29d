#!/usr/bin/env node
// Builds the guests with the cross compiler, and the file system image. With
// --check it builds into a temporary directory instead and compares the bytes
// with guests/prebuilt; exit 1 names the files that differ.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const guests = join(root, "guests");
const prebuilt = join(guests, "prebuilt");
const cross = process.env.CROSS ?? "riscv64-unknown-elf-";
const compilerFile = "COMPILER";

/** Ends the script with a message on stderr. */
function fail(message) {
  process.stderr.write(`guests: ${message}\n`);
  process.exit(1);
}

/** Runs a program to its end and returns its standard output as text. */
function run(program, args, options = {}) {
  const result = spawnSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], ...options });
  if (result.error) fail(`cannot run ${program}: ${result.error.message}`);
  if (result.status !== 0) {
    process.stderr.write(result.stdout ?? "");
    fail(`${program} ${args.join(" ")} failed with exit status ${result.status}`);
  }
  return result.stdout;
}

/** The first lines of `gcc --version` and `ld --version`; their text decides the bytes. */
function compilerVersion() {
  const probe = spawnSync(`${cross}gcc`, ["--version"], { encoding: "utf8" });
  if (probe.error || probe.status !== 0) {
    fail(
      `${cross}gcc is not installed: on Debian, apt install gcc-riscv64-unknown-elf binutils-riscv64-unknown-elf. ` +
        "The committed guests in guests/prebuilt work without it.",
    );
  }
  const linker = run(`${cross}ld`, ["--version"]);
  return `${[probe.stdout, linker].map((text) => text.split("\n", 1)[0]).join("\n")}\n`;
}

/** Builds every guest and the file system image into `out`. */
function build(out, objects) {
  mkdirSync(out, { recursive: true });
  run("make", ["-s", "-C", guests, `OUT=${out}`, `O=${objects}`, `CROSS=${cross}`], { stdio: "inherit" });
  writeFileSync(join(out, compilerFile), compilerVersion());
}

/** Names of the files that are missing or different in either directory. */
function differences(fresh) {
  const names = new Set([...readdirSync(fresh), ...readdirSync(prebuilt)]);
  return [...names].sort().filter((name) => {
    const pair = [join(fresh, name), join(prebuilt, name)];
    if (!pair.every((path) => existsSync(path))) return true;
    const [left, right] = pair.map((path) => readFileSync(path));
    return !left.equals(right);
  });
}

const unknown = process.argv.slice(2).filter((argument) => argument !== "--check");
if (unknown.length > 0) {
  process.stderr.write(`guests: unknown argument ${unknown[0]}\nusage: guests.mjs [--check]\n`);
  process.exit(2);
}

const version = compilerVersion();
if (!process.argv.includes("--check")) {
  build(prebuilt, join(guests, "build"));
  process.stdout.write(`guests: built with ${version.split("\n", 1)[0]}\n`);
} else {
  const scratch = mkdtempSync(join(tmpdir(), "hartbed-guests-"));
  try {
    build(join(scratch, "out"), join(scratch, "objects"));
    const different = differences(join(scratch, "out"));
    if (different.length > 0) {
      process.stderr.write(`guests: guests/prebuilt differs from a fresh build: ${different.join(", ")}\n`);
      process.exitCode = 1;
    } else {
      process.stdout.write("guests: guests/prebuilt is what this compiler builds\n");
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
