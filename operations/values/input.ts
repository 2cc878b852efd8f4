/**
 * Sharing a party's private values.
 *
 *   source     SPDZ-2, ePrint 2012/642, Fig. 1 "Input": P_k broadcasts ε = x − r; ⟦x⟧ = ⟦r⟧ + ε
 *              What is declared a bit is chosen as in chosen-bits.ts
 *   rounds     1, and 1 to echo ε (n > 2). Bits: 3, 1 to echo (n > 2), and one MAC check
 *   traffic    t elements from the owner to each. Bits: t from each to each, too
 *   items      t input masks of the owner. Bits: t bits, too
 *   security   r is uniform to everybody but its owner, so ε says nothing; the echo keeps all honest
 *              parties on the same ε. A wrong ε is the owner's choice of another input. What is declared a bit is one,
 *              whatever its owner tells. A declared range is the owner's promise, and nothing holds it to that
 */
import type { Field, Vector } from "../../algebra/field.ts";
import { type InputMasks, inputMaskOf, takeInputMasks } from "../../items/kinds/input-mask.ts";
import { BadInput } from "../../online/bad-input.ts";
import type { Kernel } from "../../online/kernel.ts";
import { addUnchecked } from "../../online/local-maps.ts";
import { type Cost, operation } from "../../online/operation.ts";
import { type OperationId, operationId } from "../../online/origin.ts";
import type { PublicValues } from "../../online/public-values.ts";
import type { SecretType } from "../../online/secret-type.ts";
import { asShape, type Shape, sizeOf } from "../../online/shape.ts";
import type { Share } from "../../protocols/share.ts";
import { EDGES, plain } from "../examples.ts";
import { listOf, REAL } from "../public-values.ts";
import { chosenBits, chosenBitsCost } from "./chosen-bits.ts";
import { type Declared, declaredType, ownResidues, typeParameters } from "./declared.ts";

/** ⟦x⟧; `values` are the owner's, in [0, p); null at all others. */
const inputShares = (
  k: Kernel,
  owner: number,
  count: number,
  values: Vector | null,
): Promise<Share> =>
  k.broadcast({
    label: `input P${owner} ${count}`,
    owner,
    count,
    material: takeInputMasks(k, owner, count),
    values({ clear }: InputMasks) {
      if (values === null || clear === null) throw new TypeError("input: not the owner's masks");
      return k.field.subtract(values, clear);
    },
    finish: (epsilon, { mask }) => addUnchecked(k.residues, mask, epsilon),
  });

const inputCost = (owner: number, count: number): Cost => ({
  rounds: 1,
  opened: 0,
  items: [[inputMaskOf(owner), count]],
});

/** ⟦b⟧ of bits. */
async function bitShares(
  k: Kernel,
  owner: number,
  count: number,
  values: Vector | null,
): Promise<Share> {
  const choose = () => {
    if (values === null) throw new TypeError("input: not the owner's bits");
    const words = new Uint32Array(values.buffer, values.byteOffset, 2 * count);
    return Uint8Array.from({ length: count }, (_, j) => words[2 * j]!);
  };
  const choice = { party: owner, bits: count, uniform: 0, choose };
  const [bits] = await chosenBits(k, `input P${owner}`, [choice]);
  return bits!;
}

const bitsCost = (owner: number, count: number): Cost =>
  chosenBitsCost([{ party: owner, bits: count, uniform: 0 }]);

/** By owner. */
const NAMES: OperationId[] = [];
const nameOf = (owner: number): OperationId => {
  NAMES[owner] ??= operationId(`input of P${owner}`);
  return NAMES[owner];
};

/** @throws BadInput */
function residuesOf(field: Field, values: PublicValues, gives: SecretType): Vector {
  try {
    return ownResidues(field, "input", values, gives);
  } catch (error) {
    throw new BadInput(error as Error);
  }
}

export const input = operation({
  name: "input",
  does: "the owner's private values, shared; everybody else passes null",
  prepare(
    c,
    owner: number,
    shape: number | Shape,
    values: PublicValues | null,
    declared?: Declared,
  ) {
    c.assertParty(owner);
    const size = asShape("input", shape);
    const gives = declaredType(c.field, "input", size, declared);
    if (owner === c.self && values === null)
      throw new TypeError("input: its owner gives the values");
    if (owner !== c.self && values !== null)
      throw new TypeError(`input: the values are P${owner}'s; everybody else passes null`);
    const own = values === null ? null : residuesOf(c.field, values, gives);
    const count = sizeOf(size);
    return {
      operands: [],
      parameters: typeParameters(gives),
      as: nameOf(owner),
      scales: [gives.scale],
      gives,
      cost: () => (gives.type === "bit" ? bitsCost(owner, count) : inputCost(owner, count)),
      run: (k) =>
        gives.type === "bit" ? bitShares(k, owner, count, own) : inputShares(k, owner, count, own),
    };
  },
  plain: (_owner, shape, values, { scale = 0 } = {}) => {
    if (values === null) return null;
    const size = typeof shape === "number" ? [shape] : shape;
    return plain(size, listOf(values, sizeOf(size), scale), scale);
  },
  real: (_, _owner, shape, values) => {
    if (values === null) return null;
    const size = typeof shape === "number" ? [shape] : shape;
    return plain(size, listOf(values, sizeOf(size), REAL), REAL);
  },
  examples(self) {
    const own = (owner: number, values: readonly (number | bigint)[]) =>
      self === owner ? values : null;
    return [
      [0, EDGES.length, own(0, EDGES), {}],
      [1, [2, 1, 2], own(1, [0.5, -0.25, 3, 1 / 3]), { scale: 4 }],
      [1, [3], own(1, [1, 0, 1]), { type: "bit" as const }],
      [0, [0], own(0, []), { type: "bit" as const }],
      [0, [], own(0, [-7]), { range: [-7, 7] as const }],
      [0, [0, 2], own(0, [])],
    ];
  },
});
