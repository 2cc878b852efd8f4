/** What both kinds of pooling share. */
import { type Pair, pixelsOf, type Windows } from "./windows.ts";

/** Of `averagePool2d` and `maxPool2d`. */
export interface PoolingOptions {
  /** The size of a window by default: windows do not overlap then. */
  readonly stride?: Pair;
}

/** Of the places of each window and channel, where they come from. */
export function placesOf(windows: Windows): Uint32Array {
  const { channels, size } = windows;
  const places = size[0] * size[1];
  const pixels = pixelsOf(windows);
  const source = new Uint32Array(pixels.length * channels);
  for (let j = 0; j < source.length; j++) {
    const [run, place] = [Math.floor(j / places), j % places];
    const pixel = pixels[Math.floor(run / channels) * places + place]!;
    source[j] = pixel * channels + (run % channels);
  }
  return source;
}
