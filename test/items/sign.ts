/** A kind as somebody might add it: this file, put into items/kinds/. */
import { columnsOf } from "../../items/columns.ts";
import { type DerivedKind, plainly } from "../../items/kind.ts";
import { BIT, bitsOf } from "../../items/kinds/bit.ts";
import { randomBits } from "../../items/random-bits.ts";
import { addPublic, multiplyPublicScalar } from "../../protocols/share.ts";

/** ⟦s⟧ with s uniform in {1, −1}. */
const SIGN = { kind: "sign" } as const;

export const sign: DerivedKind<typeof SIGN> = {
  ...plainly(SIGN),
  shownAt: 350,
  word: "signs",
  forms: "signs",
  shares: () => [1],
  uniform: () => [false],
  drawn: () => true,
  complete: (field, coins, _item, count) => {
    const bits = randomBits(coins, count);
    return [field.subtract(field.add(bits, bits), new BigUint64Array(count).fill(1n))];
  },
  // Of its bits alone, by a linear map.
  terms: [],
  derive: {
    from: "stock",
    discards: () => 0,
    label: "signs",
    most: 100,
    needs: (_item, _field, count) => [[BIT, count]],
    run: async ({ session, field, family, macKey }, _item, [bits]) => {
      const holder = { field, self: session.self, macKeyShare: macKey?.share ?? null };
      const twice = multiplyPublicScalar(holder, bitsOf(bits!, family), field.fromIntegers([2]));
      const minusOne = new BigUint64Array(twice.value.length).fill(field.p - 1n);
      return columnsOf([addPublic(holder, twice, minusOne)]);
    },
  },
};
