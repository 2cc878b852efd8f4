import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { threadCpuMs } from "../../../experiments/virtual/computation.ts";

describe("computation that is measured", () => {
  it("work between two ticks of the kernel's clock taken for none, or charged to the next party", () => {
    const data = Buffer.alloc(1 << 18);
    const costs = Array.from({ length: 40 }, () => {
      const before = threadCpuMs();
      createHash("sha256").update(data).digest();
      return threadCpuMs() - before;
    });
    assert.deepEqual(
      costs.filter((cost) => cost <= 0),
      [],
    );
  });
});
