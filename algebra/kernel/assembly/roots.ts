/** The table look-ups of square roots of *public* residues. The exponentiations use multiply. */

/**
 * For u_j in a group of 64 elements, its logarithm e: first_j = firstTable[e], second_j = secondTable[e].
 * `logarithms` holds a multiplier (8 bytes) and 1024 bytes indexed by the top ten bits of u_j·multiplier.
 * Elements outside the group get some table entry.
 */
export function lookUp(
  first: usize, firstTable: usize, second: usize, secondTable: usize, logarithms: usize, u: usize, n: i32,
): void {
  const multiplier = load<u64>(logarithms);
  for (let j: usize = 0; j < <usize>n << 3; j += 8) {
    const e = <usize>load<u8>(logarithms + 8 + <usize>((load<u64>(u + j) * multiplier) >> 54)) << 3;
    store<u64>(first + j, load<u64>(firstTable + e));
    store<u64>(second + j, load<u64>(secondTable + e));
  }
}

/** a_j = min(a_j, p − a_j) in place. */
export function smallerOfPair(a: usize, n: i32): void {
  for (const end = a + (<usize>n << 3); a < end; a += 8) {
    const x = load<u64>(a);
    store<u64>(a, min(x, 0x0ffffffffffc0001 - x));
  }
}

/** 1 if a_j ≠ b_j for some j, else 0. */
export function someDiffer(a: usize, b: usize, n: i32): i32 {
  let different: u64 = 0;
  for (const end = a + (<usize>n << 3); a < end; a += 8, b += 8) different |= load<u64>(a) ^ load<u64>(b);
  return i32(different != 0);
}
