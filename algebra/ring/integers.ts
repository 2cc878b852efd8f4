/** Number theory on public bigints, for constants and tables. Nothing here runs once per vector. */

/** t = 2^60 − 2^18 + 1; plaintext slots are elements of F_t. */
export const PLAIN_MODULUS = (1n << 60n) - (1n << 18n) + 1n;

export const mod = (x: bigint, m: bigint): bigint => ((x % m) + m) % m;

/** x mod m in (−m/2, m/2]. */
export function centred(x: bigint, m: bigint): bigint {
  const r = mod(x, m);
  return r > m / 2n ? r - m : r;
}

/** base^exponent mod m, exponent ≥ 0. */
export function power(base: bigint, exponent: bigint, m: bigint): bigint {
  let result = 1n;
  for (let b = mod(base, m), e = exponent; e > 0n; e >>= 1n, b = (b * b) % m)
    if (e & 1n) result = (result * b) % m;
  return result;
}

/** 1/a mod m. RangeError if there is none. */
export function inverse(a: bigint, m: bigint): bigint {
  let [r, next] = [mod(a, m), m];
  let [x, y] = [1n, 0n];
  while (next > 0n) {
    const q = r / next;
    [r, next] = [next, r - q * next];
    [x, y] = [y, x - q * y];
  }
  if (r !== 1n) throw new RangeError("inverse: not a unit");
  return mod(x, m);
}

/** ⌊s·2^64/t⌋: Shoup's quotient of a constant of F_t. */
export const plainQuotient = (s: bigint): bigint => (s << 64n) / PLAIN_MODULUS;

/** The lowest log2(n) bits of i in reverse order, for i = 0 … n − 1. */
export function bitReversals(n: number): Uint16Array<ArrayBuffer> {
  const out = new Uint16Array(n);
  for (let i = 1; i < n; i++) out[i] = (out[i >> 1]! >> 1) | (i & 1 ? n >> 1 : 0);
  return out;
}

/** Whether m, odd and 40 < m < 2^64, is prime: Miller and Rabin, with bases that are exact in this range. */
export function isPrime(m: bigint): boolean {
  let odd = m - 1n;
  let twos = 0;
  for (; odd % 2n === 0n; odd /= 2n) twos++;
  return [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n].every((base) => {
    let x = power(base, odd, m);
    if (x === 1n) return true;
    for (let k = 0; k < twos; k++, x = (x * x) % m) if (x === m - 1n) return true;
    return false;
  });
}

/** The smallest primitive 2n-th root of unity mod the prime p ≡ 1 (mod 2n), n a power of two, as SEAL uses it. */
export function smallestRoot(n: number, p: bigint): bigint {
  const exponent = (p - 1n) / BigInt(2 * n);
  let root = 0n;
  for (let g = 2n; power(root, BigInt(n), p) !== p - 1n; g++) root = power(g, exponent, p);
  const square = (root * root) % p;
  let least = root;
  for (let k = 1, x = root; k < n; k++) {
    x = (x * square) % p;
    if (x < least) least = x;
  }
  return least;
}

/** Elements below 2^64. */
interface RootTables {
  readonly roots: BigUint64Array;
  readonly inverses: BigUint64Array;
}

/** The tables are public and made once, as a process may have many rings. */
const ROOT_TABLES = new Map<string, RootTables>();

/** w[k] = ψ^rev(k) and 1/w[k] mod p for k = 0 … n − 1; p below 2^64. Never written to. */
export function rootTables(n: number, p: bigint): RootTables {
  const name = `${n} ${p}`;
  const tables = ROOT_TABLES.get(name) ?? freshRootTables(n, p);
  ROOT_TABLES.set(name, tables);
  return tables;
}

function freshRootTables(n: number, p: bigint): RootTables {
  const root = smallestRoot(n, p);
  const powers = [1n];
  for (let k = 1; k < n; k++) powers.push((powers[k - 1]! * root) % p);
  const reversals = Array.from(bitReversals(n));
  return {
    roots: BigUint64Array.from(reversals, (e) => powers[e]!),
    // ψ^−e = −ψ^(n−e)
    inverses: BigUint64Array.from(reversals, (e) => (e === 0 ? 1n : p - powers[n - e]!)),
  };
}
