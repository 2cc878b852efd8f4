/** What must be alike at all parties before anything secret moves; compared in the handshake. */
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
  /** s of the material and of the budget. */
  readonly statistical: number;
  /** A party that waits less than the others would name them for what they take for patience. */
  readonly deadlineMs: number;
  /** What is left out, if anything is. */
  readonly ablation?: string;
  /** SHA-256 of its source. */
  readonly program?: { readonly name: string; readonly digest: string };
  /** Those that all parties share; not a party's own. The others see short ones when they differ. */
  readonly args?: Readonly<Record<string, unknown>>;
}

/** In UTF-8. Longer values are compared by their SHA-256, all of it. */
const MAX_SHOWN_BYTES = 48;
/** So many arguments of so long names fit into a greeting, beside everything else. */
const MAX_ARGUMENTS = 200;
const MAX_NAME_BYTES = 64;

/** One entry per fact, so that every difference is listed by name. @throws what comparable throws. */
export function agreementOf(agreed: Agreed): Agreement {
  const { parties, field, security, material, routing, deadlineMs, program, args = {} } = agreed;
  return {
    parties: String(parties),
    field: field.p.toString(),
    security,
    material,
    routing,
    statistical: String(agreed.statistical),
    deadline: `${deadlineMs} ms`,
    ...(agreed.ablation !== undefined && { "left out": agreed.ablation }),
    ...(program && { program: `${program.name} (${program.digest})` }),
    ...Object.fromEntries([...comparable(args)].map(([name, text]) => [`argument ${name}`, text])),
  };
}

/**
 * Arguments in the form in which they are compared, equal for equal values only.
 * @throws UsageError naming an argument that is no value (online/value.ts), or if there are too many.
 */
export function comparable(args: Readonly<Record<string, unknown>>): Map<string, string> {
  const entries = Object.entries(args);
  if (entries.length > MAX_ARGUMENTS)
    throw new UsageError(
      `${entries.length} arguments: at most ${MAX_ARGUMENTS}; larger data belongs into a list, or a file`,
    );
  return new Map(
    entries.map(([name, value]) => {
      if (Buffer.byteLength(name) > MAX_NAME_BYTES)
        throw new UsageError(
          `an argument named ${JSON.stringify(name.slice(0, MAX_NAME_BYTES))}…: at most ${MAX_NAME_BYTES} bytes`,
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
