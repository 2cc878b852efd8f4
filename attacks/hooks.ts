/** The usual parts of adversaries: honest objects of which some methods lie. */
import { ELEMENT_BYTES } from "../algebra/field.ts";
import { prime60 } from "../algebra/prime60.ts";
import type { Transport } from "../network/transport.ts";
import { HEADER_BYTES, ROUNDS, type RoundHeader, readHeader } from "../online/round-message.ts";

/** `base` with some properties replaced; everything else, methods included, acts on `base` itself. */
export function overriding<T extends object>(base: T, replaced: Partial<T>): T {
  return new Proxy(base, {
    get(target, key) {
      if (Object.hasOwn(replaced, key)) return Reflect.get(replaced, key);
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** A transport that sends what `change` returns; null sends nothing. */
export const sending = (
  honest: Transport,
  change: (to: number, tag: string, message: Uint8Array) => Uint8Array | null,
): Transport =>
  overriding(honest, {
    send(to, tag, message) {
      const changed = change(to, tag, message);
      if (changed !== null) honest.send(to, tag, changed);
    },
  });

/** A transport that delivers what `change` returns in place of what it received. */
export const receiving = (
  honest: Transport,
  change: (from: number, tag: string, message: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>,
): Transport =>
  overriding(honest, {
    async receive(from, tag, maxLength, patience) {
      return change(from, tag, await honest.receive(from, tag, maxLength, patience));
    },
  });

/** A transport that flips a bit in the first message to each peer under each tag that matches. */
export function spoilingFirst(honest: Transport, pattern: RegExp): Transport {
  const spoiled = new Set<string>();
  return sending(honest, (to, tag, message) => {
    if (!pattern.test(tag) || spoiled.has(`${to} ${tag}`)) return message;
    spoiled.add(`${to} ${tag}`);
    return flipped(message, 0);
  });
}

/** Whether this party is the king of the message's round, the round opens something, and `peer` is its first peer. */
export function asKing(honest: Transport, peer: number, tag: string, message: Uint8Array): boolean {
  const round = roundOf(tag, message);
  if (round === null || round.elements === 0 || elementsIn(message) === 0) return false;
  return round.round % honest.n === honest.self && peer === firstPeer(honest);
}

/** The first of the others. An attack that lies to one party lies to this one. */
export const firstPeer = ({ self }: Transport): number => (self === 0 ? 1 : 0);

/** The header of a message of the online phase's rounds; null for any other message. */
export const roundOf = (tag: string, message: Uint8Array): RoundHeader | null =>
  tag.split("/").at(-1) === ROUNDS && message.length >= HEADER_BYTES ? readHeader(message) : null;

/** How many elements follow the header of a round's message. */
export const elementsIn = (message: Uint8Array): number =>
  (message.length - HEADER_BYTES) / ELEMENT_BYTES;

/** A round's message with `by` added to one of its elements. */
export function shifted(
  message: Uint8Array,
  element: number,
  by: bigint = 1n,
): Uint8Array<ArrayBuffer> {
  const { p } = prime60();
  const copy = message.slice();
  const view = new DataView(copy.buffer, HEADER_BYTES + ELEMENT_BYTES * element);
  const sum = (view.getBigUint64(0, true) + by) % p;
  view.setBigUint64(0, (sum + p) % p, true);
  return copy;
}

/** A message with one bit of byte `at` flipped; a negative `at` counts from the end. */
export function flipped(message: Uint8Array, at: number): Uint8Array<ArrayBuffer> {
  const copy = message.slice();
  const byte = at < 0 ? copy.length + at : at;
  copy[byte] = copy[byte]! ^ 1;
  return copy;
}
