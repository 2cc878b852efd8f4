import { isPrime } from "../../algebra/ring/integers.ts";

/** AGREEMENT: primes are ≡ 1 mod 2^15, so the same primes serve every degree up to 2^14. */
const STEP = 1n << 15n;

/** The `count` largest primes below 2^50 that are ≡ 1 mod 2^15, descending. Takes a few ms. */
export function ciphertextPrimes(count: number): bigint[] {
  const found: bigint[] = [];
  for (let q = (1n << 50n) + 1n - STEP; found.length < count; q -= STEP)
    if (isPrime(q)) found.push(q);
  return found;
}
