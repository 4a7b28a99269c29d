// What lies in RAM at power-on, as messages call it.

export const partNames = {
  firmware: "the firmware",
  kernel: "the kernel",
  initrd: "the initrd",
  deviceTree: "the device tree",
  vmImage: (vm: string) => `the image of VM ${vm}`,
  vmInitrd: (vm: string) => `the initrd of VM ${vm}`,
} as const;
