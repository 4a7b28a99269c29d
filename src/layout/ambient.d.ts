// AssemblyScript's integer types as TypeScript sees them. Widths are checked by asc only.
type i32 = number;
type u32 = number;
type u64 = number;
