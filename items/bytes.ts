/** How much memory items take. */
import { ELEMENT_BYTES } from "../algebra/field.ts";
import type { Demand } from "./demand.ts";
import { parseKind, type Shelf, widthsOf } from "./kinds.ts";

/** Bytes of the columns of all these items at one party, as they are handed out. */
export const bytesOf = (items: Demand, shelf: Shelf): number =>
  [...items].reduce((sum, [name, count]) => {
    const width = widthsOf(parseKind(name), shelf).reduce((a, b) => a + b, 0);
    return sum + ELEMENT_BYTES * width * count;
  }, 0);

/**
 * The most that vectors of items in memory take, once all are made: twice the items' bytes. A column may share memory
 * with what a check of its batch has used up.
 */
export const materialBytes = (items: Demand, shelf: Shelf): number => 2 * bytesOf(items, shelf);
