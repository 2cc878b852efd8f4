/**
 * The dealer's side: a process of its own, the last member of a session of n + 1. It draws α and every item,
 * answers the parties' equal requests, keeps nothing. Insecure: it knows everything.
 *
 *   setup     to each party: key id (16 bytes) and, authenticated, α_i (8 bytes)
 *   request   from each party, the same from all
 *   answer    to P_0 … P_{n−2} a seed (32 bytes), to P_{n−1} its columns; to the owner of input masks r besides
 */
import type { Field, Scalar } from "../../algebra/field.ts";
import { Prg, SEED_BYTES } from "../../crypto/prg.ts";
import { Abort, parseFrom } from "../../network/abort.ts";
import type { Channel, Session } from "../../network/session.ts";
import { type Family, kindName } from "../preprocessing.ts";
import { clearItems } from "./clear-items.ts";
import { type DealerRequest, decodeRequest, MAX_REQUEST_BYTES } from "./request.ts";
import { clearColumns, corrections } from "./share-out.ts";

export const KEY_ID_BYTES = 16;

/**
 * Serves until every party has said that it is done.
 * @throws Abort "malformed-message" naming the sender; "programs-diverged" if the parties' requests differ;
 *   what the network reports.
 */
export async function serveDealer(session: Session, field: Field, family: Family): Promise<void> {
  const n = session.n - 1;
  const coins = new Prg(session.suite, session.random(SEED_BYTES));
  const setup = session.channel("dealer-setup");
  const requests = session.channel("dealer-requests");
  const answers = session.channel("dealer-answers");

  const alpha = sendKeys(setup, field, family, coins, n);
  for (;;) {
    const request = await nextRequest(requests, field, family, n);
    if (request === null) return;
    const values = clearItems(field, coins, request.item, request.count);
    const clear = clearColumns(field, values, alpha);
    const seeds = Array.from({ length: n - 1 }, () => coins.bytes(SEED_BYTES));
    const owner = request.item.kind === "input-mask" ? request.item.owner : -1;
    for (const [party, seed] of seeds.entries())
      answers.send(party, party === owner ? joinBytes([seed, field.encode(values[0]!)]) : seed);
    const last = corrections(field, session.suite, clear, seeds);
    const columns = n - 1 === owner ? [...last, values[0]!] : last;
    answers.send(n - 1, joinBytes(columns.map((column) => field.encode(column))));
  }
}

/** Draws α_i for all and sends each its own; α, or null in the plain family. */
function sendKeys(
  setup: Channel,
  field: Field,
  family: Family,
  coins: Prg,
  n: number,
): Scalar | null {
  const keyId = coins.bytes(KEY_ID_BYTES);
  const shares = Array.from({ length: n }, () => coins.elements(field, 1));
  for (const [party, share] of shares.entries())
    setup.send(party, family === "plain" ? keyId : joinBytes([keyId, field.encode(share)]));
  return family === "plain" ? null : shares.reduce((sum, share) => field.add(sum, share));
}

/** The parties' next request, once all have made it. */
async function nextRequest(
  requests: Channel,
  field: Field,
  family: Family,
  n: number,
): Promise<DealerRequest | null> {
  const raw = await Promise.all(
    Array.from({ length: n }, (_, party) => requests.receive(party, MAX_REQUEST_BYTES)),
  );
  const shelf = { field, family, party: n - 1 };
  const parsed = raw.map((bytes, party) =>
    parseFrom(requests.path, party, bytes, (b) => decodeRequest(b, shelf, n)),
  );
  const words = parsed.map((r) => (r === null ? "the end" : `${r.count} × ${kindName(r.item)}`));
  const other = words.findIndex((w) => w !== words[0]);
  if (other >= 0)
    throw new Abort(
      "programs-diverged",
      requests.path,
      [],
      `P0 asks for ${words[0]}, P${other} for ${words[other]}`,
    );
  return parsed[0]!;
}

export function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
