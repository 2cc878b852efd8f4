/** What a cheater does to bits that parties choose: to what it tells, and to what the others are told. */
import type { Vector } from "../../algebra/field.ts";
import { overriding } from "../../attacks/hooks.ts";
import type { Preprocessing } from "../../items/preprocessing.ts";
import type { Tamper } from "../../network/memory.ts";
import { HEADER_BYTES, ROUNDS, readHeader } from "../../online/round-message.ts";
import type { Routing } from "../../protocols/open.ts";
import { REAL } from "../online/parties.ts";

/** Where it is tried. The cheater opens to others: it is no king of the first round of the call. */
export interface Place {
  readonly n: number;
  readonly routing: Routing;
  readonly cheater: number;
}

export const describePlace = ({ n, routing }: Place): string => `n = ${n}, ${routing}`;

/** `first` is the round in which a call begins. */
export const placesFrom = (first: number): readonly Place[] =>
  [2, 3].flatMap((n) => [
    { n, routing: "direct" as const, cheater: 1 },
    { n, routing: "king" as const, cheater: (first + 1) % n },
  ]);

/** Whether a message of a round from `first` on opens nothing, and tells something. */
function tells(first: number, tag: string, message: Uint8Array): boolean {
  if (tag !== ROUNDS || message.length <= HEADER_BYTES) return false;
  const { round, elements } = readHeader(message);
  return round >= first && elements === 0;
}

/** `message` with `by` added to element `at` of what follows its header. */
function plus(message: Uint8Array, at: number, by: bigint): Uint8Array {
  const changed = message.slice();
  const view = new DataView(changed.buffer, HEADER_BYTES + 8 * at);
  view.setBigUint64(0, (view.getBigUint64(0, true) + by) % REAL.p, true);
  return changed;
}

/**
 * The cheater tells `by` more than it should, of `count` > 1 elements that it tells in one round, alike to all: its field
 * encodes them so. (A check encodes single elements.) `changed` counts elements.
 */
export function tellingOther({ cheater }: Place, count: number, by: bigint) {
  const seen = { changed: 0 };
  const material = (items: Preprocessing, self: number): Preprocessing => {
    if (self !== cheater) return items;
    const { field } = items;
    const encode = (v: Vector) => {
      if (v.length !== count) return field.encode(v);
      seen.changed += count;
      return field.encode(field.addScalar(v, BigUint64Array.of(by)));
    };
    return overriding(items, { field: overriding(field, { encode }) });
  };
  return { material, seen };
}

/**
 * What round `first` opens first is shifted by −1 at all, the cheater included. `told` counts messages in which honest
 * parties tell bits.
 */
export function shiftingTold({ cheater, routing }: Place, first: number, attacked: boolean) {
  const seen = { told: 0 };
  const tamper: Tamper = (from, to, tag, message) => {
    if (from !== cheater && tells(first, tag, message)) seen.told++;
    // Of one peer what it sends to the cheater, too: the cheater goes on with the same.
    const other = cheater === 0 ? 1 : 0;
    const shifts = from === cheater || (routing === "direct" && to === cheater && from === other);
    const here = attacked && shifts && tag === ROUNDS && readHeader(message).round === first;
    return here && readHeader(message).elements > 0 ? plus(message, 0, REAL.p - 1n) : message;
  };
  return { tamper, seen };
}
