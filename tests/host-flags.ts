// Tests run on the same WebAssembly compiler switches as the product.
import { setHostFlags } from "../src/runner/host-flags.js";

setHostFlags();
