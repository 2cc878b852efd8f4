/**
 * The beginning of a session with a dealer, its last member. All members compare what must be equal, then toss the key
 * id together.
 */
import type { Field } from "../../algebra/field.ts";
import { hex } from "../../crypto/hash.ts";
import type { Family } from "../../items/columns.ts";
import type { Channel, Session } from "../../network/session.ts";
import { tossSeed } from "../../protocols/coin-toss.ts";
import { compareConfigurations } from "../compare-configurations.ts";
import type { Dealing } from "./dealt-batch.ts";
import { KEY_ID_BYTES } from "./key.ts";

/** AGREEMENT: it is raised with every change of requests, batches or the order of expansion. */
const DEALER_VERSION = 1;

export interface DealerSession {
  readonly dealing: Dealing;
  /** Tossed by all members, the dealer included. */
  readonly keyId: string;
  /** From the dealer to each party, for its share of the MAC key. */
  readonly keys: Channel;
  readonly requests: Channel;
  readonly batches: Channel;
}

/**
 * The first steps of a session, the same for dealer and parties.
 * @throws ConfigurationMismatch with every difference; Abort "malformed-message" naming the sender.
 */
export async function setUpDealing(
  root: Session,
  field: Field,
  family: Family,
): Promise<DealerSession> {
  if (root.n < 3) throw new RangeError(`a dealer needs at least two parties, not ${root.n - 1}`);
  const session = root.child("dealer");
  await compareConfigurations(session, {
    "dealer version": `${DEALER_VERSION}`,
    parties: `${root.n - 1}`,
    field: `${field.p}`,
    family,
  });
  const coins = await tossSeed(session.child("key-id"));
  return {
    dealing: { n: root.n - 1, field, family, suite: root.suite },
    keyId: hex(coins.subarray(0, KEY_ID_BYTES)),
    keys: session.channel("keys"),
    requests: session.channel("requests"),
    batches: session.channel("parcels"),
  };
}
