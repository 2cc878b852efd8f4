/** SEAL under the first few primes, in its own context: a context with a whole chain of levels takes far longer. */
import type { MainModule, SEALContext, SecretKey } from "node-seal/allows";
import type { Vector } from "../../algebra/field.ts";
import { PLAIN_MODULUS } from "../../algebra/ring/integers.ts";
import { KEY_SWITCHING_PRIME } from "./parameters.ts";
import {
  CIPHERTEXT,
  coefficientsOf,
  KEY_OR_PLAINTEXT,
  readWords,
  writeWords,
} from "./seal-layout.ts";

/** An object in SEAL's heap, which only grows. */
interface Deletable {
  delete(): void;
}

export class SealLevel {
  readonly #module: MainModule;
  readonly #context: SEALContext;
  readonly #degree: number;
  readonly #primes: number;
  /** A plaintext of N coefficients, a ciphertext, and a key's header: templates whose data are 0. */
  readonly #plaintext: Uint8Array<ArrayBuffer>;
  readonly #ciphertext: Uint8Array<ArrayBuffer>;
  readonly #keyHeader: Uint8Array<ArrayBuffer>;

  /** Error if SEAL refuses the parameters at 128 bits of security. */
  constructor(module: MainModule, degree: number, primes: readonly bigint[]) {
    this.#module = module;
    this.#degree = degree;
    this.#primes = primes.length;
    this.#context = makeContext(module, degree, primes);
    this.#plaintext = scoped((own) => this.#save(own(new module.Plaintext(degree, degree))));
    this.#ciphertext = scoped((own) => {
      const id = own(this.#context.firstParmsId());
      const ciphertext = own(new module.Ciphertext(this.#context, id));
      ciphertext.resize(2);
      return this.#save(ciphertext);
    });
    const key = this.#freshKey();
    this.#keyHeader = key.slice(0, KEY_OR_PLAINTEXT.data);
    key.fill(0);
  }

  /** N canonical residues of a fresh ternary secret under each prime in turn, NTT form. */
  sampleSecret(): Float64Array<ArrayBuffer> {
    const key = this.#freshKey();
    const residues = readWords(key, KEY_OR_PLAINTEXT.data, this.#degree * this.#primes);
    key.fill(0);
    return residues;
  }

  decrypt(secret: Float64Array, c0: Float64Array, c1: Float64Array, correction: bigint): Vector {
    return this.#withCiphertext(secret, c0, c1, correction, (decryptor, ciphertext, own) => {
      const plaintext = own(new this.#module.Plaintext());
      decryptor.decrypt(ciphertext, plaintext);
      return coefficientsOf(this.#save(plaintext), this.#degree);
    });
  }

  noiseBudget(
    secret: Float64Array,
    c0: Float64Array,
    c1: Float64Array,
    correction: bigint,
  ): number {
    return this.#withCiphertext(secret, c0, c1, correction, (decryptor, ciphertext) =>
      decryptor.invariantNoiseBudget(ciphertext),
    );
  }

  encode(slots: Vector): Vector {
    return scoped((own) => {
      const encoder = own(new this.#module.BatchEncoder(this.#context));
      const plaintext = own(new this.#module.Plaintext());
      encoder.encode(slots, plaintext);
      return coefficientsOf(this.#save(plaintext), this.#degree);
    });
  }

  decode(coefficients: Vector): Vector {
    return scoped((own) => {
      const bytes = this.#plaintext.slice();
      new BigUint64Array(bytes.buffer, KEY_OR_PLAINTEXT.data, this.#degree).set(coefficients);
      const plaintext = own(new this.#module.Plaintext());
      plaintext.loadFromArray(this.#context, bytes);
      const encoder = own(new this.#module.BatchEncoder(this.#context));
      return BigUint64Array.from(encoder.decodeBigUint64(plaintext) as Vector);
    });
  }

  close(): void {
    this.#context.delete();
  }

  /** Runs `work` with SEAL's ciphertext and decryptor, made from residues as `Seal.decrypt` takes them. */
  #withCiphertext<T>(
    secret: Float64Array,
    c0: Float64Array,
    c1: Float64Array,
    correction: bigint,
    work: (decryptor: Decryptor, ciphertext: Ciphertext, own: Own) => T,
  ): T {
    return scoped((own) => {
      const key = own(new this.#module.SecretKey());
      const keyBytes = this.#keyBytes(secret);
      key.loadFromArray(this.#context, keyBytes);
      keyBytes.fill(0);
      const bytes = this.#ciphertext.slice();
      const view = new DataView(bytes.buffer);
      view.setUint8(CIPHERTEXT.isNtt, 1);
      view.setBigUint64(CIPHERTEXT.correction, correction, true);
      writeWords(bytes, CIPHERTEXT.data, c0);
      writeWords(bytes, CIPHERTEXT.data + 8 * c0.length, c1);
      const ciphertext = own(new this.#module.Ciphertext());
      ciphertext.loadFromArray(this.#context, bytes);
      return work(own(new this.#module.Decryptor(this.#context, key)), ciphertext, own);
    });
  }

  /** Decryption does not read residues under the prime for key switching; they stay 0. */
  #keyBytes(secret: Float64Array): Uint8Array<ArrayBuffer> {
    const { data } = KEY_OR_PLAINTEXT;
    const bytes = new Uint8Array(data + 8 * this.#degree * (this.#primes + 1));
    bytes.set(this.#keyHeader);
    writeWords(bytes, data, secret.subarray(0, this.#degree * this.#primes));
    return bytes;
  }

  #freshKey(): Uint8Array<ArrayBuffer> {
    return scoped((own) => {
      const generator = own(new this.#module.KeyGenerator(this.#context));
      return this.#save(own(generator.secretKey() as SecretKey));
    });
  }

  #save(from: { saveToArray(mode: unknown): unknown }): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(from.saveToArray(this.#module.ComprModeType.none) as Uint8Array);
  }
}

type Decryptor = InstanceType<MainModule["Decryptor"]>;
type Ciphertext = InstanceType<MainModule["Ciphertext"]>;
type Own = <H extends Deletable>(handle: H) => H;

function makeContext(module: MainModule, degree: number, primes: readonly bigint[]): SEALContext {
  return scoped((own) => {
    const encryption = own(new module.EncryptionParameters(module.SchemeType.bgv));
    encryption.setPolyModulusDegree(degree);
    const chain = own(new module.VectorModulus());
    for (const q of [...primes, KEY_SWITCHING_PRIME]) chain.push_back(own(new module.Modulus(q)));
    encryption.setCoeffModulus(chain);
    encryption.setPlainModulus(own(new module.Modulus(PLAIN_MODULUS)));
    const context = new module.SEALContext(encryption, false, module.SecLevelType.tc128);
    if (context.parametersSet()) return context;
    context.delete();
    throw new Error(`SEAL refuses N = ${degree} with ${primes.length} primes at 128 bits`);
  });
}

/** Runs `work`, then deletes what it owned, last first. What C++ throws is not an Error; it is turned into one. */
function scoped<T>(work: (own: Own) => T): T {
  const owned: Deletable[] = [];
  try {
    return work((handle) => {
      owned.push(handle);
      return handle;
    });
  } catch (thrown) {
    if (thrown instanceof Error) throw thrown;
    const { message } = thrown as { readonly message?: unknown };
    throw new Error(`SEAL: ${String(message)}`);
  } finally {
    for (const handle of owned.reverse()) handle.delete();
  }
}
