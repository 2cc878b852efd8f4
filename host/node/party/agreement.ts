/** What must be alike at all parties before anything secret moves; compared in the handshake. */
import { createHash } from "node:crypto";
import type { Field } from "../../../algebra/field.ts";
import type { Agreement } from "../../../network/handshake.ts";
import type { Security } from "./combination.ts";

export interface Agreed {
  readonly parties: number;
  readonly field: Field;
  readonly security: Security;
  /** Where the material comes from: "dealer" or "stock". */
  readonly material: string;
  readonly routing: string;
  /** SHA-256 of its source. */
  readonly program?: { readonly name: string; readonly digest: string };
  /** Those that all parties share; not a party's own. The others see short ones when they differ. */
  readonly args?: Readonly<Record<string, unknown>>;
}

/** Longer values are compared by their hash. */
const MAX_SHOWN = 48;
const HASH_DIGITS = 16;

/** One entry per fact, so that every difference is listed by name. */
export function agreementOf(agreed: Agreed): Agreement {
  const { parties, field, security, material, routing, program, args = {} } = agreed;
  const facts: Record<string, string> = {
    parties: String(parties),
    field: field.p.toString(),
    security,
    material,
    routing,
  };
  if (program !== undefined)
    facts.program = `${program.name} (${program.digest.slice(0, HASH_DIGITS)})`;
  for (const [name, value] of Object.entries(args)) {
    const text = canonical(value);
    facts[`argument ${name}`] =
      text.length <= MAX_SHOWN
        ? text
        : `sha256 ${createHash("sha256").update(text).digest("hex").slice(0, HASH_DIGITS)}`;
  }
  return facts;
}

/** JSON with sorted keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, x: unknown) =>
    typeof x === "object" && x !== null && !Array.isArray(x)
      ? Object.fromEntries(Object.entries(x).sort(([a], [b]) => (a < b ? -1 : 1)))
      : x,
  );
}
