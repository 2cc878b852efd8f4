/** More parties than a machine has cores for: the lattice part among twelve, in a ring that hides nothing. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { prime60 } from "../../../algebra/prime60.ts";
import { fromAll, reconstruct } from "../../contracts/preprocessing.ts";
import { lowGearSupply } from "../../support/lowgear.ts";

const N = 12;
const field = prime60();

it("twelve parties make triples and squares whose products and MACs fit", async () => {
  const supply = await lowGearSupply(N, "twelve", { degree: 16, batch: 2 });
  const triples = await fromAll(supply, (p) => p.triples(20));
  const squares = await fromAll(supply, (p) => p.squares(5));
  const open = (shares: Parameters<typeof reconstruct>[2]) => reconstruct(field, supply, shares);
  const [a, b, c] = (["a", "b", "c"] as const).map((k) => open(triples.map((t) => t[k])));
  assert.deepEqual(c, field.multiply(a!, b!));
  const [root, square] = [open(squares.map((s) => s.a)), open(squares.map((s) => s.square))];
  assert.deepEqual(square, field.multiply(root, root));
  await supply.close();
});
