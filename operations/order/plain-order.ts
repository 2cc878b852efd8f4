/** Ascending. */
export const inOrder = (list: readonly bigint[]): bigint[] =>
  [...list].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
