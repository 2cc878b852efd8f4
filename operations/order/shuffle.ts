/**
 * The rows of x in an order that is uniform and that no party knows: elements of a vector, rows of a matrix.
 *
 *   source     this project; Waksman's network (permutation-network.ts), once for each party
 *   formula    the bits β of a network, and uniform elements, are told to party i alone: y − r is opened, r of its input
 *              masks. When that is checked, it draws a permutation of these elements, routes it to bits s, and
 *              tells e = s ⊕ β to all. Where s = e ⊕ β is 1, two rows (x, y) are swapped: δ = s·(x − y), (x − δ, y + δ)
 *   rounds     3 + n·(2·⌈log2 t⌉ − 1) for t rows and n parties, and one MAC check; t < 2: none
 *   traffic    n·(S + 2(t − 1)) + 2·n·S·w elements to each for rows of w elements and S = Σ_{i ≤ t} ⌈log2 i⌉
 *              switches, and S told by each party
 *   items      n·S bits, 2n·(t − 1) random elements, S + 2(t − 1) input masks of each party, n·S·w triples
 *   security   active, against n − 1. s is a bit whatever e is told: β is one, and of e the lowest bit counts. So each
 *              network permutes the rows, and there is nothing to prove. s of an honest party is hidden by β, which nobody
 *              else knows. All tell e at once, each in ignorance of the others' permutations: one that is uniform makes
 *              all of them uniform. What a party is told is checked before it tells e: a shift of β would make e show s
 *   deviation  a draw below d is a uniform number below p², mod d: t²/p² < 2^-79 from uniform for t ≤ 2^20 in all.
 *              The time of routing depends on a party's own permutation
 */
import type { Vector } from "../../algebra/field.ts";
import { BIT, takeBits } from "../../items/kinds/bit.ts";
import { type InputMasks, inputMaskOf, takeInputMasks } from "../../items/kinds/input-mask.ts";
import { RANDOM, takeRandoms } from "../../items/kinds/random.ts";
import type { Kernel } from "../../online/kernel.ts";
import { bitOf } from "../../online/local-maps.ts";
import { type Cost, operation, type Plain } from "../../online/operation.ts";
import { reshaped } from "../../online/secret-type.ts";
import type { Unchecked } from "../../online/unchecked.ts";
import type { Secret } from "../../online/values.ts";
import { concatShares, maskShares, type Share, sliceShare } from "../../protocols/share.ts";
import { multiplyCost } from "../arithmetic/multiply.ts";
import { flippedBy } from "../comparison/is-negative.ts";
import { inTurn, NO_COST } from "../cost.ts";
import { bitVector, M, plain, vector } from "../examples.ts";
import { layerCount, permutationNetwork, switchCount } from "./permutation-network.ts";
import { DRAWS, permutationFrom } from "./private-permutation.ts";
import { rowsOf } from "./rows-of.ts";
import { switched } from "./switched.ts";

/** What one party is told: the bits of its network, then uniform elements. */
interface Told {
  readonly bits: Share;
  readonly told: Share;
  readonly masks: InputMasks;
}

/** Elements told to each party. */
const toldLength = (rows: number): number => switchCount(rows) + DRAWS * (rows - 1);

async function toldTo(k: Kernel, party: number, rows: number): Promise<Told> {
  const [bits, randoms, masks] = await Promise.all([
    takeBits(k, switchCount(rows)),
    takeRandoms(k, DRAWS * (rows - 1)),
    takeInputMasks(k, party, toldLength(rows)),
  ]);
  return { bits, told: concatShares([bits, randoms]), masks };
}

/** e = s ⊕ β of this party's network, from what it was told. */
function toldSwitches(
  told: Vector,
  rows: number,
  p: bigint,
  route: (source: Uint32Array) => Uint8Array,
): Vector {
  const count = switchCount(rows);
  const swaps = route(permutationFrom(told.subarray(count), rows, p));
  const masked = new BigUint64Array(count);
  const from = new Uint32Array(told.buffer, told.byteOffset, 2 * count);
  const to = new Uint32Array(masked.buffer);
  for (let j = 0; j < count; j++) to[2 * j] = (from[2 * j]! & 1) ^ swaps[j]!;
  return masked;
}

/** By party, ⟦s⟧ of each switch, layer by layer. */
async function controlBits(
  k: Kernel,
  rows: number,
  route: (source: Uint32Array) => Uint8Array,
): Promise<Share[]> {
  const parties = Array.from({ length: k.n }, (_, party) => party);
  const length = toldLength(rows);
  // 1. Every party is told its bits, and what it draws from.
  const { opened, material } = await k.open({
    label: `shuffle ${rows}`,
    opens: k.n * length,
    material: Promise.all(parties.map((party) => toldTo(k, party, rows))),
    masked: (all: readonly Told[]) => all.map(({ told, masks }) => maskShares(told, masks.mask)),
    finish: (opened: Unchecked, material) => ({ opened, material }),
  });
  // 2. They are what they must be, or the run ends here.
  const checked = await k.checked(opened);
  const { clear } = material[k.self]!.masks;
  const own = k.field.add(checked.subarray(k.self * length, (k.self + 1) * length), clear!);
  // 3. Every party tells its switches.
  return Promise.all(
    parties.map((owner) =>
      k.broadcast({
        label: `switches P${owner} ${rows}`,
        owner,
        count: switchCount(rows),
        material: Promise.resolve(material[owner]!.bits),
        values: () => toldSwitches(own, rows, k.field.p, route),
        finish: (told, bits) => flippedBy(k.residues, bits, bitOf(told, 0)),
      }),
    ),
  );
}

/** ⟦x⟧ with its rows, of `width` elements each, in an order that nobody knows. */
export async function shuffleShares(
  k: Kernel,
  x: Share,
  rows: number,
  width: number,
): Promise<Share> {
  if (rows < 2) return x;
  const { layers, route } = permutationNetwork(rows);
  let shuffled = x;
  for (const control of await controlBits(k, rows, route)) {
    let at = 0;
    for (const layer of layers) {
      const bits = sliceShare(control, at, at + layer.length);
      shuffled = await switched(k, shuffled, width, layer, bits);
      at += layer.length;
    }
  }
  return shuffled;
}

/** Among n parties. */
export function shuffleCost(n: number, rows: number, width: number): Cost {
  if (rows < 2) return NO_COST;
  const [switches, told] = [switchCount(rows), n * toldLength(rows)];
  const items: Cost["items"] = [
    [BIT, n * switches],
    [RANDOM, n * DRAWS * (rows - 1)],
    ...Array.from({ length: n }, (_, i) => [inputMaskOf(i), toldLength(rows)] as const),
  ];
  const permuted = multiplyCost(n * switches * width);
  return {
    ...inTurn({ rounds: 3, opened: told, items }, { ...permuted, rounds: n * layerCount(rows) }),
    checks: 1,
  };
}

export const shuffle = operation({
  name: "shuffle",
  does: "the rows of x in a uniform order that no party knows; elements, if x is a vector",
  prepare(c, x: Secret) {
    const operands = [c.own(x)];
    const { count: rows, width } = rowsOf("shuffle", x);
    return {
      operands,
      gives: reshaped(x, x.shape),
      cost: () => shuffleCost(c.n, rows, width),
      run: (k, [a]) => shuffleShares(k, a!, rows, width),
    };
  },
  plain: (x: Plain) => {
    const rowsOf = ({ shape, values }: Plain) => {
      const width = shape.slice(1).reduce((size, d) => size * d, 1);
      return Array.from({ length: shape[0]! }, (_, r) =>
        values.slice(r * width, (r + 1) * width).join(),
      ).sort();
    };
    return (given: Plain) =>
      given.scale === x.scale &&
      given.shape.join() === x.shape.join() &&
      rowsOf(given).join(";") === rowsOf(x).join(";");
  },
  examples: () => [
    [vector([M, -M, 3n])],
    [plain([4, 2], [1, -1, 2, -2, 3, -3, 4, -4], 4)],
    [bitVector([1, 0])],
    [plain([1, 2], [5, 6])],
    [vector([])],
    [plain([2, 0], [])],
  ],
});
