import type { Vector } from "../../algebra/field.ts";
import { gather } from "../../online/matrix-layout.ts";
import { asShape, describeShape, type Shape } from "../../online/shape.ts";

/** One number for both directions, or down and across. */
export type Pair = number | readonly [down: number, across: number];

/** Windows over images: batch × height × width × channels. */
export interface Windows {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Of the window. */
  readonly size: readonly [down: number, across: number];
  readonly stride: readonly [down: number, across: number];
  /** Zeros on each side. */
  readonly padding: readonly [down: number, across: number];
  /** How many windows. */
  readonly out: readonly [down: number, across: number];
}

/** RangeError naming `what` unless x is images, and windows of this size fit into them. */
export function windowsOf(
  what: string,
  x: Shape,
  size: Pair,
  stride: Pair,
  padding: Pair,
): Windows {
  const [batch, height, width, channels] = x;
  if (batch === undefined || height === undefined || width === undefined || channels === undefined)
    throw new RangeError(
      `${what}: batch × height × width × channels is expected, not ${describeShape(x)}`,
    );
  if (x.length > 4) throw new RangeError(`${what}: ${describeShape(x)} has more than 4 dimensions`);
  const sizes = pairOf(what, "windows", size, 1);
  const steps = pairOf(what, "stride", stride, 1);
  const zeros = pairOf(what, "padding", padding, 0);
  const count = (length: number, k: 0 | 1) => {
    if (length + 2 * zeros[k] < sizes[k])
      throw new RangeError(
        `${what}: windows of ${describeShape(sizes)} in ${describeShape([height, width])} with padding ${describeShape(zeros)}`,
      );
    return Math.floor((length + 2 * zeros[k] - sizes[k]) / steps[k]) + 1;
  };
  const out = [count(height, 0), count(width, 1)] as const;
  // As many elements as are moved, and what they are moved to.
  asShape(what, [batch, ...out, ...sizes, Math.max(1, channels)]);
  return { batch, height, width, channels, size: sizes, stride: steps, padding: zeros, out };
}

function pairOf(what: string, name: string, pair: Pair, least: number) {
  const [down, across] = typeof pair === "number" ? [pair, pair] : pair;
  if (![down, across].every((v) => Number.isInteger(v) && v >= least))
    throw new RangeError(`${what}: ${name} ${down} × ${across}, must be integers from ${least}`);
  return [down, across] as const;
}

/** How many pixels all images have. */
export const pixelsIn = ({ batch, height, width }: Windows): number => batch * height * width;

/** How many windows all images have. */
export const windowsIn = ({ batch, out }: Windows): number => batch * out[0] * out[1];

/** Of each place of each window, which pixel is there; one more than there are for what is padding. */
export function pixelsOf(w: Windows): Uint32Array {
  const [down, across] = w.size;
  const pixels = new Uint32Array(windowsIn(w) * down * across);
  let at = 0;
  for (let b = 0; b < w.batch; b++)
    for (let oy = 0; oy < w.out[0]; oy++)
      for (let ox = 0; ox < w.out[1]; ox++)
        for (let ky = 0; ky < down; ky++)
          for (let kx = 0; kx < across; kx++) {
            const y = oy * w.stride[0] + ky - w.padding[0];
            const x = ox * w.stride[1] + kx - w.padding[1];
            const inside = y >= 0 && y < w.height && x >= 0 && x < w.width;
            pixels[at++] = inside ? (b * w.height + y) * w.width + x : pixelsIn(w);
          }
  return pixels;
}

/** What stands at each source in v, of which the end is followed by so many zeros. */
export function gatherPadded(v: Vector, zeros: number, source: Uint32Array): Vector {
  const padded = new BigUint64Array(v.length + zeros);
  padded.set(v);
  return gather(padded, source);
}
