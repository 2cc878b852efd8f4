import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { chooseTestbed, kindsFor } from "../../../experiments/harness/choose-testbed.ts";
import { readExperiment } from "../../../experiments/report/read-experiment.ts";
import { tiny } from "../config/config-file.ts";
import { fakeTestbed } from "./fake-testbed.ts";

const WHEN = ["always", "never", "parties > cores"] as const;

/** Of one cell, which does not say by itself that it must be virtual or real. */
function read(network: unknown, security: string, when: string = "parties > cores", parties = 2) {
  const matrix = { parties: [parties], network: [network], security: [security] };
  const experiment = readExperiment(
    tiny({ matrix, virtual: { when, compute: "model", coresPerHost: 4 } }),
  );
  return { experiment, cell: experiment.cells[0]! };
}

describe("how the network of a cell is made", () => {
  const kinds = (
    network: unknown,
    when: (typeof WHEN)[number],
    parties = 2,
    security = "spdz+dealer",
  ) => kindsFor(read(network, security, when, parties).cell, when, 2);

  it("of processes where parties have a core each, else in virtual time, as the config says", () => {
    const far = { latency: "9ms" };
    assert.deepEqual(kinds("localhost", "parties > cores"), ["localhost", "virtual"]);
    assert.deepEqual(kinds(far, "parties > cores"), ["shaped", "virtual"]);
    assert.deepEqual(kinds("localhost", "parties > cores", 3), ["virtual"]);
    assert.deepEqual(kinds(far, "never", 3), ["shaped"]);
    assert.deepEqual(kinds("localhost", "never", 3), ["localhost"]);
    assert.deepEqual(kinds("localhost", "always"), ["virtual"]);
  });

  it("as the network says, if it does", () => {
    assert.deepEqual(kinds({ kind: "localhost" }, "parties > cores", 3), ["localhost"]);
    assert.deepEqual(kinds({ latency: "9ms", kind: "shaped" }, "parties > cores", 3), ["shaped"]);
    assert.deepEqual(kinds("lan", "parties > cores"), ["virtual"]);
  });

  it("in the clear not at all, unless all is virtual", () => {
    assert.deepEqual(kinds({ latency: "9ms" }, "never", 2, "plain"), ["localhost"]);
    assert.deepEqual(kinds("lan", "parties > cores", 2, "plain"), ["virtual", "localhost"]);
  });
});

describe("the testbed of a cell", () => {
  it("is the first that does not refuse it, of the first kind for which there is one", () => {
    const { experiment, cell } = read({ latency: "9ms" }, "spdz+dealer");
    const rootless = fakeTestbed({
      name: "namespaces",
      kinds: ["shaped"],
      refuse: () => "needs root",
    });
    const [first, second] = ["a", "b"].map((name) =>
      fakeTestbed({ name, kinds: ["localhost", "virtual"] }),
    );
    const choice = chooseTestbed(experiment, cell, {
      testbeds: [rootless, first!, second!],
      cores: 2,
    });
    assert.equal(choice.testbed, first);
    assert.equal(choice.spec.kind, "virtual");
    assert.deepEqual(choice.spec.virtual, { compute: "model", coresPerHost: 4 });
    assert.equal(choice.spec.deadlineMs, 2000);
  });

  it("makes virtual time of computation as the network says, else as the experiment does", () => {
    const machine = { testbeds: [fakeTestbed({ name: "v", kinds: ["virtual"] })], cores: 2 };
    const compute = (network: object) => {
      const { experiment, cell } = read({ latency: "9ms", kind: "virtual", ...network }, "plain");
      return chooseTestbed(experiment, cell, machine).spec.virtual.compute;
    };
    assert.equal(compute({}), "model");
    assert.equal(compute({ compute: "measured" }), "measured");
  });

  it("is a cluster's for what is unshaped, however many the parties; loopback by name is none of it", () => {
    const [cluster, virtual] = (["cluster", "virtual"] as const).map((kind) =>
      fakeTestbed({ name: kind, kinds: [kind] }),
    );
    const choose = (network: unknown, security = "spdz+dealer") => {
      const { experiment, cell } = read(network, security, "parties > cores", 8);
      const { testbed, spec } = chooseTestbed(experiment, cell, {
        testbeds: [cluster!, virtual!],
        cores: 2,
      });
      return [testbed?.name, spec.kind];
    };
    assert.deepEqual(choose("localhost"), ["cluster", "cluster"]);
    assert.deepEqual(choose("localhost", "plain"), ["cluster", "cluster"]);
    assert.deepEqual(choose({ latency: "9ms" }), ["virtual", "virtual"]);
    assert.deepEqual(choose({ kind: "localhost" }), [undefined, "localhost"]);
  });

  it("is none where all refuse, and every reason is said", () => {
    const { experiment, cell } = read({ latency: "9ms" }, "spdz+dealer");
    const rootless = fakeTestbed({
      name: "namespaces",
      kinds: ["shaped"],
      refuse: () => "needs root",
    });
    const choice = chooseTestbed(experiment, cell, { testbeds: [rootless], cores: 2 });
    assert.ok(choice.testbed === null);
    assert.equal(choice.reason, "namespaces: needs root; no testbed here makes virtual networks");
    assert.equal(choice.spec.kind, "shaped");
  });
});
