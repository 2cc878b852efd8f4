/**
 * The dealer as a member of its own, the last one of the session.
 *
 *   paper       folklore; the preprocessing model of [DPSZ12] ePrint 2011/535, taken literally
 *   invariant   every batch satisfies the contract of items/preprocessing.ts; no party ever receives
 *               anything of another's share
 *   rounds      setup: 1, the coin toss and the key. Each batch then takes one request and one answer; several
 *               batches are under way at once
 *   traffic     see dealt-batch.ts; requests of at most 100 bytes
 *   soundness   none: nobody checks what the dealer deals
 *   security    none: this process knows α and every secret, and stores neither
 *   deviation   a batch is made once all parties have asked for it. The parties bound what they ask for ahead, so
 *               requests do not pile up here
 */
import type { Field, Scalar } from "../../algebra/field.ts";
import type { Family } from "../../items/columns.ts";
import { Abort, parseFrom } from "../../network/abort.ts";
import type { Channel, Session } from "../../network/session.ts";
import { type Dealing, dealBatch } from "./dealt-batch.ts";
import { dealKey } from "./key.ts";
import {
  type DealerRequest,
  decodeRequest,
  describeRequest,
  encodeRefusal,
  MAX_REQUEST_BYTES,
} from "./request.ts";
import { setUpDealing } from "./setup.ts";

/**
 * Serves until every party is done. Once one party is done, requests of the others are refused, because the shares of
 * the party that left would be missing.
 * @throws ConfigurationMismatch; Abort "malformed-message" naming the sender, "programs-diverged" if the parties ask
 *   for different batches (they are told so), and what the network reports.
 */
export async function serveDealer(session: Session, field: Field, family: Family): Promise<void> {
  const n = session.n - 1;
  if (session.self !== n) throw new RangeError(`the dealer is member ${n}, not ${session.self}`);
  const { dealing, keys, requests, batches } = await setUpDealing(session, field, family);
  const random = (length: number) => session.random(length);
  const alpha = family === "authenticated" ? handOutKey(dealing, keys, random) : null;

  const all = Array.from({ length: n }, (_, party) => party);
  let present = all;
  for (let batch = 0; present.length > 0; ) {
    const asked = await nextRequests(dealing, requests, present);
    const stay = present.filter((_, k) => asked[k] !== null);
    const gone = all.filter((party) => !stay.includes(party));
    if (gone.length > 0)
      refuse(batches, stay, `P${gone[0]} wants nothing more: ${describeAll(present, asked)}`);
    else if (new Set(asked.map(describeRequest)).size > 1) {
      const difference = describeAll(present, asked);
      refuse(batches, all, difference);
      throw new Abort("programs-diverged", requests.path, [], difference);
    } else {
      const plan = { ...asked[0]!, corrected: batch++ % n };
      for (const [party, dealt] of dealBatch(dealing, alpha, plan, random).entries())
        batches.send(party, dealt);
    }
    present = stay;
    // The batch that was sent gets onto the wire while the next one is made.
    await new Promise<void>((resolve) => session.turn(resolve));
  }
  alpha?.fill(0n);
}

/** Draws the MAC key and sends each party its share. Returns α. */
function handOutKey(
  dealing: Dealing,
  keys: Channel,
  random: (length: number) => Uint8Array,
): Scalar {
  const { alpha, shares } = dealKey(dealing, random);
  for (const [party, share] of shares.entries()) keys.send(party, dealing.field.encode(share));
  return alpha;
}

/**
 * The next request of each of `parties`, in their order. No deadline runs until one of them asks for a batch. From then
 * on that party waits for the others, and they owe their requests.
 */
function nextRequests(
  dealing: Dealing,
  requests: Channel,
  parties: readonly number[],
): Promise<(DealerRequest | null)[]> {
  const { promise: firstAsks, resolve } = Promise.withResolvers<void>();
  const next = async (message: Promise<Uint8Array>, party: number) => {
    const request = parseFrom(requests.path, party, await message, (raw) =>
      decodeRequest(dealing, raw),
    );
    // A party that is done waits for nothing.
    if (request !== null) resolve();
    return request;
  };
  return Promise.all(
    parties.map((party, k) => {
      const [length, patience] = [MAX_REQUEST_BYTES, firstAsks];
      const message =
        k === 0
          ? requests.receive(party, length, patience)
          : requests.receiveRest(party, length, patience);
      return next(message, party);
    }),
  );
}

function refuse(batches: Channel, parties: readonly number[], reason: string): void {
  for (const party of parties) batches.send(party, encodeRefusal(reason));
}

const describeAll = (parties: readonly number[], asked: readonly (DealerRequest | null)[]) =>
  asked.map((request, k) => `P${parties[k]} asks for ${describeRequest(request)}`).join(", ");
