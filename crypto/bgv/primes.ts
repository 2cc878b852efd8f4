/** t: the field of prime60, and the plaintext modulus. */
export const PLAIN_MODULUS = (1n << 60n) - (1n << 18n) + 1n;
/** Residues fit f64 arithmetic that rounds once; below 2^50. */
export const PRIME_BITS = 50;
/** AGREEMENT: ≡ 1 mod 2^15, so that the same primes serve every degree up to 2^14. */
const STEP = 1n << 15n;

/** The `count` largest primes below 2^50 that are ≡ 1 mod 2^15, descending. Public numbers, a few ms. */
export function ciphertextPrimes(count: number): bigint[] {
  const found: bigint[] = [];
  for (let q = (1n << BigInt(PRIME_BITS)) + 1n - STEP; found.length < count; q -= STEP)
    if (isPrime(q)) found.push(q);
  return found;
}

/** Miller and Rabin's test to the first twelve primes: no composite below 3·10^24 passes it. */
export function isPrime(n: bigint): boolean {
  const bases = [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n];
  if (n < 2n) return false;
  if (bases.some((base) => n % base === 0n)) return bases.includes(n);
  let odd = n - 1n;
  let halvings = 0;
  for (; odd % 2n === 0n; odd /= 2n) halvings++;
  return bases.every((base) => {
    let x = power(base, odd, n);
    if (x === 1n) return true;
    for (let k = 0; k < halvings; k++) {
      if (x === n - 1n) return true;
      x = (x * x) % n;
    }
    return false;
  });
}

/** base^exponent mod m of public numbers. */
export function power(base: bigint, exponent: bigint, m: bigint): bigint {
  let result = 1n;
  for (let b = base % m, e = exponent; e > 0n; e >>= 1n, b = (b * b) % m)
    if (e & 1n) result = (result * b) % m;
  return result;
}

/** 1/a mod the prime m. */
export const inverseMod = (a: bigint, m: bigint): bigint => power(((a % m) + m) % m, m - 2n, m);
