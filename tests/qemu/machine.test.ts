import { expect, it } from "vitest";
import { answer, asked, refused } from "./scenario-of.js";

const XV6 =
  "-machine virt -bios none -kernel kernel.elf -m 128M -smp 3 -nographic -global virtio-mmio.force-legacy=false " +
  "-drive file=fs.img,if=none,format=raw,id=x0 -device virtio-blk-device,drive=x0,bus=virtio-mmio-bus.0";

it("xv6's command line is a board with three harts, a kernel in M-mode and a disk on transport 0", () => {
  const { scenario, machine, warnings } = asked(XV6);
  expect(scenario).toMatchObject({
    machine: { harts: 3, memory: 128 * 2 ** 20, virtioMmio: 2, reboot: true },
    firmware: null,
    kernel: "/desk/kernel.elf",
    disks: [{ name: "x0", image: "/desk/fs.img", persist: true, transport: 0, slot: null }],
    consoles: [{ name: "serial0", device: "uart0" }],
  });
  expect(scenario.profile.name).toBe("qemu-8.0.2");
  expect([...machine.consoles]).toEqual([["serial0", { kind: "stdio", mux: true, signal: false }]]);
  expect(warnings).toEqual([]);
});

it("without options of its own a kernel runs under our firmware, on one hart, with legacy transports", () => {
  const { scenario } = asked("-kernel kernel.elf");
  expect(scenario.firmware).toBe("/pkg/guests/prebuilt/firmware.elf");
  expect(scenario.machine).toMatchObject({ harts: 1, memory: 128 * 2 ** 20, virtioMmio: 1 });
});

it("properties of -machine are those of the options they stand for", () => {
  const { scenario } = asked("-M virt,kernel=kernel.elf,append=quiet,firmware=hv.elf,aclint=off,acpi=on");
  expect(scenario).toMatchObject({ kernel: "/desk/kernel.elf", bootargs: "quiet", firmware: "/desk/hv.elf" });
});

it("a firmware may be all that runs", () => {
  expect(asked("-bios hv.elf").scenario).toMatchObject({ firmware: "/desk/hv.elf", kernel: null });
});

it.each([
  ["-cpu rv64,h=true", { h: "on" }],
  ["-cpu rv64,x-h=true", { h: "on" }],
  ["-cpu rv64,sstc=off,svadu=on", { sstc: "off", svadu: "on" }],
  ["-cpu rv64,g=on", { m: "on", a: "on", f: "on", d: "on" }],
  ["-cpu rv64,i=on,mmu=on", {}],
  ["-cpu rv64 -global rv64-riscv-cpu.svpbmt=off", { svpbmt: "off" }],
])("%s switches extensions over the profile's", (line, extensions) => {
  expect(asked(`-kernel kernel.elf ${line}`).scenario.profile.extensions).toEqual(extensions);
});

it.each([
  ["-smp cpus=4,sockets=1", { harts: 4 }],
  ["-smp sockets=2,cores=2", { harts: 4 }],
  ["-m 256", { memory: 256 * 2 ** 20 }],
  ["-m size=1G,slots=2", { memory: 2 ** 30 }],
  ["-no-reboot", { reboot: false }],
])("%s", (line, machine) => {
  expect(asked(`-kernel kernel.elf ${line}`).scenario.machine).toMatchObject(machine);
});

it("-icount and -rtc set the clock", () => {
  const { scenario } = asked("-kernel kernel.elf -icount shift=2,sleep=off -rtc base=2020-02-02T02:02:02");
  expect(scenario.clock).toEqual({ instructionsPerTick: 25, rtcMs: Date.UTC(2020, 1, 2, 2, 2, 2) });
});

it.each([
  ["-M spike -kernel kernel.elf", "-M spike: machine spike; expected virt (the only board there is)"],
  ["-kernel nope.elf", "-kernel nope.elf: no file nope.elf; expected a file"],
  ["-smp 0 -kernel kernel.elf", "-smp 0: machine.harts: 0; expected a number of harts, 1 to 64"],
  [
    "-m lots -kernel kernel.elf",
    "-m lots: a size of lots; expected a size such as 256M or 1G; without a unit it is MiB",
  ],
  ["-kernl x", "-kernl: invalid option; expected an option of -help (did you mean kernel?)"],
  ["-kernel", "-kernel: requires an argument; expected FILE"],
  ["-cpu rv32 -kernel kernel.elf", "-cpu rv32: CPU model rv32; expected rv64 or max (did you mean rv64?)"],
  ["-cpu rv64,sv39=off -kernel kernel.elf", "-cpu rv64,sv39=off: sv39=off; expected what the harts have"],
  ["-accel kvm -kernel kernel.elf", "-accel kvm: accelerator kvm; expected tcg (harts are always emulated)"],
])("%s is refused by the option's name", (line, message) => {
  expect(refused(line).join("\n")).toContain(message);
});

it("everything that is wrong is said at once", () => {
  expect(refused("-M spike -cpu rv32 -kernel nope.elf")).toHaveLength(3);
});

it("-version and -help answer as scripts expect it", () => {
  expect(answer("-version")).toMatch(/^QEMU emulator version \d+\.\d+\.\d+/);
  expect(answer("-help")).toMatch(/^-gdb /m);
  expect(answer("--help")).toMatch(/^-machine or -M /m);
});

it("-machine help, -cpu help and -device help list what there is", () => {
  expect(answer("-machine help")).toContain("virt");
  expect(answer("-cpu help")).toContain("rv64");
  expect(answer("-device help")).toContain('"virtio-blk-device"');
});
