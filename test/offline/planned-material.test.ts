import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { prime60 } from "../../algebra/prime60.ts";
import { overriding } from "../../attacks/hooks.ts";
import type { BgvParameters } from "../../crypto/bgv/parameters.ts";
import type { Bgv } from "../../crypto/bgv/scheme.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import { plannedMaterial } from "../../host/party/planned-material.ts";
import type { Family } from "../../items/columns.ts";
import { type Demand, missingFrom, parseDemand } from "../../items/demand.ts";
import { DIGIT_MASKS_FROM_BITS } from "../../items/derive/digit-masks.ts";
import { kindName, kindOf, parseKind } from "../../items/kinds.ts";
import { type Preprocessing, takeMany } from "../../items/preprocessing.ts";
import { OutOfMaterial } from "../../network/abort.ts";
import { memoryNetwork } from "../../network/memory.ts";
import { Session } from "../../network/session.ts";
import { code as dealer } from "../../offline/dealer/create.ts";
import { code as lowGear } from "../../offline/lowgear/create.ts";
import { createLowGear } from "../../offline/lowgear/lowgear.ts";
import { type PlannedMaterial, withReserve } from "../../offline/planned-material.ts";
import { code as semiHonest } from "../../offline/semi-honest-he/create.ts";
import { createSemiHonestHe } from "../../offline/semi-honest-he/semi-honest-he.ts";
import { LONG } from "../support/long.ts";
import { smallBgv } from "../support/lowgear.ts";

const field = prime60();

const DEMANDS = [
  "triples=1",
  "triples=63",
  "triples=64",
  "squares=40,bits=7,triples=700",
  "bits=200,squares=3",
  "randoms=5,input-masks/0=3,input-masks/1=300",
  "input-masks/1=1,randoms=63",
  "matrix/3x4x2*1+1=5,matrix/9x9x2*2+0=1",
  "matrix/2x2x2*1+0=9,randoms=1",
  "digit-masks=2,triples=1",
  "comparisons=2,truncation/3=1,truncation/3/exact=1,triples=5",
];

interface Created {
  readonly items: Preprocessing;
  readonly lattice: BgvParameters;
}

interface Backend {
  readonly family: Family;
  create(session: Session, maxReplies?: number): Promise<Created>;
  planned: typeof lowGear.planned;
}

const small = { degree: 64, batch: 4 };

/** The same scheme with keys that carry fewer replies. */
const carrying = (bgv: Bgv, maxReplies: number = bgv.parameters.maxReplies): Bgv =>
  overriding(bgv, { parameters: { ...bgv.parameters, maxReplies } });

/** The parameters that n parties have. */
async function latticeOf(backend: Backend, n: number): Promise<BgvParameters> {
  const network = memoryNetwork(n, { suite: nodeSuite, seed: "lattice", turn: setImmediate });
  const all = await Promise.all(network.map((transport) => backend.create(new Session(transport))));
  return all[0]!.lattice;
}

const BACKENDS: Readonly<Record<string, Backend>> = {
  LowGear: {
    family: "authenticated",
    async create(session, maxReplies) {
      const bgv = carrying(smallBgv(session, "proved", small), maxReplies);
      const lattice = bgv.parameters;
      return { items: await createLowGear(session, bgv), lattice };
    },
    planned: lowGear.planned,
  },
  "its semi-honest twin": {
    family: "plain",
    async create(session, maxReplies) {
      const bgv = carrying(smallBgv(session, "honest", small), maxReplies);
      const lattice = bgv.parameters;
      return { items: await createSemiHonestHe(session, bgv), lattice };
    },
    planned: semiHonest.planned,
  },
};

/** As a party takes its items before the program: kind by kind. */
async function takeAll(items: Preprocessing, demand: Demand): Promise<void> {
  for (const [name, count] of demand) await takeMany(items, parseKind(name), count);
}

/** Nothing appears, and nothing is lost. */
function assertBalanced({ made, spent, left }: PlannedMaterial, demand: Demand): void {
  for (const [name, count] of made)
    assert.equal(
      count,
      (demand.get(name) ?? 0) + (spent.get(name) ?? 0) + (left.get(name) ?? 0),
      name,
    );
  assert.deepEqual(missingFrom(made, demand), new Map());
}

const sorted = (counts: Demand) => [...counts].filter(([, count]) => count > 0).sort();

describe("what is made ahead is what was counted before, to the item", () => {
  for (const [name, backend] of Object.entries(BACKENDS))
    for (const n of LONG ? [2, 3, 4] : [2, 3])
      it(`${name}, ${n} parties`, async () => {
        for (const text of DEMANDS) {
          const demand = parseDemand(text);
          const sessions = memoryNetwork(n, { suite: nodeSuite, seed: text, turn: setImmediate });
          const parties = await Promise.all(sessions.map((t) => backend.create(new Session(t))));
          await Promise.all(parties.map(({ items }) => takeAll(items, demand)));
          const { lattice } = parties[0]!;
          const who = { parties: n, family: backend.family, field, lattice };
          const planned = backend.planned(demand, who);
          assertBalanced(planned, demand);
          for (const { items } of parties) {
            assert.deepEqual(sorted(items.spare()), sorted(planned.left), text);
            assert.deepEqual(planned.atMost, []);
            await items.close();
          }
        }
      });

  for (const [name, backend] of Object.entries(BACKENDS))
    for (const n of [2, 3])
      it(`and takes the replies that were counted: one fewer is not enough, ${name}, ${n} parties`, async () => {
        const demand = parseDemand("triples=300,bits=70,input-masks/1=3,matrix/9x9x2*2+0=2");
        const { replies } = backend.planned(demand, {
          ...{ parties: n, family: backend.family, field },
          lattice: await latticeOf(backend, n),
        });
        for (const lacks of [0, 1]) {
          const maxReplies = replies!.taken - lacks;
          const network = memoryNetwork(n, { suite: nodeSuite, seed: name, turn: setImmediate });
          const taken = await Promise.allSettled(
            network.map(async (transport) => {
              const { items } = await backend.create(new Session(transport), maxReplies);
              await takeAll(items, demand);
            }),
          );
          for (const party of taken)
            if (lacks === 0) assert.equal(party.status, "fulfilled");
            else assert.ok(party.status === "rejected" && party.reason instanceof OutOfMaterial);
        }
      });

  it("a reserve is as much as was used, up to a batch", () => {
    assert.equal(withReserve(5, 0, 100), 5);
    assert.equal(withReserve(5, 50, 100), 50);
    assert.equal(withReserve(5, 500, 100), 100);
    assert.equal(withReserve(700, 500, 100), 700);
  });

  it("what a call uses itself is no past use: masks made in two batches leave less than a batch of bits", async () => {
    const who = { security: "spdz+lowgear", parties: 2, statistical: 40 } as const;
    for (const [kind, bits] of [
      ["comparison-mask", 60],
      ["digit-mask", 61],
    ] as const) {
      const count = DIGIT_MASKS_FROM_BITS.most + 1000;
      const { made, left } = await plannedMaterial(new Map([[kind, count]]), who);
      assert.equal(made.get("bit")! - left.get("bit")!, bits * count);
      assert.ok(left.get("bit")! < 16_384, `${left.get("bit")}`);
    }
  });
});

describe("what a dealer deals ahead", () => {
  const who = { parties: 3, family: "authenticated", field, lattice: null } as const;

  it("is what is taken, of kinds that are taken at once", () => {
    const demand = parseDemand("triples=1000000,bits=3,truncation/16=77,matrix/3x4x2*1+1=1");
    const { made, spent, left, atMost } = dealer.planned(demand, who);
    assert.deepEqual(made, demand);
    assert.deepEqual([spent.size, left.size, atMost], [0, 0, []]);
  });

  it("is at most so much of what is taken one by one, and what has come by the end is no more", async () => {
    const text = "matrix/3x4x2*1+1=5";
    const demand = parseDemand(text);
    const planned = dealer.planned(demand, who);
    assertBalanced(planned, demand);
    const [name] = [...demand.keys()] as [string];
    assert.deepEqual(planned.atMost, [name]);
    assert.equal(kindOf(parseKind(name)).single, true);
    assert.equal(kindName(parseKind(name)), name);
    const members = memoryNetwork(4, { suite: nodeSuite, seed: text, turn: setImmediate });
    const [p0, p1, p2, d] = members.map((t) => new Session(t));
    const wanted = { family: who.family, agreed: false };
    const host = { lattice: () => Promise.reject(new Error()), threads: () => ({}) as never };
    const made = await Promise.all([
      dealer.serve!(d!, who.family),
      ...[p0!, p1!, p2!].map(async (all) => {
        const items = await dealer.create({ parties: all, all }, wanted, host);
        await takeAll(items, demand);
        const spare = items.spare().get(name) ?? 0;
        await items.close();
        return spare;
      }),
    ]);
    for (const spare of made.slice(1))
      assert.ok((spare as number) <= (planned.left.get(name) ?? 0), `${spare}`);
  });
});
