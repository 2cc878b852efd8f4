/** What must be equal at all parties before any secret is sent. The handshake compares it. */
import { createHash } from "node:crypto";
import type { Field } from "../../../algebra/field.ts";
import type { Agreement } from "../../../network/handshake.ts";
import { canonical, strangerIn, VALUES_ARE, type Value } from "../../../online/value.ts";
import type { Security } from "../../party/combination.ts";
import { UsageError } from "../../usage-error.ts";

export interface Agreed {
  readonly parties: number;
  readonly field: Field;
  readonly security: Security;
  /** Where the material comes from: the name of a backend, or "stock". */
  readonly material: string;
  readonly routing: string;
  /** How numbers are compared, or by what each party chooses; then agreeOnComparisons follows. */
  readonly comparisons: string;
  /** s of the material and of the budget. */
  readonly statistical: number;
  /** A party with a shorter deadline than the others would name peers that are not late by their own deadline. */
  readonly deadlineMs: number;
  /** The name of the ablation, if there is one. */
  readonly ablation?: string;
  /** `digest` is the SHA-256 of its source. */
  readonly program?: { readonly name: string; readonly digest: string };
  /** The arguments that all parties share, not a party's own. If they differ, the others see those that are short. */
  readonly args?: Readonly<Record<string, unknown>>;
}

/** In UTF-8. Longer values are compared by their whole SHA-256. */
const MAX_SHOWN_BYTES = 48;
/** So many arguments with names of so many bytes fit into a greeting, together with everything else. */
const MAX_ARGUMENTS = 200;
const MAX_NAME_BYTES = 64;

/** One entry per fact, so that every difference is listed by its name. @throws what comparable throws. */
export function agreementOf(agreed: Agreed): Agreement {
  const { parties, field, security, material, routing, comparisons, deadlineMs } = agreed;
  const { program, args = {} } = agreed;
  return {
    parties: String(parties),
    field: field.p.toString(),
    security,
    material,
    routing,
    comparisons,
    statistical: String(agreed.statistical),
    deadline: `${deadlineMs} ms`,
    ...(agreed.ablation !== undefined && { "left out": agreed.ablation }),
    ...(program && { program: `${program.name} (${program.digest})` }),
    ...Object.fromEntries([...comparable(args)].map(([name, text]) => [`argument ${name}`, text])),
  };
}

/**
 * Arguments in the form in which they are compared. The forms are equal only if the values are.
 * @throws UsageError naming an argument that is not a value (online/value.ts), or if there are too many.
 */
export function comparable(args: Readonly<Record<string, unknown>>): Map<string, string> {
  const entries = Object.entries(args);
  if (entries.length > MAX_ARGUMENTS)
    throw new UsageError(
      `${entries.length} arguments, at most ${MAX_ARGUMENTS}: put larger data into a list or a file`,
    );
  return new Map(
    entries.map(([name, value]) => {
      if (Buffer.byteLength(name) > MAX_NAME_BYTES)
        throw new UsageError(
          `the argument ${JSON.stringify(name.slice(0, MAX_NAME_BYTES))}…: a name has at most ${MAX_NAME_BYTES} bytes`,
        );
      const stranger =
        strangerIn("arguments", { [name]: null }) ?? strangerIn(`argument "${name}"`, value);
      if (stranger !== null)
        throw new UsageError(`${stranger.path}: ${stranger.what}; allowed are ${VALUES_ARE}`);
      const text = canonical(value as Value);
      if (Buffer.byteLength(text) <= MAX_SHOWN_BYTES) return [name, text];
      return [name, `sha256 ${createHash("sha256").update(text).digest("hex")}`];
    }),
  );
}
