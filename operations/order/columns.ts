import { eachVector, gather } from "../../online/matrix-layout.ts";
import type { Share } from "../../protocols/share.ts";

/** The columns [from, to) of rows of `width` elements. */
export function columnsOf(x: Share, width: number, from: number, to: number): Share {
  const rows = x.value.length / width;
  const count = to - from;
  const source = Uint32Array.from(
    { length: rows * count },
    (_, j) => Math.floor(j / count) * width + from + (j % count),
  );
  return eachVector(x, (v) => gather(v, source));
}
