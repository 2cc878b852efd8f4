/**
 * Values that were opened and that no accepted check covers yet. Any party may have shifted its share of them.
 *
 *   invariant  only local maps (local-maps.ts) see them; a test says so
 *   security   they enter what is local and linear, where the next check catches a shift. Nobody may branch on them, put
 *              them out, or open what an unmasked product of them would show
 */
import type { Vector } from "../algebra/field.ts";
import { Opaque } from "./opaque.ts";

export class Unchecked extends Opaque {
  readonly #values: Vector;

  /** `values` may be kept, not changed. */
  constructor(values: Vector) {
    super();
    this.#values = values;
  }

  get length(): number {
    return this.#values.length;
  }

  protected describe(): string {
    return `an opened value that is not checked (${this.length} elements)`;
  }

  /** For local maps, and for a kernel that has just had them checked. */
  static valuesOf(unchecked: Unchecked): Vector {
    return unchecked.#values;
  }
}
