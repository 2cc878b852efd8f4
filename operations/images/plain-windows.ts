import type { Plain } from "../../online/operation.ts";
import { plain } from "../examples.ts";
import type { Pair } from "./windows.ts";

const both = (pair: Pair) => (typeof pair === "number" ? ([pair, pair] as const) : pair);

/** Window by window, in plain integers: `f` of what stands at (image, window, place, channel), 0 outside of images. */
export function eachWindow<T>(
  { shape, values }: Plain,
  [tall, wide]: readonly [number, number],
  stride: Pair,
  padding: Pair,
  f: (at: (dy: number, dx: number, channel: number) => bigint) => T,
): { readonly shape: readonly number[]; readonly windows: readonly T[] } {
  const [batch, height, width, channels] = shape as [number, number, number, number];
  const [[down, across], [above, before]] = [both(stride), both(padding)];
  const starts = (length: number, size: number, step: number, zeros: number): number[] => {
    const list: number[] = [];
    for (let at = -zeros; at + size <= length + zeros; at += step) list.push(at);
    return list;
  };
  const tops = starts(height, tall, down, above);
  const lefts = starts(width, wide, across, before);
  const windows: T[] = [];
  for (let b = 0; b < batch; b++)
    for (const y of tops)
      for (const x of lefts)
        windows.push(
          f((dy, dx, channel) => {
            const [r, s] = [y + dy, x + dx];
            if (r < 0 || r >= height || s < 0 || s >= width) return 0n;
            return values[((b * height + r) * width + s) * channels + channel]!;
          }),
        );
  return { shape: [batch, tops.length, lefts.length], windows };
}

/** Images by a kernel of height × width × channels × filters, summed up one by one. */
export function convolvedPlain(x: Plain, kernel: Plain, stride: Pair, padding: Pair): Plain {
  const [tall, wide, channels, filters] = kernel.shape as [number, number, number, number];
  const made = eachWindow(x, [tall, wide], stride, padding, (at) =>
    Array.from({ length: filters }, (_, f) => {
      let sum = 0n;
      for (let dy = 0; dy < tall; dy++)
        for (let dx = 0; dx < wide; dx++)
          for (let c = 0; c < channels; c++) {
            const weight = kernel.values[((dy * wide + dx) * channels + c) * filters + f]!;
            sum += at(dy, dx, c) * weight;
          }
      return sum;
    }),
  );
  return plain([...made.shape, filters], made.windows.flat(), x.scale + kernel.scale);
}
