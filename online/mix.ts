/** 128 bits as four words of 32 bits. They are mixed by the body and the end of MurmurHash3 (x86, 128 bits). */
export interface Words {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

export const ZERO: Words = { a: 0, b: 0, c: 0, d: 0 };

const C1 = 0x239b961b;
const C2 = 0xab0e9789;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93;

/** Mixes words into a state, a block of four at a time. */
export class Mixer {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor({ a, b, c, d }: Words) {
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#d = d;
  }

  absorb({ a, b, c, d }: Words): void {
    let k = Math.imul(a, C1);
    this.#a ^= Math.imul((k << 15) | (k >>> 17), C2);
    this.#a = (this.#a << 19) | (this.#a >>> 13);
    this.#a = (Math.imul((this.#a + this.#b) | 0, 5) + 0x561ccd1b) | 0;
    k = Math.imul(b, C2);
    this.#b ^= Math.imul((k << 16) | (k >>> 16), C3);
    this.#b = (this.#b << 17) | (this.#b >>> 15);
    this.#b = (Math.imul((this.#b + this.#c) | 0, 5) + 0x0bcaa747) | 0;
    k = Math.imul(c, C3);
    this.#c ^= Math.imul((k << 17) | (k >>> 15), C4);
    this.#c = (this.#c << 15) | (this.#c >>> 17);
    this.#c = (Math.imul((this.#c + this.#d) | 0, 5) + 0x96cd1c35) | 0;
    k = Math.imul(d, C4);
    this.#d ^= Math.imul((k << 18) | (k >>> 14), C1);
    this.#d = (this.#d << 13) | (this.#d >>> 19);
    this.#d = (Math.imul((this.#d + this.#a) | 0, 5) + 0x32ac3b17) | 0;
  }

  /** The end, with how many blocks were absorbed. */
  end(blocks: number): Words {
    let [a, b, c, d] = [this.#a ^ blocks, this.#b, this.#c, this.#d];
    a = (a + b + c + d) | 0;
    b = avalanche((b + a) | 0);
    c = avalanche((c + a) | 0);
    d = avalanche((d + a) | 0);
    a = avalanche(a);
    a = (a + b + c + d) | 0;
    return { a, b: (b + a) | 0, c: (c + a) | 0, d: (d + a) | 0 };
  }
}

function avalanche(x: number): number {
  let h = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
