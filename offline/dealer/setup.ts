/**
 * The beginning of a session with a dealer, its last member: all compare what must be alike, then toss the
 * name of the key together.
 */
import type { Field } from "../../algebra/field.ts";
import { hex } from "../../crypto/hash.ts";
import { ConfigurationMismatch, parseFrom } from "../../network/abort.ts";
import { type Agreement, differences } from "../../network/handshake.ts";
import type { Channel, Session } from "../../network/session.ts";
import { tossSeed } from "../../protocols/coin-toss.ts";
import type { Family } from "../preprocessing.ts";
import { KEY_ID_BYTES } from "./key.ts";
import type { Dealing } from "./parcel.ts";

/** AGREEMENT: raised with every change of requests, parcels or the order of expansion. */
const DEALER_VERSION = 1;
const MAX_CONFIGURATION_BYTES = 512;
/** Free of control characters: what a peer sends is printed where it differs. */
const LINE = /^([a-z ]{1,20}): ([\x20-\x7e]{1,100})$/;

export interface DealerSession {
  readonly dealing: Dealing;
  /** Coin-tossed among all, dealer included. */
  readonly keyId: string;
  /** From the dealer to each party: its share of the MAC key. */
  readonly keys: Channel;
  readonly requests: Channel;
  readonly parcels: Channel;
}

/**
 * What dealer and parties do first, all alike.
 * @throws ConfigurationMismatch with every difference; Abort "malformed-message" naming the sender.
 */
export async function setUpDealing(
  root: Session,
  field: Field,
  family: Family,
): Promise<DealerSession> {
  if (root.n < 3) throw new RangeError(`a dealer and ${root.n - 1} parties: at least two`);
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
    parcels: session.channel("parcels"),
  };
}

async function compareConfigurations(session: Session, own: Agreement): Promise<void> {
  const text = Object.entries(own).map(([key, value]) => `${key}: ${value}`);
  const message = new TextEncoder().encode(text.join("\n"));
  const all = await session.exchange("configuration", message, MAX_CONFIGURATION_BYTES);
  const found = all.flatMap((raw, peer) =>
    peer === session.self
      ? []
      : differences(own, peer, parseFrom(session.path, peer, raw, parseConfiguration)),
  );
  if (found.length > 0) throw new ConfigurationMismatch(found);
}

/** RangeError unless every line is "key: value". */
function parseConfiguration(raw: Uint8Array): Agreement {
  const entries = new TextDecoder()
    .decode(raw)
    .split("\n")
    .map((line): [string, string] => {
      const match = LINE.exec(line);
      if (match === null) throw new RangeError("not a configuration");
      return [match[1]!, match[2]!];
    });
  return Object.fromEntries(entries);
}
