/**
 * Values that were opened and that no accepted check covers yet: whoever sent a share of them may have shifted them.
 * They enter what is local and linear, where a shift is caught later; nobody may branch on them, put them out, or open
 * what an unmasked product of them would show. Local maps alone (local-maps.ts) see them; a test says so.
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

  /** For local maps, and for whoever has just had them checked. */
  static valuesOf(unchecked: Unchecked): Vector {
    return unchecked.#values;
  }
}
