import { assertOptions } from "../options.ts";

/** Of `sort` and `sortBy`: ascending by default. */
export interface Direction {
  /** The greatest first. */
  readonly descending?: boolean;
}

/** TypeError naming `what` for what is no direction. */
export function isDescending(what: string, direction: Direction | undefined): boolean {
  assertOptions(what, direction, "descending");
  const { descending = false } = direction ?? {};
  if (typeof descending !== "boolean")
    throw new TypeError(`${what}: descending is true or false, not ${typeof descending}`);
  return descending;
}
