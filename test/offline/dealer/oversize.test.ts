import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { prime60 } from "../../../algebra/prime60.ts";
import { nodeSuite } from "../../../host/node/suite.ts";
import type { MatrixShape } from "../../../items/kinds/matrix-triple.ts";
import { decodeRequest, encodeRequest } from "../../../offline/dealer/request.ts";

describe("a request for one endless item is refused before anything is allocated for it", () => {
  const dealing = { field: prime60(), family: "authenticated", n: 2, suite: nodeSuite } as const;
  const one = { rows: 1, inner: 1, columns: 1, pairs: 1, transposed: 0 };
  const shapes: Record<string, MatrixShape> = {
    "two thousand million products": { ...one, pairs: 2 ** 31 - 1 },
    "as many transposed ones": { ...one, transposed: 2 ** 31 - 1 },
    "a matrix of 2^60 elements": { ...one, rows: 2 ** 30, inner: 2 ** 30 },
  };
  for (const [what, shape] of Object.entries(shapes))
    it(what, () => {
      const request = encodeRequest({ item: { kind: "matrix-triple", shape }, count: 1 });
      assert.throws(() => decodeRequest(dealing, request), /^RangeError: matrix-triple.*at most/);
    });
});
