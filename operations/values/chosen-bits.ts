/**
 * Bits that a party chooses and no other learns. They are bits, whatever it tells.
 *
 *   source     this project
 *   formula    random bits β are told to their party alone: β − r is opened, r of its input masks. When that is checked, it
 *              tells e = s ⊕ β to all, and ⟦s⟧ = ⟦β⟧ ⊕ e
 *   rounds     3, 1 to echo e (n > 2), and one MAC check, which takes a round to announce, for all parties at once;
 *              of nothing none
 *   traffic    t elements to each, and t told by the party; uniform elements that it chooses with are opened to it alike
 *   items      t bits and t input masks of the party; a random element and an input mask for each that it chooses with
 *   security   active, against n − 1. β is a bit, and of e the lowest bit counts: so s is one, and there is nothing to prove
 *              and nobody to blame. Another e is the party's choice of other bits. s of an honest party is hidden by β,
 *              which nobody else knows. What a party is told is checked before it tells e: of β + p − 1 the lowest bit
 *              is 0 for either β, and e would be s. All tell e at once, each in ignorance of what the others choose
 */
import type { Vector } from "../../algebra/field.ts";
import { BIT, takeBits } from "../../items/kinds/bit.ts";
import { type InputMasks, inputMaskOf, takeInputMasks } from "../../items/kinds/input-mask.ts";
import { RANDOM, takeRandoms } from "../../items/kinds/random.ts";
import type { Kernel } from "../../online/kernel.ts";
import { bitOf } from "../../online/local-maps.ts";
import type { Cost } from "../../online/operation.ts";
import type { Unchecked } from "../../online/unchecked.ts";
import { concatShares, maskShares, type Share, sharePublic } from "../../protocols/share.ts";
import { flippedBy } from "../comparison/flipped-by.ts";
import { NO_COST } from "../cost.ts";

/** How much a party chooses, and with how many uniform elements. */
export interface Amount {
  readonly party: number;
  readonly bits: number;
  readonly uniform: number;
}

export interface Choice extends Amount {
  /** s, as 0 and 1; called at the party only. */
  choose(uniform: Vector): Uint8Array;
}

/** What one party is told: its bits, then uniform elements. */
interface Told {
  readonly bits: Share;
  readonly told: Share;
  readonly masks: InputMasks;
}

const toldLength = ({ bits, uniform }: Amount): number => bits + uniform;

async function toldTo(k: Kernel, amount: Amount): Promise<Told> {
  const [bits, randoms, masks] = await Promise.all([
    takeBits(k, amount.bits),
    takeRandoms(k, amount.uniform),
    takeInputMasks(k, amount.party, toldLength(amount)),
  ]);
  return { bits, told: concatShares([bits, randoms]), masks };
}

/** s_j ⊕ β_j, as residues; of β the lowest bits count. */
function masked(s: Uint8Array, beta: Vector): Vector {
  const out = new BigUint64Array(s.length);
  const from = new Uint32Array(beta.buffer, beta.byteOffset, 2 * s.length);
  const to = new Uint32Array(out.buffer);
  for (let j = 0; j < s.length; j++) to[2 * j] = s[j]! ^ (from[2 * j]! & 1);
  return out;
}

/** ⟦s⟧ of each choice, of parties that all differ. `label` says which call this is. */
export async function chosenBits(
  k: Kernel,
  label: string,
  choices: readonly Choice[],
): Promise<Share[]> {
  const opens = choices.reduce((sum, choice) => sum + toldLength(choice), 0);
  // Of nothing no check is worth a round.
  if (opens === 0) return choices.map(() => sharePublic(k.residues, new BigUint64Array(0)));
  // 1. Every party is told its bits, and what it chooses with.
  const { opened, material } = await k.open({
    label: `${label}: told`,
    opens,
    material: Promise.all(choices.map((choice) => toldTo(k, choice))),
    masked: (all: readonly Told[]) => all.map(({ told, masks }) => maskShares(told, masks.mask)),
    finish: (opened: Unchecked, material) => ({ opened, material }),
  });
  // 2. They are what they must be, or the run ends here.
  const checked = await k.checked(opened);
  // 3. Every party tells what it chooses.
  let at = 0;
  return Promise.all(
    choices.map((choice, j) => {
      const { party, bits } = choice;
      const [from, to] = [at, at + toldLength(choice)];
      at = to;
      return k.broadcast({
        label: `${label}: P${party} ${bits}`,
        owner: party,
        count: bits,
        material: Promise.resolve(material[j]!),
        values({ masks: { clear } }: Told) {
          if (clear === null) throw new TypeError(`${label}: not the party's masks`);
          const own = k.field.add(checked.subarray(from, to), clear);
          return masked(choice.choose(own.subarray(bits)), own);
        },
        finish: (told, { bits: beta }) => flippedBy(k.residues, beta, bitOf(told, 0)),
      });
    }),
  );
}

export function chosenBitsCost(amounts: readonly Amount[]): Cost {
  const opened = amounts.reduce((sum, amount) => sum + toldLength(amount), 0);
  if (opened === 0) return NO_COST;
  return {
    rounds: 3,
    opened,
    items: amounts.flatMap((amount) => [
      [BIT, amount.bits],
      [RANDOM, amount.uniform],
      [inputMaskOf(amount.party), toldLength(amount)],
    ]),
    checks: 1,
  };
}
