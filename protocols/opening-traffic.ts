/** What one opening sends (open.ts), known before it. */
import { ELEMENT_BYTES } from "../algebra/field.ts";
import type { Routing } from "./open.ts";
import { piecesOf } from "./opening-body.ts";
import { type LinkTraffic, onLinks } from "./traffic.ts";

export interface OpeningSizes {
  readonly routing: Routing;
  /** How many openings of the same Opener came before: the king rotates. */
  readonly before: number;
  /** Bytes. */
  readonly header: number;
  readonly elements: number;
  /** Bytes of each party's rider. */
  readonly riders: readonly number[];
}

/**
 * Of one opening among n = `riders.length` parties. direct: each sends header, elements and its rider to each. king:
 * the king likewise; the others to the king, and to each other the header with their rider, if they have one.
 */
export function openingTraffic({
  routing,
  before,
  header,
  elements,
  riders,
}: OpeningSizes): LinkTraffic {
  const n = riders.length;
  const king = routing === "king" ? before % n : null;
  /** Bytes of the body; null if nothing is sent. */
  const body = (from: number, to: number): number | null => {
    const all = ELEMENT_BYTES * elements + riders[from]!;
    if (king === null || from === king || to === king) return all;
    return riders[from]! > 0 ? riders[from]! : null;
  };
  return {
    rounds: 1,
    delays: king === null ? 1 : 2,
    bytes: onLinks(n, (from, to) => {
      const bytes = body(from, to);
      return bytes === null ? 0 : header + bytes;
    }),
    messages: onLinks(n, (from, to) => {
      const bytes = body(from, to);
      return bytes === null ? 0 : piecesOf(bytes);
    }),
  };
}
