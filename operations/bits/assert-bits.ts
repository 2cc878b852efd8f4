import type { Secret } from "../../online/values.ts";

/** TypeError naming `what` unless the program knows each secret to consist of bits. */
export function assertBits(what: string, ...secrets: readonly Secret[]): void {
  for (const { type } of secrets)
    if (type !== "bit")
      throw new TypeError(
        `${what}: works on bits; a secret of type ${type} is none: declare the input { type: "bit" }, or compare`,
      );
}
