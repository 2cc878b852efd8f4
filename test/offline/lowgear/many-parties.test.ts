/** What grows with the number of parties: LowGear among up to twelve, in a ring that hides nothing. */

import assert from "node:assert/strict";
import { it } from "node:test";
import { prime60 } from "../../../algebra/prime60.ts";
import { createBgv } from "../../../crypto/bgv/bgv.ts";
import { deriveParameters } from "../../../crypto/bgv/parameters.ts";
import type { Bgv } from "../../../crypto/bgv/scheme.ts";
import { ringBytes, TABLE_BYTES } from "../../../host/party/lattice.ts";
import { takeSquares } from "../../../items/kinds/square.ts";
import { takeTriples } from "../../../items/kinds/triple.ts";
import type { Session } from "../../../network/session.ts";
import { createLowGear } from "../../../offline/lowgear/lowgear.ts";
import { fromAll, reconstruct } from "../../contracts/preprocessing.ts";
import { lowGearSupply } from "../../support/lowgear.ts";
import { runParties } from "../../support/parties.ts";

const N = 12;
const field = prime60();

it("twelve parties make triples and squares whose products and MACs fit", async () => {
  const supply = await lowGearSupply(N, "twelve", { degree: 16, batch: 2 });
  const triples = await fromAll(supply, (p) => takeTriples(p, 20));
  const squares = await fromAll(supply, (p) => takeSquares(p, 5));
  const open = (shares: Parameters<typeof reconstruct>[2]) => reconstruct(field, supply, shares);
  const [a, b, c] = (["a", "b", "c"] as const).map((k) => open(triples.map((t) => t[k])));
  assert.deepEqual(c, field.multiply(a!, b!));
  const [root, square] = [open(squares.map((s) => s.a)), open(squares.map((s) => s.square))];
  assert.deepEqual(square, field.multiply(root, root));
  await supply.close();
});

it("the ring's memory that a party is given carries what so many parties send", async () => {
  for (const n of [2, 5, N]) {
    let most = 0;
    let granted = 0;
    const party = async (session: Session) => {
      const parameters = deriveParameters({
        ...{ parties: n, statistical: 40, batch: 8, degree: 16 },
        ...{ keys: "proved", insecureDegree: true },
      });
      const bgv = createBgv(parameters, session, null, { maxBytes: ringBytes(parameters) });
      const before = bgv.ring.allocatedBytes;
      granted = ringBytes(parameters) - TABLE_BYTES;
      const watched: Bgv = new Proxy(bgv, {
        get(target, name) {
          if (session.self === 0 && name !== "wipe")
            most = Math.max(most, target.ring.allocatedBytes - before);
          return Reflect.get(target, name, target);
        },
      });
      // Two batches, so that they overlap.
      await takeTriples(await createLowGear(session, watched), 200);
    };
    await runParties(n, party, { seed: "memory" });
    assert.ok(most > granted / 10, `n = ${n}: ${most} of ${granted}, so much too many`);
    assert.ok(most <= granted, `n = ${n}: ${most} bytes, ${granted} granted`);
  }
});
