/**
 * Requests for batches, and the dealer's answers. A request is a count (4 bytes, little-endian) and the kind's name in
 * ASCII. A count of 0 without a name says that this party is done. An answer is a dealt batch, whose length is a
 * multiple of 8, or a refusal: ASCII text of odd length.
 */
import { assertItem, type ItemKind, kindName, parseKind } from "../../items/kinds.ts";
import { batchItems, type Dealing } from "./dealt-batch.ts";

const COUNT_BYTES = 4;
export const MAX_REQUEST_BYTES = COUNT_BYTES + 96;
export const MAX_REFUSAL_BYTES = 401;

export interface DealerRequest {
  readonly item: ItemKind;
  /** 1 … batchItems. */
  readonly count: number;
}

/** Null: this party is done. */
export function encodeRequest(request: DealerRequest | null): Uint8Array {
  const name = new TextEncoder().encode(request === null ? "" : kindName(request.item));
  const message = new Uint8Array(COUNT_BYTES + name.length);
  new DataView(message.buffer).setUint32(0, request?.count ?? 0, true);
  message.set(name, COUNT_BYTES);
  return message;
}

/** Inverse of encodeRequest. RangeError on anything that a party of this dealing does not send. */
export function decodeRequest(dealing: Dealing, message: Uint8Array): DealerRequest | null {
  if (message.length < COUNT_BYTES || message.length > MAX_REQUEST_BYTES)
    throw new RangeError(`a request of ${message.length} bytes`);
  const count = new DataView(message.buffer, message.byteOffset).getUint32(0, true);
  if (count === 0 && message.length === COUNT_BYTES) return null;
  const item = parseKind(String.fromCharCode(...message.subarray(COUNT_BYTES)));
  assertItem(item, dealing.field, dealing.n);
  if (count < 1 || count > batchItems(dealing, item))
    throw new RangeError(`a request of ${count} items`);
  return { item, count };
}

/** In words, for a report of how the parties' requests differ. */
export const describeRequest = (request: DealerRequest | null): string =>
  request === null ? "nothing more" : `${request.count} of ${kindName(request.item)}`;

/** `reason` in ASCII. */
export function encodeRefusal(reason: string): Uint8Array {
  const bytes = new TextEncoder().encode(reason.slice(0, MAX_REFUSAL_BYTES - 1));
  const message = new Uint8Array(bytes.length + (bytes.length % 2 === 0 ? 1 : 0)).fill(0x20);
  message.set(bytes);
  return message;
}

/** The reason of a refusal; null for a dealt batch. */
export function refusalIn(answer: Uint8Array): string | null {
  if (answer.length % 2 === 0) return null;
  const text = String.fromCharCode(...answer.subarray(0, MAX_REFUSAL_BYTES));
  return text.replace(/[^\x20-\x7e]/g, "?").trim();
}
