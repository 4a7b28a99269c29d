// Floating-point instructions of the "F", "D", "Zfh" and "Zfa" extensions, one function each, named by the mnemonic.
export * from "./additional";
export * from "./compare";
export * from "./convert";
export * from "./double";
export * from "./half";
export * from "./half-convert";
export * from "./sign-and-class";
export * from "./single";
