/**
 * The ratchet of one kind: k_{i+1} = H(k_i), and block i is sealed under a key that is derived from k_i. With k_j one
 * can open the blocks from j on and none before. So replacing k_i by k_j destroys the blocks in between, wherever
 * copies of them are.
 */
import { createCipheriv, createDecipheriv } from "node:crypto";
import { hash } from "../../../crypto/hash.ts";
import { nodeSuite } from "../suite.ts";

/** Bytes of a ratchet key. */
export const KEY_BYTES = 32;
/** Bytes that sealing adds to a block. */
export const TAG_BYTES = 16;

// Each key seals only one block, so the nonce may be a constant.
const NONCE = new Uint8Array(12);

/** k_{i+1} */
export const nextKey = (key: Uint8Array): Uint8Array =>
  hash(nodeSuite, "spdz-lab/stock-ratchet/v1", key);

/** k_{i+steps}. Zeroes the keys in between. The result is a new array, also for 0 steps. */
export function keyAfter(key: Uint8Array, steps: number): Uint8Array {
  let current: Uint8Array = key.slice();
  for (let k = 0; k < steps; k++) {
    const next = nextKey(current);
    current.fill(0);
    current = next;
  }
  return current;
}

/** Says which block of which store this is. */
export interface BlockName {
  readonly storeId: string;
  readonly keyId: string;
  readonly party: number;
  readonly kind: string;
  readonly index: number;
  readonly items: number;
}

/** AES-256-GCM under a key that is derived from k_i, bound to the block's name: ciphertext, then tag. */
export function sealBlock(key: Uint8Array, name: BlockName, plain: Uint8Array): Uint8Array {
  const own = hash(nodeSuite, "spdz-lab/stock-block-key/v1", key);
  const cipher = createCipheriv("aes-256-gcm", own, NONCE).setAAD(boundTo(name));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  own.fill(0);
  return sealed;
}

/** The inverse of sealBlock. Null if the block is not what was sealed under this key and name. */
export function openBlock(key: Uint8Array, name: BlockName, sealed: Uint8Array): Uint8Array | null {
  if (sealed.length < TAG_BYTES) return null;
  const own = hash(nodeSuite, "spdz-lab/stock-block-key/v1", key);
  const body = sealed.subarray(0, -TAG_BYTES);
  try {
    const decipher = createDecipheriv("aes-256-gcm", own, NONCE)
      .setAAD(boundTo(name))
      .setAuthTag(sealed.subarray(-TAG_BYTES));
    const plain = decipher.update(body);
    decipher.final();
    // Not a Buffer, whose slice() would share memory.
    return new Uint8Array(plain.buffer, plain.byteOffset, plain.length);
  } catch {
    return null;
  } finally {
    own.fill(0);
  }
}

const boundTo = ({ storeId, keyId, party, kind, index, items }: BlockName): Uint8Array =>
  hash(nodeSuite, "spdz-lab/stock-block/v1", storeId, keyId, party, kind, index, items);
