import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FIELD_SIZES } from "../../../algebra/field-sizes.ts";
import {
  type CostModel,
  countingObserver,
  messageCost,
  shippedModel,
} from "../../../experiments/virtual/cost-model.ts";
import { wireBytes } from "../../../experiments/virtual/wire-bytes.ts";

const model: CostModel = {
  ...shippedModel(),
  operations: { outer: { fixed: 100, perUnit: 2 }, inner: { fixed: 1, perUnit: 0 } },
  ...{ sending: { fixed: 10, perUnit: 0.5 }, receiving: { fixed: 20, perUnit: 0.25 } },
  overhead: 1.5,
};

describe("the cost model", () => {
  it("charges an operation once: what it consists of is within its price", () => {
    let charged = 0;
    const observer = countingObserver(model, (ns) => {
      charged += ns;
    });
    const result = observer("outer", 5, () => observer("inner", 9, () => "done"));
    assert.deepEqual([result, charged], ["done", 165]);
    assert.throws(() =>
      observer("outer", 0, () => {
        throw new Error("fails");
      }),
    );
    observer("inner", 0, () => null);
    assert.equal(charged, 165 + 150 + 2);
  });

  it("charges both ends of a message, by its bytes", () => {
    const { sending, receiving } = messageCost(model);
    assert.deepEqual([sending(100), receiving(100)], [60, 45]);
  });

  it("refuses an operation that was not calibrated, and not as a peer's fault", () => {
    const observer = countingObserver(model, () => undefined);
    assert.throws(() => observer("other", 1, () => 0), {
      name: "Error",
      message: /no operation "other"/,
    });
  });

  it("that ships knows every operation of a field, and costs no operation nothing", () => {
    const { operations } = shippedModel();
    const missing = Object.keys(FIELD_SIZES).filter((name) => !(`field/${name}` in operations));
    assert.deepEqual(missing, []);
    const free = Object.entries(operations).filter(
      ([, { fixed, perUnit }]) => fixed + perUnit === 0,
    );
    assert.deepEqual(free, []);
  });
});

describe("bytes on the wire", () => {
  it("are a message's with its tag and every layer's heads, segment by segment", () => {
    // 8 WebSocket, 5 + 2 + 3 frame, 22 TLS, 66 for the one segment.
    assert.equal(wireBytes(100, "abc"), 100 + 8 + 10 + 22 + 66);
    assert.equal(wireBytes(0, ""), 103);
    const twoSegments = wireBytes(1448, "");
    assert.equal(twoSegments, 1448 + 8 + 7 + 22 + 2 * 66);
  });

  it("of large messages add less than 6 %, and grow with the payload", () => {
    for (const payload of [16_385, 262_144, 262_145, 10_000_000]) {
      const bytes = wireBytes(payload, "tag");
      assert.ok(bytes > 1.045 * payload && bytes < 1.06 * payload, `${payload}: ${bytes}`);
      assert.ok(wireBytes(payload + 1, "tag") >= bytes);
    }
  });
});
