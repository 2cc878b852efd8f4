/**
 * The secrets of a store: α_i, and for every kind the ratchet key with its block. They change together, so the file has
 * two slots. The new state is written into the free slot and made durable. Then the other slot is overwritten with
 * zeros, durably too. A crash leaves the old state or the new one.
 *
 * They are not in the ledger's database. A rollback journal holds old pages, and a write-ahead log holds new ones.
 * Neither is overwritten when it is deleted. Here every byte that ever held a secret is overwritten in place. (Copies
 * that the file system or the disk makes are outside the model.)
 */
import { hash } from "../../../crypto/hash.ts";
import { StockRefused } from "../../../items/stock-refused.ts";
import { nodeSuite } from "../suite.ts";
import type { Files } from "./files.ts";
import { KEY_BYTES } from "./ratchet.ts";

export interface SegmentState {
  /** The ratchet key of the first block that is not reserved. */
  readonly key: Uint8Array;
  /** That block's index. */
  readonly block: number;
  /** How many items agreements have burnt. */
  readonly burnt: number;
}

export interface KeyState {
  /** Counts the changes of the state, from 1. */
  readonly sequence: number;
  /** α_i, encoded; null in the plain family. */
  readonly alpha: Uint8Array | null;
  /** By kindName. */
  readonly segments: ReadonlyMap<string, SegmentState>;
}

/** Room for about 200 kinds. */
export const SLOT_BYTES = 1 << 14;
const MAGIC = "spdz-lab keys 1\n";
const DIGEST_BYTES = 32;
const ALPHA_BYTES = 8;

export class KeyFile {
  readonly #files: Files;
  readonly path: string;

  constructor(files: Files, path: string) {
    this.#files = files;
    this.path = path;
  }

  /** Makes an empty file of its final size, so that later changes need no space. The caller syncs the directory. */
  async create(): Promise<void> {
    await this.#files.unlink(this.path);
    await this.#files.create(this.path, new Uint8Array(2 * SLOT_BYTES));
    await this.#files.fsync(this.path);
  }

  /** Makes `state` durable: a later crash leaves nothing older. forgetOthers must follow. */
  async write(state: KeyState): Promise<void> {
    const bytes = encodeSlot(state);
    await this.#files.writeAt(this.path, (state.sequence % 2) * SLOT_BYTES, bytes);
    await this.#files.fsync(this.path);
    bytes.fill(0);
  }

  /** Overwrites the state before `state`. */
  async forgetOthers(state: KeyState): Promise<void> {
    const other = ((state.sequence + 1) % 2) * SLOT_BYTES;
    await this.#files.writeAt(this.path, other, new Uint8Array(SLOT_BYTES));
    await this.#files.fsync(this.path);
  }

  /** The newest state. StockRefused "format" or "damaged" if there is none, "misplaced" if others may read it. */
  async read(): Promise<KeyState> {
    if (await this.#files.openToOthers(this.path))
      throw new StockRefused(
        "misplaced",
        `the stock's key file ${this.path} can be read by other users; run: chmod 600 ${this.path}`,
      );
    const bytes = await this.#files.read(this.path);
    const slots = [0, 1].map((k) => bytes?.subarray(k * SLOT_BYTES, (k + 1) * SLOT_BYTES));
    const states = slots.flatMap((slot) => (slot === undefined ? [] : (decodeSlot(slot) ?? [])));
    bytes?.fill(0);
    const [first, second] = states;
    if (first === undefined)
      throw new StockRefused("damaged", `the stock's key file ${this.path} is missing or damaged`);
    return second !== undefined && second.sequence > first.sequence ? second : first;
  }

  /** Overwrites everything, durably. No error if there is no file. */
  async destroy(): Promise<void> {
    const size = await this.#files.size(this.path);
    if (size === null) return;
    await this.#files.writeAt(this.path, 0, new Uint8Array(size));
    await this.#files.fsync(this.path);
    await this.#files.unlink(this.path);
  }
}

/** A slot: magic, length, sequence, α_i, segments; then their SHA-256; then zeros up to SLOT_BYTES. */
function encodeSlot({ sequence, alpha, segments }: KeyState): Uint8Array {
  const slot = new Uint8Array(SLOT_BYTES);
  const view = new DataView(slot.buffer);
  const word = (x: number): void => {
    view.setBigUint64(at, BigInt(x), true);
    at += 8;
  };
  const put = (bytes: Uint8Array): void => {
    slot.set(bytes, at);
    at += bytes.length;
  };
  let at = 0;
  put(new TextEncoder().encode(MAGIC));
  word(0);
  word(sequence);
  word(alpha === null ? 0 : 1);
  put(alpha ?? new Uint8Array(ALPHA_BYTES));
  word(segments.size);
  for (const [kind, segment] of segments) {
    const name = new TextEncoder().encode(kind);
    if (at + name.length + KEY_BYTES + 24 + DIGEST_BYTES > SLOT_BYTES)
      throw new RangeError(`a store keeps at most ${SLOT_BYTES} bytes of keys: too many kinds`);
    word(name.length);
    put(name);
    put(segment.key);
    word(segment.block);
    word(segment.burnt);
  }
  view.setBigUint64(MAGIC.length, BigInt(at), true);
  put(digestOf(slot.subarray(0, at)));
  return slot;
}

/** Null for a slot that is empty or not written whole. StockRefused "format" for one of another version. */
function decodeSlot(slot: Uint8Array): KeyState | null {
  if (slot.length !== SLOT_BYTES) return null;
  const magic = new TextDecoder().decode(slot.subarray(0, MAGIC.length));
  if (magic !== MAGIC) {
    const version = /^spdz-lab keys (\d+)\n/.exec(magic)?.[1];
    if (version === undefined) return null;
    throw new StockRefused(
      "format",
      `the stock's key file has format ${version}, this version reads 1`,
    );
  }
  const view = new DataView(slot.buffer, slot.byteOffset, slot.length);
  let at = MAGIC.length;
  const word = (): number => {
    at += 8;
    return Number(view.getBigUint64(at - 8, true));
  };
  const take = (length: number): Uint8Array => {
    at += length;
    return slot.slice(at - length, at);
  };
  const length = word();
  if (length < at || length > SLOT_BYTES - DIGEST_BYTES) return null;
  const digest = slot.subarray(length, length + DIGEST_BYTES);
  if (Buffer.compare(digest, digestOf(slot.subarray(0, length))) !== 0) return null;
  const sequence = word();
  const authenticated = word() === 1;
  const alpha = take(ALPHA_BYTES);
  const count = word();
  const segments = new Map<string, SegmentState>();
  for (let k = 0; k < count; k++) {
    const kind = new TextDecoder().decode(take(word()));
    const key = take(KEY_BYTES);
    segments.set(kind, { key, block: word(), burnt: word() });
  }
  return { sequence, alpha: authenticated ? alpha : null, segments };
}

/** A digest of secrets, which does no harm: it is overwritten with them, and the ratchet keys have 256 bits each. */
const digestOf = (bytes: Uint8Array): Uint8Array =>
  hash(nodeSuite, "spdz-lab/stock-keys/v1", bytes);
