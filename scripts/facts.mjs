// Writes src/hart/facts.ts from the tables in src/isa (built first).
import { writeFileSync } from "node:fs";
import { renderHartFacts } from "../dist/isa/hart-facts.js";

writeFileSync(new URL("../src/hart/facts.ts", import.meta.url), renderHartFacts());
