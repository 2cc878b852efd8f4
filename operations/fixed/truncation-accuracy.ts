import type { Accuracy, Plain } from "../../online/operation.ts";
import type { Secret } from "../../online/values.ts";
import { M, vector } from "../examples.ts";

/** Of truncation, exact or not. */
export const ONE_ULP: Accuracy<[x: Secret, f: number]> = {
  ulps: 1,
  over: "|x|·2^scale ≤ M",
  samples: (draw) =>
    [
      [16, 16],
      [20, 3],
      [0, 58],
    ].map(([scale, f]) => [
      vector(
        Array.from({ length: 40 }, () => draw(-M, M)),
        scale,
      ),
      f!,
    ]),
  // An integer is divided by 2^f; of a number with a scale the scale falls.
  real: ({ values, scale }: Plain, f: number) =>
    values.map((v) => [v, 1n << BigInt(scale === 0 ? f : scale)] as const),
};
