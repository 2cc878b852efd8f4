import type { Checking } from "../../online/operation.ts";
import { assertSameScale, joined, type SecretType } from "../../online/secret-type.ts";
import type { Shape } from "../../online/shape.ts";
import type { SharedSecret } from "../../online/shared-secret.ts";
import type { Secret } from "../../online/values.ts";

/** Parts of one scale, at least one, and the type of all of them in one shape. */
export function joining(c: Checking, what: string, parts: readonly Secret[]) {
  if (parts.length === 0) throw new RangeError(`${what}: nothing to join`);
  const operands: SharedSecret[] = parts.map((x) => c.own(x));
  for (const x of operands) assertSameScale(what, operands[0]!, x);
  const type = (shape: Shape): SecretType =>
    operands.reduce<SecretType>((all, x) => joined(all, x, shape), operands[0]!);
  return { operands, type };
}
