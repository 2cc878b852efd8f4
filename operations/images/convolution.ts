/**
 * Convolutions of images as one product of matrices, in the form that makes and opens fewer elements in all.
 *
 *   source     patches as rows: Chellapilla, Puri, Simard 2006 (im2col); products with every pixel, then shifted and
 *              added: Vasudevan, Anderson, Gregg 2017, arXiv 1704.04428 (kn2row)
 *   formula    patches: (windows × down·across·channels) by (down·across·channels × filters). Pixels: (pixels × channels)
 *              by (channels × down·across·filters), and each window adds up what its pixels have for it
 *   rounds     1
 *   traffic    both matrices, once. Pixels: each pixel is opened once, however many windows it is in
 *   items      1 matrix triple
 *   security   as of a product of matrices: patches repeat elements, and each copy has a mask of its own
 *   deviation  no item is made for convolutions. Where patches overlap, pixels opens as little as such an item would; the
 *              item would hold but x, kernel and result
 */

import type { Kernel } from "../../online/kernel.ts";
import type { Dimensions } from "../../online/local-maps.ts";
import { eachVector, gather } from "../../online/matrix-layout.ts";
import { describeShape, type Shape } from "../../online/shape.ts";
import type { Share } from "../../protocols/share.ts";
import { isEmpty } from "../matrix/dimensions.ts";
import { multiplyMatrices } from "../matrix/matrix-product.ts";
import { assertOptions } from "../options.ts";
import { sumAlong } from "../reductions/sum.ts";
import {
  gatherPadded,
  type Pair,
  pixelsIn,
  pixelsOf,
  type Windows,
  windowsIn,
  windowsOf,
} from "./windows.ts";

/** Of `convolve2d` and `convolve2dFixed`. */
export interface ConvolutionOptions {
  /** 1 by default. */
  readonly stride?: Pair;
  /** Zeros on each side; 0 by default. */
  readonly padding?: Pair;
}

/** How images meet a kernel: the form, and the product of matrices that it takes. */
export interface Convolution {
  readonly windows: Windows;
  readonly filters: number;
  readonly form: "patches" | "pixels";
  /** Of the product. */
  readonly size: Dimensions;
  /** batch × windows down × windows across × filters */
  readonly shape: Shape;
}

/** RangeError naming `what` unless the kernel, height × width × channels × filters, fits to the images. */
export function convolutionOf(
  what: string,
  x: Shape,
  kernel: Shape,
  options: ConvolutionOptions = {},
): Convolution {
  assertOptions(what, options, "stride", "padding");
  const { stride = 1, padding = 0 } = options;
  const [down, across, channels, filters] = kernel;
  if (down === undefined || across === undefined || filters === undefined || kernel.length > 4)
    throw new RangeError(
      `${what}: a kernel of height × width × channels × filters is expected, not ${describeShape(kernel)}`,
    );
  const windows = windowsOf(what, x, [down, across], stride, padding);
  if (channels !== windows.channels)
    throw new RangeError(
      `${what}: a kernel of ${channels} channels for images of ${windows.channels}`,
    );
  const places = down * across;
  const patches = { rows: windowsIn(windows), inner: places * channels, columns: filters };
  const pixels = { rows: pixelsIn(windows), inner: channels, columns: places * filters };
  const form = isEmpty(patches) || elements(patches) < elements(pixels) ? "patches" : "pixels";
  return {
    windows,
    filters,
    form,
    size: form === "patches" ? patches : pixels,
    shape: [windows.batch, ...windows.out, filters],
  };
}

/** Of the matrix triple, and opened. */
const elements = ({ rows, inner, columns }: Dimensions): number =>
  2 * (rows * inner + inner * columns) + rows * columns;

/** ⟦x ∗ kernel⟧ */
export const convolveShares = (
  k: Kernel,
  x: Share,
  kernel: Share,
  of: Convolution,
): Promise<Share> =>
  of.form === "patches" ? byPatches(k, x, kernel, of) : byPixels(k, x, kernel, of);

function byPatches(k: Kernel, x: Share, kernel: Share, of: Convolution): Promise<Share> {
  const { channels } = of.windows;
  const pixels = pixelsOf(of.windows);
  const source = new Uint32Array(pixels.length * channels);
  for (let j = 0; j < source.length; j++)
    source[j] = pixels[Math.floor(j / channels)]! * channels + (j % channels);
  const patches = eachVector(x, (v) => gatherPadded(v, channels, source));
  return multiplyMatrices(k, patches, kernel, of.size, k.local);
}

async function byPixels(k: Kernel, x: Share, kernel: Share, of: Convolution): Promise<Share> {
  const { windows, filters, size } = of;
  const { inner: channels, columns } = size;
  const places = columns / filters;
  // height × width × channels × filters, with channels first.
  const first = new Uint32Array(channels * columns);
  for (let c = 0, at = 0; c < channels; c++)
    for (let place = 0; place < places; place++)
      for (let f = 0; f < filters; f++) first[at++] = (place * channels + c) * filters + f;
  const turned = eachVector(kernel, (v) => gather(v, first));
  // Of one pixel and one place: parts of sums, which may leave the range where the sums do not.
  const products = await multiplyMatrices(k, x, turned, size, k.residues);
  const pixels = pixelsOf(windows);
  const outer = windowsIn(windows) * filters;
  const source = new Uint32Array(outer * places);
  for (let o = 0, at = 0; o < outer; o++)
    for (let place = 0; place < places; place++, at++) {
      const window = Math.floor(o / filters);
      source[at] = pixels[window * places + place]! * columns + place * filters + (o % filters);
    }
  const parts = eachVector(products, (v) => gatherPadded(v, columns, source));
  return sumAlong(k.local, parts, { outer, size: places, inner: 1 });
}
