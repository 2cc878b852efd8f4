/**
 * What two parties say before a session, over a link whose other end the host has named.
 *
 *     HELLO   magic | wire version u16 | party u16 | parties u16 | public key 32 | nonce 32
 *             | entries u16 | entries × (key length u16 | key | value length u16 | value)
 *     PROOF   session id 32 | signature 64
 *
 * Every party sends the same HELLO to all. The session id is a hash of all identities, the agreement and all nonces.
 * So it is new for every run, and equal only at parties that saw the same. With its PROOF a party signs the session
 * id, its own number, the receiver's number and the channel. So a proof that is relayed from elsewhere does not
 * verify. The link's certificate is not needed for this: a party without one is authenticated by its signature.
 *
 * Versions are compared first, then the agreement. A difference is a ConfigurationMismatch that lists all differences.
 * It accuses nobody.
 */
import { equalBytes, hash } from "../crypto/hash.ts";
import type { Suite } from "../crypto/suite.ts";
import { ConfigurationMismatch } from "./abort.ts";
import { MAX_DIFFERENCES, MAX_HELLO_BYTES, WIRE_VERSION } from "./limits.ts";
import { printable } from "./printable.ts";
import type { Signer } from "./wire.ts";

const MAGIC = new TextEncoder().encode("spdz-lab");
const NONCE_BYTES = 32;
const KEY_BYTES = 32;
const ID_BYTES = 32;
const SIGNATURE_BYTES = 64;
const MAX_ENTRIES = 256;

/** What must be equal at all parties: "program", "parties", "field", "security", … */
export type Agreement = Readonly<Record<string, string>>;

export interface Hello {
  readonly party: number;
  readonly parties: number;
  readonly publicKey: Uint8Array;
  readonly nonce: Uint8Array;
  readonly agreement: Agreement;
}

/** RangeError if the agreement does not fit into a greeting. */
export function encodeHello(hello: Hello, version = WIRE_VERSION): Uint8Array {
  const utf8 = new TextEncoder();
  const entries = sorted(hello.agreement)
    .flat()
    .map((text) => utf8.encode(text));
  const out = new Writer();
  out.bytes(MAGIC).word(version).word(hello.party).word(hello.parties);
  out
    .bytes(hello.publicKey)
    .bytes(hello.nonce)
    .word(entries.length / 2);
  for (const text of entries) out.word(text.length).bytes(text);
  const greeting = out.take();
  if (greeting.length > MAX_HELLO_BYTES || entries.length > 2 * MAX_ENTRIES)
    throw new RangeError(
      `the agreement is too large: ${entries.length / 2} entries, ${greeting.length} bytes`,
    );
  return greeting;
}

/**
 * Parses `peer`'s greeting, totally.
 * @throws ConfigurationMismatch for another wire version; RangeError for anything that is no greeting.
 */
export function parseHello(peer: number, raw: Uint8Array): Hello {
  if (raw.length > MAX_HELLO_BYTES) throw new RangeError(`a greeting of ${raw.length} bytes`);
  const input = new Reader(raw);
  if (!equalBytes(input.bytes(MAGIC.length), MAGIC)) throw new RangeError("not an spdz-lab party");
  const version = input.word();
  if (version !== WIRE_VERSION)
    throw new ConfigurationMismatch([`wire version: ${WIRE_VERSION} here, ${version} at P${peer}`]);
  const party = input.word();
  const parties = input.word();
  const publicKey = input.bytes(KEY_BYTES);
  const nonce = input.bytes(NONCE_BYTES);
  const count = input.word();
  if (count > MAX_ENTRIES) throw new RangeError(`an agreement of ${count} entries`);
  const agreement: [string, string][] = [];
  for (let k = 0; k < count; k++) {
    const entry: [string, string] = [input.text(), input.text()];
    if (k > 0 && !(agreement[k - 1]![0] < entry[0]))
      throw new RangeError("an agreement out of order");
    agreement.push(entry);
  }
  input.end();
  return { party, parties, publicKey, nonce, agreement: Object.fromEntries(agreement) };
}

/** This entry follows from the deadline. It is named only if nothing else differs. */
const DERIVED = "heartbeat";
const DIGEST = /\b[0-9a-f]{32,}\b/g;
const SHOWN_DIGITS = 12;

/**
 * One line per entry that differs, e.g. "program: inner-product here, mult3 at P1". Digests are shortened. Of more than
 * MAX_DIFFERENCES lines only the first are given; our own entries then come before all others.
 */
export function differences(own: Agreement, peer: number, theirs: Agreement): string[] {
  const keys = [...new Set([...Object.keys(own), ...Object.keys(theirs)])].sort();
  const shown = (agreement: Agreement, key: string, as: (value: string) => string) =>
    Object.hasOwn(agreement, key) ? printable(as(agreement[key]!), 200) : "(not set)";
  const shortened = (value: string) => value.replace(DIGEST, (d) => d.slice(0, SHOWN_DIGITS));
  const both = (key: string, as = shortened): [string, string] => {
    const [here, there] = [shown(own, key, as), shown(theirs, key, as)];
    // Somebody can make digests that begin alike: those are shown whole.
    return here === there && as === shortened ? both(key, (value) => value) : [here, there];
  };
  const differing = keys.filter((key) => shownRaw(own, key) !== shownRaw(theirs, key));
  const said = differing.filter((key) => key !== DERIVED || differing.length === 1);
  const rest = said.length - MAX_DIFFERENCES;
  if (rest > 0) said.sort((a, b) => Number(Object.hasOwn(own, b)) - Number(Object.hasOwn(own, a)));
  const lines = said
    .slice(0, MAX_DIFFERENCES)
    .map((key) => `${printable(key)}: ${both(key).join(" here, ")} at P${peer}`);
  return rest > 0 ? [...lines, `${rest} more at P${peer}`] : lines;
}

/** H(identities, agreement, nonces of all), the hellos in party order. */
export function sessionIdOf(suite: Suite, hellos: readonly Hello[]): Uint8Array {
  const agreement = sorted(hellos[0]!.agreement).flat();
  return hash(
    suite,
    "spdz-lab/session/v1",
    WIRE_VERSION,
    hellos.length,
    ...hellos.map((h) => h.publicKey),
    ...hellos.map((h) => h.nonce),
    ...agreement,
  );
}

/**
 * What a PROOF signs. `channel` is the host's name for this channel (a TLS exporter). It is equal at both ends, and
 * empty where a host has no such name.
 */
function statement(
  suite: Suite,
  sessionId: Uint8Array,
  signer: number,
  receiver: number,
  channel: Uint8Array,
): Uint8Array {
  const label = "spdz-lab/handshake-proof/v1";
  const digest = hash(suite, label, sessionId, signer, receiver, channel);
  return new Writer().bytes(new TextEncoder().encode(label)).bytes(digest).take();
}

export async function makeProof(
  suite: Suite,
  signer: Signer,
  sessionId: Uint8Array,
  self: number,
  receiver: number,
  channel: Uint8Array,
): Promise<Uint8Array> {
  const signature = await signer.sign(statement(suite, sessionId, self, receiver, channel));
  return new Writer().bytes(sessionId).bytes(signature).take();
}

export type Verdict = "authentic" | "another session" | "not authentic";

/** Judges `peer`'s proof. RangeError if its length is wrong. */
export function judgeProof(
  suite: Suite,
  publicKey: Uint8Array,
  sessionId: Uint8Array,
  peer: number,
  self: number,
  channel: Uint8Array,
  raw: Uint8Array,
): Verdict {
  const input = new Reader(raw);
  const theirs = input.bytes(ID_BYTES);
  const signature = input.bytes(SIGNATURE_BYTES);
  input.end();
  const signed = statement(suite, theirs, peer, self, channel);
  if (!suite.verifyEd25519(signature, signed, publicKey)) return "not authentic";
  return equalBytes(theirs, sessionId) ? "authentic" : "another session";
}

function sorted(agreement: Agreement): [string, string][] {
  return Object.entries(agreement).sort(([a], [b]) => (a < b ? -1 : 1));
}

function shownRaw(agreement: Agreement, key: string): string | undefined {
  return Object.hasOwn(agreement, key) ? agreement[key] : undefined;
}

class Writer {
  readonly #parts: Uint8Array[] = [];

  bytes(bytes: Uint8Array): this {
    this.#parts.push(bytes);
    return this;
  }

  word(x: number): this {
    if (!Number.isInteger(x) || x < 0 || x > 0xffff)
      throw new RangeError(`${x} does not fit into 16 bits`);
    return this.bytes(Uint8Array.of(x, x >>> 8));
  }

  take(): Uint8Array {
    const out = new Uint8Array(this.#parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of this.#parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  }
}

class Reader {
  readonly #raw: Uint8Array;
  #at = 0;

  constructor(raw: Uint8Array) {
    this.#raw = raw;
  }

  bytes(length: number): Uint8Array {
    if (this.#at + length > this.#raw.length) throw new RangeError("a greeting cut short");
    this.#at += length;
    return this.#raw.slice(this.#at - length, this.#at);
  }

  word(): number {
    const [low, high] = this.bytes(2);
    return low! | (high! << 8);
  }

  text(): string {
    const bytes = this.bytes(this.word());
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      throw new RangeError("text that is not UTF-8");
    }
  }

  end(): void {
    if (this.#at !== this.#raw.length) throw new RangeError("bytes after the greeting");
  }
}
