import type { Field } from "../algebra/field.ts";
import type { MacKey } from "../protocols/mac-key.ts";

/**
 * Where secrets live: a field, and the key under which their MACs are. What opens and checks (online/rounds.ts) takes
 * the domain as it is and knows no other; a value never moves from one to another by itself.
 */
export interface Domain {
  /** Part of what parties compare: "p=1152921504606584833". */
  readonly name: string;
  readonly field: Field;
  /** α_i; null in the plain family. */
  readonly key: MacKey | null;
}

export const primeDomain = (field: Field, key: MacKey | null): Domain => ({
  name: `p=${field.p}`,
  field,
  key,
});
