/**
 * What a party asks of the dealer, on the wire: count u32, length u16, the kind's name in ASCII; a count of 0 with
 * an empty name says that the party is done. Requests are bounded so that neither side holds more than a batch.
 */

import { type ItemKind, kindName } from "../preprocessing.ts";
import { parseKind, type Shelf, widthsOf } from "../stock-layout.ts";

export const MAX_REQUEST_BYTES = 6 + 96;
/** LOCAL: elements of one column set that one answer carries: 8 MB on the wire to the last party. */
export const BATCH_ELEMENTS = 1 << 20;

export interface DealerRequest {
  readonly item: ItemKind;
  /** 1 … batchSize(item). */
  readonly count: number;
}

/** How many items of a kind one answer carries: at least one. */
export function batchSize(item: ItemKind, shelf: Shelf): number {
  const perItem = widthsOf(item, shelf).reduce((sum, width) => sum + width, 0);
  return Math.max(1, Math.floor(BATCH_ELEMENTS / perItem));
}

export function encodeRequest(request: DealerRequest | null): Uint8Array {
  const name = request === null ? "" : kindName(request.item);
  const out = new Uint8Array(6 + name.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, request?.count ?? 0, true);
  view.setUint16(4, name.length, true);
  for (let k = 0; k < name.length; k++) out[6 + k] = name.charCodeAt(k);
  return out;
}

/** Inverse of encodeRequest, null for "done". RangeError on anything that it does not give. */
export function decodeRequest(bytes: Uint8Array, shelf: Shelf, n: number): DealerRequest | null {
  if (bytes.length < 6) throw new RangeError(`request of ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const count = view.getUint32(0, true);
  const length = view.getUint16(4, true);
  if (bytes.length !== 6 + length) throw new RangeError("request: wrong length");
  if (count === 0 && length === 0) return null;
  const item = parseKind(String.fromCharCode(...bytes.subarray(6)));
  if (item.kind === "input-mask" && item.owner >= n)
    throw new RangeError(`request: there is no party ${item.owner}`);
  if (count < 1 || count > batchSize(item, shelf))
    throw new RangeError(`request of ${count} items`);
  return { item, count };
}
