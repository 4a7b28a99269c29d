// Random programs on hartbed beside a real QEMU, or on one engine beside the other. Usage: npm run lockstep -- --help

import { lockstep, readHartWasm } from "../dist/debug/lockstep/command.js";
import { openProfile } from "../dist/runner/open-profile.js";

try {
  process.exitCode = await lockstep(process.argv.slice(2), { openProfile, hartWasm: readHartWasm() });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
