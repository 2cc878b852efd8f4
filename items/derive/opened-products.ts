/**
 * Products of the offline phase, one round each.
 *
 *   source      SPDZ-2, ePrint 2012/642, Fig. 1 "Multiply" (Beaver), on accepted triples
 *   formula     ε = x − a and δ = y − b are opened; x·y = c + ε·b + δ·a + ε·δ
 *   rounds      1
 *   traffic     2t elements to each
 *   items       t triples
 *   security    ε and δ are uniform as a and b are, whatever x and y are. They stay unchecked until `accept`: whoever
 *               shifts them by (λ, μ) makes the product x·y + λ·y + μ·x + λ·μ
 */
import {
  addPublic,
  addShares,
  concatShares,
  type LocalContext,
  multiplyPublic,
  type Share,
  sliceShare,
  subtractShares,
} from "../../protocols/share.ts";
import type { Triples } from "../kinds/triple.ts";
import type { CheckedOpenings } from "./checked-openings.ts";

/** Spends its triples in order, t at a time. */
export class OpenedProducts {
  readonly #holder: LocalContext;
  readonly #openings: CheckedOpenings;
  readonly #triples: Triples;
  #spent = 0;

  constructor(holder: LocalContext, openings: CheckedOpenings, triples: Triples) {
    this.#holder = holder;
    this.#openings = openings;
    this.#triples = triples;
  }

  /** The next t triples. RangeError if there are fewer. */
  next(t: number): Record<keyof Triples, Share> {
    const { a, b, c } = this.#triples;
    const from = this.#spent;
    if (from + t > a.value.length)
      throw new RangeError(`products: ${from + t} triples of ${a.value.length}`);
    this.#spent += t;
    const [left, right, product] = [a, b, c].map((x) => sliceShare(x, from, from + t));
    return { a: left!, b: right!, c: product! };
  }

  /** ⟦x_j·y_j⟧ */
  async multiply(x: Share, y: Share): Promise<Share> {
    const { field } = this.#holder;
    const h = this.#holder;
    const t = x.value.length;
    const { a, b, c } = this.next(t);
    const masked = concatShares([subtractShares(h, x, a), subtractShares(h, y, b)]);
    const opened = await this.#openings.open(masked);
    const [epsilon, delta] = [opened.slice(0, t), opened.slice(t)];
    const mixed = addShares(h, multiplyPublic(h, b, epsilon), multiplyPublic(h, a, delta));
    return addPublic(h, addShares(h, c, mixed), field.multiply(epsilon, delta));
  }
}
