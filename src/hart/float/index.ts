// Floating-point instructions of the "F" and "D" extensions, one function each, named by the mnemonic.
export * from "./compare";
export * from "./convert";
export * from "./double";
export * from "./sign-and-class";
export * from "./single";
