/** LOCAL. The ring's scratch slots that this folder uses. Each holds at least N values of its kind. */
export const SCRATCH = {
  random: 100,
  /** N bytes */
  small: 101,
  /** N doubles: small integers, for all primes. */
  u: 102,
  e0: 103,
  e1: 104,
  /** N words: coefficients mod t. */
  plain: 105,
  mask: 106,
  /** A row under one prime. */
  row: 107,
  /** The halves of a reply, at full level. */
  first: 108,
  second: 109,
} as const;
