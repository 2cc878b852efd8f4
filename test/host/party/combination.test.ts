import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DEFAULT_BASELINE } from "../../../experiments/config/schema.ts";
import { MATERIALS } from "../../../experiments/demo/demo.ts";
import {
  ABLATABLE,
  combinationOf,
  dealersOf,
  isSecurity,
  madeBy,
  SECURITIES,
  type Security,
  twinOf,
  type WithMaterial,
} from "../../../host/party/combination.ts";
import { latticeRequestOf } from "../../../host/party/lattice.ts";

/** As records and parties of other versions know them; there may be more. */
const NAMES: readonly Security[] = [
  "spdz+lowgear",
  "additive+semi-honest-he",
  "spdz+dealer",
  "additive+dealer",
  "plain",
];

describe("the combinations of engine and material", () => {
  it("are named and listed as they have always been", () => {
    assert.deepEqual(
      SECURITIES.filter((name) => NAMES.includes(name)),
      NAMES,
    );
    assert.deepEqual(SECURITIES.slice(0, 4), NAMES.slice(0, 4));
    assert.equal(SECURITIES.at(-1), "plain");
    assert.deepEqual(
      NAMES.map((name) => combinationOf(name).family),
      ["authenticated", "plain", "authenticated", "plain", null],
    );
    assert.deepEqual(
      NAMES.map((name) => combinationOf(name).backend),
      ["lowgear", "semi-honest-he", "dealer", "dealer", null],
    );
    assert.deepEqual(NAMES.map(dealersOf), [0, 0, 1, 1, 0]);
  });

  it("say what is insecure, with the s of the flood where there is one", () => {
    const passive = "insecure: semi-honest, no MACs";
    assert.deepEqual(
      NAMES.map((name) => combinationOf(name, 45).labels),
      [
        [],
        [`${passive}; flooding 2^-45 for each coefficient`],
        ["insecure: trusted dealer"],
        ["insecure: trusted dealer", passive],
        ["insecure: computed in the clear"],
      ],
    );
    assert.match(combinationOf("additive+semi-honest-he").labels[0]!, /2\^-40/);
  });

  it("have twins without active security, which slowdowns and the demo are measured against", () => {
    const twins = ["additive+semi-honest-he", null, "additive+dealer", null, null];
    assert.deepEqual(NAMES.map(twinOf), twins);
    assert.equal(DEFAULT_BASELINE, "additive+semi-honest-he");
    assert.deepEqual(MATERIALS, {
      lattice: { spdz: "spdz+lowgear", additive: "additive+semi-honest-he" },
      dealer: { spdz: "spdz+dealer", additive: "additive+dealer" },
    });
    assert.ok(ABLATABLE.includes("spdz+lowgear"));
  });

  it("ask of the lattice scheme what their backends do", () => {
    const batch = { batch: 12, keys: "proved" };
    assert.deepEqual(latticeRequestOf("spdz+lowgear", 40), { ...batch, statistical: 40 });
    const honest = { batch: 1, keys: "honest", flooding: "coefficient" };
    for (const [statistical, degree] of [
      [49, 8192],
      [50, 16384],
    ] as const)
      assert.deepEqual(latticeRequestOf("additive+semi-honest-he", statistical), {
        ...honest,
        statistical,
        degree,
      });
    for (const name of ["spdz+dealer", "additive+dealer", "plain"] as const)
      assert.equal(latticeRequestOf(name, 40), null);
  });

  it("a name of none is an error at once", () => {
    for (const name of ["spdz+mascot", "additive+lowgear", "toString", ""]) {
      assert.equal(isSecurity(name), false);
      const stray = name as WithMaterial;
      for (const use of [
        () => madeBy(stray),
        () => combinationOf(stray),
        () => dealersOf(stray),
        () => twinOf(stray),
        () => latticeRequestOf(stray, 40),
      ])
        assert.throws(use, /^RangeError: no combination with material: /);
    }
  });
});
