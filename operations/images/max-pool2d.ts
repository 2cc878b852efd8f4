/**
 * The greatest of each window over images.
 *
 *   source     selection/extreme.ts, a tree over the places of a window
 *   formula    windows that overlap downwards: across first, a row of a window at a time, which several windows share;
 *              then the greatest of these, downwards
 *   rounds     8·⌈log2 m⌉ for windows of m places; overlapping ones of h × w 8·(⌈log2 h⌉ + ⌈log2 w⌉)
 *   traffic    229 elements to each for each comparison
 *   items      a comparison mask and 114 triples for each comparison: t·(m − 1) for t windows and channels; overlapping
 *              ones t·(h − 1), and w − 1 for each row, place across and channel
 *   security   as of a comparison (comparison/times-negative.ts). Which is taken is never opened
 */
import { eachVector, gather } from "../../online/matrix-layout.ts";
import { operation, type Plain } from "../../online/operation.ts";
import { reshaped } from "../../online/secret-type.ts";
import type { Secret } from "../../online/values.ts";
import { negateShare } from "../../protocols/share.ts";
import { inTurn } from "../cost.ts";
import { counting, M, plain } from "../examples.ts";
import { assertOptions } from "../options.ts";
import { leastCost, leastOf } from "../selection/extreme.ts";
import { eachWindow } from "./plain-windows.ts";
import { type PoolingOptions, placesOf } from "./pooling.ts";
import { type Pair, type Windows, windowsIn, windowsOf } from "./windows.ts";

/** One tree after another, each over the places of such windows. */
function stagesOf(w: Windows): readonly Windows[] {
  const [{ size, stride, out }, [h, across]] = [w, w.size];
  if (stride[0] >= size[0] || h === 1 || across === 1) return [w];
  const rows = (out[0] - 1) * stride[0] + h;
  return [
    { ...w, size: [1, across], stride: [1, stride[1]], out: [rows, out[1]] },
    { ...w, height: rows, width: out[1], size: [h, 1], stride: [stride[0], 1] },
  ];
}

/** How many places a window has, how many windows and channels, and where each place of all of them comes from. */
function stageOf(w: Windows) {
  const [places, width] = [w.size[0] * w.size[1], windowsIn(w) * w.channels];
  const byWindow = placesOf(w);
  const source = new Uint32Array(byWindow.length);
  for (const [j, from] of byWindow.entries())
    source[(j % places) * width + Math.floor(j / places)] = from;
  return { places, width, source };
}

export const maxPool2d = operation({
  name: "maxPool2d",
  does: "the greatest of windows of `size` over images, batch × height × width × channels; the stride is the size unless given",
  prepare(c, x: Secret, size: Pair, options?: PoolingOptions) {
    assertOptions("maxPool2d", options, "stride");
    const operands = [c.own(x)];
    const windows = windowsOf("maxPool2d", x.shape, size, options?.stride ?? size, 0);
    const stages = stagesOf(windows).map(stageOf);
    return {
      operands,
      parameters: [...windows.size, ...windows.stride],
      gives: reshaped(x, [windows.batch, ...windows.out, windows.channels]),
      cost: () => inTurn(...stages.map(({ places, width }) => leastCost(c, places, width))),
      async run(k, [a]) {
        let least = negateShare(k.residues, a!);
        for (const { places, width, source } of stages) {
          const slices = eachVector(least, (v) => gather(v, source));
          least = (await leastOf(k, [slices], places, width))[0]!;
        }
        return negateShare(k.residues, least);
      },
    };
  },
  plain: (x: Plain, size: Pair, { stride = size }: PoolingOptions = {}) => {
    const [tall, wide] = typeof size === "number" ? [size, size] : size;
    const channels = x.shape[3]!;
    const { shape, windows } = eachWindow(x, [tall, wide], stride, 0, (at) =>
      Array.from({ length: channels }, (_, channel) => {
        let most = at(0, 0, channel);
        for (let j = 1; j < tall * wide; j++) {
          const v = at(Math.floor(j / wide), j % wide, channel);
          if (v > most) most = v;
        }
        return most;
      }),
    );
    return plain([...shape, channels], windows.flat(), x.scale);
  },
  examples: () => [
    [plain([1, 1, 2, 1], [-3, -5], 4), [1, 2] as const],
    [plain([1, 2, 4, 1], [M, -M, -1, -2, 0, 1, -3, -1]), 2],
    [counting([1, 2, 3, 2], 8), [2, 1] as const, { stride: 1 }],
    [plain([1, 3, 3, 1], [1, -1, 5, 0, 5, -7, 7, -8, 9], 4), 2, { stride: 1 }],
    [
      plain([1, 4, 2, 1], [1, 2, 3, 4, -1, -2, -3, -4]),
      [2, 2] as const,
      { stride: [1, 2] as const },
    ],
    [counting([1, 2, 2, 1]), 1],
    [plain([0, 2, 2, 1], []), 2],
  ],
});
