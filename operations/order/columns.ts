import { eachVector, gather } from "../../online/matrix-layout.ts";
import type { Share } from "../../protocols/share.ts";
import { picksAlong } from "../layout/axis.ts";

/** The columns [from, to) of rows of `width` elements. */
export function columnsOf(x: Share, width: number, from: number, to: number): Share {
  const columns = Array.from({ length: to - from }, (_, c) => from + c);
  const source = picksAlong({ outer: x.value.length / width, size: width, inner: 1 }, columns);
  return eachVector(x, (v) => gather(v, source));
}
