import assert from "node:assert/strict";
import { describe, it } from "node:test";
// biome-ignore lint/correctness/noUndeclaredDependencies: the compiler of the kernels brings it along.
import binaryen from "binaryen";
import { EXACT_WASM } from "../../../algebra/ring/exact.wasm.ts";
import { FUSED_WASM } from "../../../algebra/ring/fused.wasm.ts";
import { flowsOf } from "../kernel/secret-flow.ts";

/** Kernels whose data may be secret. */
const SECRET = [
  ...["ntt", "intt", "nttT", "inttT"],
  ...["mulAddPair", "mulPoint", "encPoint", "doubleCanon", "negCanon", "centre"],
  ...["canonU64", "subCanonU64", "liftT", "centreT", "i8ToF", "liftBig"],
  ...["ternary", "errors", "uniformSmall", "uniformBig"],
  ...["switchFlood", "switchRound", "crtToT"],
  ...["addRot64", "addRot8", "addMultiple", "pack50", "packSigned", "unpackSigned"],
];
/** Kernels whose data may be secret but for the one bit that they return. */
const TESTS = ["mask50", "mask60", "respondBig", "respondSmall", "someOutside", "unpack50"];
/** Rejection: tells which bytes were kept. Look-ups by public challenges. */
const OPEN = ["keepTernary", "addMonomial"];

const flowsIn = (base64: string) => {
  const module = binaryen.readBinary(Buffer.from(base64, "base64"));
  // Relaxed SIMD has to be enabled or the text is refused.
  module.setFeatures(binaryen.Features.All);
  try {
    return flowsOf(module.emitText());
  } finally {
    module.dispose();
  }
};

for (const [variant, base64] of [
  ["fused", FUSED_WASM],
  ["exact", EXACT_WASM],
] as const)
  describe(`${variant} ring kernels on secret data`, () => {
    const flows = flowsIn(base64);

    it("are all listed", () => {
      assert.deepEqual([...flows.keys()].sort(), [...SECRET, ...TESTS, ...OPEN].sort());
    });

    for (const name of SECRET)
      it(`${name} branches and addresses by counters only, and returns nothing`, () => {
        assert.deepEqual(flows.get(name), { leaks: [], returnsData: false });
      });

    for (const name of TESTS)
      it(`${name} branches and addresses by counters only, and returns one bit`, () => {
        assert.deepEqual(flows.get(name), { leaks: [], returnsData: true });
      });

    it("are told from the one that rejects", () => {
      assert.deepEqual(flows.get("keepTernary"), {
        leaks: ["i32.store8: address from data"],
        returnsData: true,
      });
    });
  });
