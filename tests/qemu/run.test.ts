// The command itself, on the guests that ship.
import { readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { expect, it } from "vitest";
import { hartbed, ROOT, scratch, start } from "../cli/hartbed.js";

const HELLO = join(ROOT, "guests/prebuilt/hello.elf");
const SPIN = join(ROOT, "guests/prebuilt/spin.elf");

it("a kernel under the firmware prints on stdout and ends with the guest's exit code", async () => {
  const { code, stdout, stderr } = await hartbed("qemu", "--", "-M", "virt", "-nographic", "-kernel", HELLO);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("hello from a payload");
});

it("works without -- before QEMU's options", async () => {
  const { code, stdout } = await hartbed("qemu", "-nographic", "-kernel", HELLO);
  expect(code).toBe(0);
  expect(stdout).toContain("hello from a payload");
});

it("--print writes a scenario that runs", async () => {
  const { code, stdout } = await hartbed("qemu", "--print", "--", "-kernel", HELLO, "-smp", "2", "-m", "64");
  expect(code).toBe(0);
  const file = join(scratch(), "printed.yaml");
  writeFileSync(file, stdout);
  const run = await hartbed("run", "--headless", file);
  expect(run.stdout).toContain("[serial0] hello from a payload");
  expect(run.code).toBe(0);
});

it("a serial port goes to a file", async () => {
  const file = join(scratch(), "serial.log");
  const { code, stdout } = await hartbed("qemu", "--", "-serial", `file:${file}`, "-kernel", HELLO);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(readFileSync(file, "utf8")).toContain("hello from a payload");
});

it("a machine whose serial port is a server waits for its client, and the monitor's quit ends it", async () => {
  const directory = scratch();
  const [serial, monitor] = [join(directory, "serial"), join(directory, "monitor")];
  const consoles = ["-serial", `unix:${serial},server=on`, "-monitor", `unix:${monitor},server=on,wait=off`];
  const { child, ended } = start("qemu", "--", ...consoles, "-kernel", SPIN);
  await new Promise<void>((resolve) => child.stderr?.once("data", () => resolve()));
  const client = connect(serial);
  let text = "";
  await new Promise<void>((resolve) => {
    client.on("data", (bytes) => {
      text += bytes.toString();
      if (text.includes("firmware")) resolve();
    });
  });
  connect(monitor).write("info status\nquit\n");
  const { code, stderr } = await ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: `hartbed qemu: serial0: waiting for a client on ${serial}\n` });
});

it("the device tree can be written to a file", async () => {
  const file = join(scratch(), "virt.dtb");
  const { code } = await hartbed("qemu", "--", "-M", `virt,dumpdtb=${file}`, "-smp", "2", "-kernel", HELLO);
  expect(code).toBe(0);
  expect(readFileSync(file).readUInt32BE(0)).toBe(0xd00dfeed);
});

it("an option that is wrong is bad input, by its name and without a stack trace", async () => {
  const { code, stderr } = await hartbed("qemu", "--", "-M", "spike", "-kernel", HELLO);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: "-M spike: machine spike; expected virt (the only board there is)\n",
  });
});

it("--stop-at writes what the harts hold at an address, at the same step every time", async () => {
  const file = join(scratch(), "state.txt");
  const args = ["qemu", "--stop-at", "0x80200000", "--dump-state", file, "--", "-M", "virt", "-kernel", HELLO];
  const first = await hartbed(...args);
  const state = readFileSync(file, "utf8");
  expect(first.code).toBe(0);
  expect(state).toMatch(/^## hart 0\nmode=S\npc=0x80200000\nzero=0x0\n/);
  expect(state).toMatch(/^a0=0x0$/m);
  expect(state).toMatch(/^satp=0x0$/m);
  expect((await hartbed(...args)).stderr).toBe(first.stderr);
  expect(first.stderr).toMatch(/hart 0 is at 0x80200000 after \d+ steps/);
});

it("--stop-at says when no hart comes to the address", async () => {
  const { code, stderr } = await hartbed("qemu", "--stop-at", "1234", "--", "-kernel", HELLO);
  expect(code).toBe(3);
  expect(stderr).toContain("--stop-at 1234: no hart came there: the guest ended the machine with code 0");
});
