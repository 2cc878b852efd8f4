/** Ascending by default. */
export interface Direction {
  readonly descending?: boolean;
}

/** TypeError naming `what` for what is no direction. */
export function isDescending(what: string, { descending = false }: Direction): boolean {
  if (typeof descending !== "boolean")
    throw new TypeError(`${what}: descending is true or false, not ${typeof descending}`);
  return descending;
}
