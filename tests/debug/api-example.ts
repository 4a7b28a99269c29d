// From TypeScript: which facts break a scenario, and where it is felt. The README of configs shows this file.
import { bisect, compare, openProfile, openScenario } from "hartbed";

const scenario = await openScenario("configs/regressions/vs-ad-reset.yaml");
const [good, bad] = [await openProfile("qemu-8.0.2"), await openProfile("qemu-9.2.0")];

const { reports } = await compare(scenario, [good, bad]);
console.log(reports.map(({ profile, outcome }) => `${profile}: ${outcome}`).join("\n"));

const result = await bisect(scenario, good, bad);
if (result.kind === "found") {
  for (const { name } of result.sets.flat()) console.log(`because of ${name}`);
  const exception = result.divergences.find(({ kind }) => kind !== "value");
  console.log(`first felt as ${exception?.sides[1].taken.trap?.cause} in ${exception?.sides[1].taken.mode}`);
}
