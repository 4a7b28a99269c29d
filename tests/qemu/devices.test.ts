import { describe, expect, it } from "vitest";
import { asked, refused } from "./scenario-of.js";

const TWO = "-kernel kernel.elf -drive file=fs.img,if=none,id=a -drive file=other.img,if=none,id=b";

describe("disks", () => {
  it("without a bus take the highest free transport, as on QEMU", () => {
    const { disks } = asked(`${TWO} -device virtio-blk-device,drive=a -device virtio-blk-device,drive=b`).scenario;
    expect(disks.map(({ name, transport }) => [name, transport])).toEqual([
      ["a", 7],
      ["b", 6],
    ]);
  });

  it("on PCI take the lowest free slot", () => {
    const { disks } = asked(`${TWO} -device virtio-blk-pci,drive=a,addr=2 -device virtio-blk-pci,drive=b`).scenario;
    expect(disks.map(({ slot }) => slot)).toEqual([2, 1]);
  });

  it("with if=virtio get a PCI card by themselves, behind those of -device", () => {
    const line = "-kernel kernel.elf -drive file=fs.img,if=virtio,format=raw -device virtio-rng-pci";
    const { disks, devices } = asked(line).scenario;
    expect(disks).toMatchObject([{ transport: null, slot: 2 }]);
    expect(devices).toEqual([{ kind: "virtio-rng", ports: 0, slot: 1, transport: null }]);
  });

  it.each([
    ["-drive file=fs.img,if=none,id=a,snapshot=on", { persist: false, readonly: false }],
    ["-snapshot -drive file=fs.img,if=none,id=a", { persist: false, readonly: false }],
    ["-drive file=fs.img,if=none,id=a,readonly=on", { persist: false, readonly: true }],
    ["-drive file=fs.img,if=none,id=a", { persist: true, readonly: false }],
    ["-blockdev driver=file,filename=fs.img,node-name=a", { persist: true, readonly: false }],
    [
      "-blockdev driver=file,filename=fs.img,node-name=f -blockdev driver=raw,file=f,node-name=a,read-only=on",
      { persist: false, readonly: true },
    ],
    ['-blockdev {"driver":"raw","node-name":"a","file":{"driver":"file","filename":"fs.img"}}', { persist: true }],
  ])("%s", (line, disk) => {
    const { disks } = asked(`-kernel kernel.elf ${line} -device virtio-blk-device,drive=a`).scenario;
    expect(disks).toMatchObject([{ image: "/desk/fs.img", ...disk }]);
  });

  it("that no device takes are left out with a warning", () => {
    const { scenario, warnings } = asked("-kernel kernel.elf -drive file=fs.img,format=raw");
    expect(scenario.disks).toEqual([]);
    expect(warnings).toEqual(["-drive file=fs.img,format=raw: warning: no device takes the drive none0: left out"]);
  });
});

describe("consoles", () => {
  it("a pci-serial's console is where its chardev goes", () => {
    const line =
      "-kernel kernel.elf -device pci-serial,chardev=s1 " +
      "-chardev socket,id=s1,host=127.0.0.1,port=1337,server=on -monitor tcp::6666,server=on,nowait -nographic";
    const { scenario, machine } = asked(line);
    expect(scenario.devices).toEqual([{ kind: "pci-serial", ports: 1, slot: 1, transport: null }]);
    expect(scenario.consoles).toEqual([
      { name: "serial0", device: "uart0", vm: null },
      { name: "s1", device: "pci-serial0", vm: null },
    ]);
    const socket = { kind: "socket", server: true };
    expect(machine.consoles.get("s1")).toMatchObject({ ...socket, address: { port: 1337 }, wait: true });
    expect(machine.monitor).toMatchObject({ ...socket, address: { port: 6666 }, wait: false });
    expect(machine.consoles.get("serial0")).toMatchObject({ kind: "stdio", mux: false });
  });

  it("ports go to the virtio console before them", () => {
    const line =
      "-kernel kernel.elf -chardev null,id=n -device virtio-serial-device -device virtconsole,chardev=n " +
      "-device virtserialport,name=log";
    const { devices, consoles } = asked(line).scenario;
    expect(devices).toEqual([{ kind: "virtio-console", ports: 2, slot: null, transport: 7 }]);
    expect(consoles.map(({ name, device }) => [name, device])).toEqual([
      ["serial0", "uart0"],
      ["n", "virtio-console0"],
      ["virtio-console1", "virtio-console1"],
    ]);
  });

  it.each([
    ["-serial stdio", { kind: "stdio", mux: false, signal: true }],
    ["-serial mon:stdio", { kind: "stdio", mux: true, signal: false }],
    ["-serial null", { kind: "null" }],
    ["-serial pty", { kind: "pty" }],
    ["-serial file:out,put.log", { kind: "file", path: "out,put.log", append: false }],
    ["-serial unix:/tmp/s,server,nowait", { kind: "socket", address: { kind: "unix", path: "/tmp/s" }, wait: false }],
    ["-serial tcp:localhost:77", { kind: "socket", address: { host: "localhost", port: 77 }, server: false }],
    ["-chardev stdio,id=c,mux=on -serial chardev:c", { kind: "stdio", mux: true }],
  ])("%s", (line, chardev) => {
    expect(asked(`-kernel kernel.elf ${line}`).machine.consoles.get("serial0")).toMatchObject(chardev);
  });

  it("-serial none is no console on the host", () => {
    expect(asked("-kernel kernel.elf -serial none").machine.consoles.size).toBe(0);
  });
});

it("what hartbed has not and a guest can do without is left out with a warning", () => {
  const line = "-kernel kernel.elf -netdev user,id=n -device virtio-net-device,netdev=n -gdb tcp::1 -d mmu -vga none";
  expect(asked(line).warnings).toEqual([
    "-netdev user,id=n: warning: there is no network yet",
    "-gdb tcp::1: warning: there is no gdb server yet",
    "-d mmu: warning: mmu is not logged: only int, guest_errors, unimp",
    "-device virtio-net-device,netdev=n: warning: virtio-net-device: there is no network yet: left out",
  ]);
});

it.each([
  ["-device virtio-blk-device", "virtio-blk-device without a drive; expected drive=ID of a -drive"],
  ["-device virtio-blk-device,drive=c", "no drive c; expected a, b"],
  ["-device virtio-blk-device,drive=a,bus=virtio-mmio-bus.9", "bus virtio-mmio-bus.9; expected virtio-mmio-bus.0 to"],
  ["-device virtio-blk-dev,drive=a", "device virtio-blk-dev; expected"],
  ["-device pci-serial,chardev=x", "no chardev x; expected -chardev ...,id=x"],
  ["-chardev socket,id=x", "no port; expected port=..."],
  ["-chardev foo,id=x", "backend foo; expected stdio, null, pty, file, socket"],
  ["-drive file=code.fd,if=pflash", "if=pflash; expected -bios FILE or -kernel FILE (no code runs from flash here)"],
  ["-drive file=a.qcow2,format=qcow2", "format qcow2; expected raw (qemu-img convert -O raw makes one)"],
  ["-device virtconsole", "virtconsole without a device to be a port of"],
])("%s is refused", (line, message) => {
  expect(refused(`${TWO} ${line}`).join("\n")).toContain(message);
});

it("two devices on one bus are refused", () => {
  const device = (drive: string) => `-device virtio-blk-device,bus=virtio-mmio-bus.3,drive=${drive}`;
  expect(refused(`${TWO} ${device("a")} ${device("b")}`).join("\n")).toContain("bus virtio-mmio-bus.3 is full");
});
