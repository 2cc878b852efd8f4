/**
 * Means of windows over images.
 *
 *   source     sums are local; division.ts
 *   rounds     those of a division by the number of places of a window: 1 if that is a power of 2, else 2
 *   traffic    those of the division, of an element for each window and channel
 *   items      those of the division
 *   security   as of a truncation
 */
import { eachVector, gather } from "../../online/matrix-layout.ts";
import { operation, type Plain } from "../../online/operation.ts";
import { numbersOf, rangeOfProduct } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { counting, type Fraction, plain, within } from "../examples.ts";
import { quotient } from "../fixed/division.ts";
import { assertOptions } from "../options.ts";
import { sumAlong } from "../reductions/sum.ts";
import { eachWindow } from "./plain-windows.ts";
import { type PoolingOptions, placesOf } from "./pooling.ts";
import { type Pair, windowsIn, windowsOf } from "./windows.ts";

function realsOf(x: Plain, size: Pair, { stride = size }: PoolingOptions = {}) {
  const [tall, wide] = typeof size === "number" ? [size, size] : size;
  const channels = x.shape[3]!;
  const { shape, windows } = eachWindow(x, [tall, wide], stride, 0, (at) =>
    Array.from({ length: channels }, (_, channel): Fraction => {
      let sum = 0n;
      for (let j = 0; j < tall * wide; j++) sum += at(Math.floor(j / wide), j % wide, channel);
      return [sum, BigInt(tall * wide) << BigInt(x.scale)];
    }),
  );
  return { shape: [...shape, channels], reals: windows.flat() };
}

export const averagePool2d = operation({
  name: "averagePool2d",
  does: "means of windows of `size` over images, batch × height × width × channels, at the scale of x; the stride is the size unless given",
  prepare(c, x: Secret, size: Pair, options?: PoolingOptions) {
    assertOptions("averagePool2d", options, "stride");
    const operands = [c.own(x)];
    const windows = windowsOf("averagePool2d", x.shape, size, options?.stride ?? size, 0);
    const places = windows.size[0] * windows.size[1];
    const outer = windowsIn(windows) * windows.channels;
    const shape = [windows.batch, ...windows.out, windows.channels];
    const range = rangeOfProduct(c.field, x.scale, x.range, [1, 1], places);
    const sums = numbersOf(shape, x.scale, range);
    const { gives, cost, run } = quotient(c, "averagePool2d", sums, places);
    const source = placesOf(windows);
    return {
      operands,
      parameters: [...windows.size, ...windows.stride],
      gives,
      cost,
      run(k, [a]) {
        const runs = eachVector(a!, (v) => gather(v, source));
        return run(k, sumAlong(k.local, runs, { outer, size: places, inner: 1 }));
      },
    };
  },
  plain: (x: Plain, size: Pair, options?: PoolingOptions) => {
    const { shape, reals } = realsOf(x, size, options);
    return within(2, shape, x.scale, reals);
  },
  examples: () => [
    [counting([1, 2, 3, 1]), [1, 3] as const],
    [counting([2, 4, 4, 2], 8), 2],
    [plain([1, 3, 3, 1], [1, -1, 2n ** 56n, 0, 5, -(2n ** 56n), 7, -8, 9], 4), 2, { stride: 1 }],
    [counting([1, 2, 2, 1]), 1],
    [plain([0, 2, 2, 1], []), 2],
  ],
  accuracy: {
    ulps: 2,
    over: "each sum·2^scale within ±M",
    samples: (draw) => {
      const list = () => Array.from({ length: 72 }, () => draw(-(1n << 54n), 1n << 54n));
      return [
        [plain([1, 6, 6, 2], list(), 16), 3],
        [plain([2, 6, 6, 1], list(), 16), 2, { stride: 1 }],
      ];
    },
    real: (x: Plain, size: Pair, options?: PoolingOptions) => realsOf(x, size, options).reals,
  },
});
