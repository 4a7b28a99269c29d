// Carry-less products and crossbar permutations: unprivileged manual, "Zbc", "Zbkc" and "Zbkx".

/** CLMUL: the low half of the product of polynomials over GF(2). */
export function clmul(_hart: u32, a: u64, b: u64): u64 {
  let product: u64 = 0;
  for (let left = a, right = b; right != 0; right >>= 1, left <<= 1) {
    if ((right & 1) != 0) product ^= left;
  }
  return product;
}

/** CLMULH: the high half. */
export function clmulh(h: u32, a: u64, b: u64): u64 {
  return clmulr(h, a, b) >> 1;
}

/** CLMULR: bits 126 to 63. */
export function clmulr(_hart: u32, a: u64, b: u64): u64 {
  let product: u64 = 0;
  for (let left = a, right = b; right != 0; right <<= 1, left >>= 1) {
    if (right >> 63 != 0) product ^= left;
  }
  return product;
}

/** Each field of `width` bits in b picks a field of a; an index past the last picks zero. */
function permute(a: u64, b: u64, width: u64): u64 {
  const mask: u64 = ((<u64>1) << width) - 1;
  let result: u64 = 0;
  for (let at: u64 = 0; at < 64; at += width) {
    const index = ((b >> at) & mask) * width;
    if (index < 64) result |= ((a >> index) & mask) << at;
  }
  return result;
}

/** XPERM4 */
export function xperm4(_hart: u32, a: u64, b: u64): u64 {
  return permute(a, b, 4);
}

/** XPERM8 */
export function xperm8(_hart: u32, a: u64, b: u64): u64 {
  return permute(a, b, 8);
}
