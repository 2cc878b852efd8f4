import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { observeWork, workObserver } from "../../../algebra/work.ts";
import { createBgv } from "../../../crypto/bgv/bgv.ts";
import { deriveParameters } from "../../../crypto/bgv/parameters.ts";
import { linksOf, type NetworkSpec } from "../../../experiments/config/network-spec.ts";
import { outcomeOf } from "../../../experiments/harness/party-record.ts";
import { type CostModel, shippedModel } from "../../../experiments/virtual/cost-model.ts";
import {
  SEEDED_LABEL,
  type SimulationOptions,
  simulate,
} from "../../../experiments/virtual/simulate.ts";
import { simulateClear } from "../../../experiments/virtual/simulate-clear.ts";
import { MADE_ONLINE } from "../../../host/node/party/statistics.ts";
import { dealersOf } from "../../../host/party/combination.ts";
import type { MakeLattice } from "../../../offline/backend-spec.ts";
import { jsonText, parseJson } from "../../../online/value.ts";
import { exampleVector } from "../../../programs/inner-product.ts";
import type { LocalRun } from "../../../run/outcome.ts";
import type { ProgramModule } from "../../../run/program-module.ts";

const network: NetworkSpec = {
  name: "10 ms",
  kind: "virtual",
  latencyMs: 10,
  bandwidthMbit: 100,
  jitterMs: 1,
  links: null,
  slow: null,
  compute: null,
};
const still: NetworkSpec = { ...network, bandwidthMbit: null, jitterMs: 0 };

const LENGTH = 20;
/** What inner-product multiplies without files. */
const [X, Y] = [0, 1].map((party) => exampleVector(LENGTH, 1000, party)) as [
  Float64Array,
  Float64Array,
];
const PRODUCT = String(X.reduce((sum, x, j) => sum + x * Y[j]!, 0));

/** A ring so small that it hides nothing. */
const smallLattice = (): MakeLattice => async (session, request) => {
  const parameters = deriveParameters({
    ...request,
    ...{ parties: session.n, statistical: 40, batch: 4, degree: 256, insecureDegree: true },
  });
  return createBgv(parameters, session, null, { maxBytes: 2 ** 27 });
};

const run = (
  security: SimulationOptions["security"],
  options: Partial<SimulationOptions> & { readonly network?: NetworkSpec } = {},
): Promise<LocalRun> => {
  const parties = options.parties ?? 3;
  return simulate({
    ...{ program: "inner-product", args: { length: LENGTH }, parties, security },
    ...{ links: linksOf(options.network ?? network, parties + dealersOf(security)), slow: null },
    ...{ compute: "model", coresPerHost: 1, seed: "a", model: shippedModel() },
    lattice: smallLattice,
    ...options,
  });
};

/** As the record has it. */
const recorded = (result: LocalRun) =>
  outcomeOf(
    result,
    {
      ...{ name: "x", kind: "virtual", mechanism: "model" },
      ...{ latencyMs: [], bandwidthMbit: [], jitterMs: [], compute: "model", coresPerHost: 1 },
    },
    result.parties.length + (result.dealer === null ? 0 : 1),
  );

const FREE: CostModel = {
  ...shippedModel(),
  operations: Object.fromEntries(
    Object.keys(shippedModel().operations).map((name) => [name, { fixed: 0, perUnit: 0 }]),
  ),
  sending: { fixed: 0, perUnit: 0 },
  receiving: { fixed: 0, perUnit: 0 },
  setup: { fixed: 0, perUnit: 0 },
  slice: 0,
};

const programOf = (program: ProgramModule["program"]): ProgramModule => ({
  ...{ name: "of a test", path: "", digest: "", about: null },
  program,
});

describe("compute: model", () => {
  it("an ablation: the same result, and every figure says what is missing", async () => {
    const labelled = await run("spdz+lowgear", { parties: 2, ablation: "no-proofs" });
    assert.deepEqual(labelled.labels, ["insecure: without proofs", SEEDED_LABEL]);
    assert.equal(labelled.exitCode, 0);
    assert.ok(JSON.stringify(labelled.parties[0]!.result).includes(PRODUCT));
  });

  for (const security of ["additive+dealer", "spdz+dealer", "spdz+lowgear"] as const)
    it(`${security} repeats to the bit with the same seed, times included`, async () => {
      const one = recorded(await run(security));
      const again = recorded(await run(security));
      assert.equal(one.status, "ok", String(one.reason));
      assert.deepEqual(one.result, { product: PRODUCT });
      assert.deepEqual(again, one);
      const other = recorded(await run(security, { seed: "b" }));
      assert.deepEqual(other.result, one.result);
      assert.notDeepEqual(other, one);
    });

  it("every figure says that coins were seeded; measured runs have coins of their own", async () => {
    assert.ok((await run("spdz+dealer")).labels.includes(SEEDED_LABEL));
    assert.ok(!(await run("spdz+dealer", { compute: "measured" })).labels.includes(SEEDED_LABEL));
  });

  it("a record, too, says of an online phase that it contains the making of material", async () => {
    const ours = (name: string) => join(import.meta.dirname, "..", "..", "run", name);
    const unknown = { program: ours("reads-and-goes-on.ts"), args: {}, parties: 2 };
    assert.ok(recorded(await run("additive+dealer", unknown)).labels.includes(MADE_ONLINE));
    assert.ok(!recorded(await run("additive+dealer")).labels.includes(MADE_ONLINE));
    // And it holds what was returned: as JSON has it, and nothing else.
    const returns = { program: ours("returns.ts"), args: { kind: "values" }, parties: 2 };
    const { result } = recorded(await run("additive+dealer", returns));
    assert.deepStrictEqual(parseJson(jsonText(result)), {
      typed: [[-0, 0.5], ["18446744073709551615"], [-3]],
      integers: [-0, 2 ** 40, 2 ** 53, "144115188075855873", "-18446744073709551616", 1, "1"],
      nested: { empty: {}, list: [[null]], text: "é\u0000" },
    });
  });

  it("with free computation a phase takes its dependent rounds times the latency", async () => {
    const { parties } = await run("spdz+dealer", { model: FREE, network: still });
    for (const { statistics } of parties) {
      const { online } = statistics!.phases;
      assert.ok(online!.traffic!.rounds > 3);
      assert.equal(online!.cpuMs, 0);
      assert.equal(Math.round(online!.wallMs * 1e6), online!.traffic!.rounds * 10e6);
      assert.equal(Math.round(online!.traffic!.waitingMs * 1e6), online!.traffic!.rounds * 10e6);
    }
  });

  it("each dependent multiplication costs one latency more", async () => {
    const wall = async (rounds: number) => {
      const { parties } = await run("additive+dealer", {
        ...{ model: FREE, network: still },
        ...{ program: "dependent-products", args: { length: 1, rounds } },
      });
      return parties[0]!.statistics!.phases.online!.wallMs;
    };
    assert.equal(Math.round(((await wall(9)) - (await wall(2))) * 1e6), 7 * 10e6);
  });

  it("rounds, messages and bytes are those of a measured run", async () => {
    const traffic = (result: LocalRun) =>
      result.parties.map(({ statistics }) =>
        Object.entries(statistics!.phases).map(([phase, { traffic: t }]) => [
          ...[phase, t!.rounds, t!.messagesSent, t!.bytesSent, t!.bytesReceived],
        ]),
      );
    assert.deepEqual(
      traffic(await run("spdz+dealer")),
      traffic(await run("spdz+dealer", { compute: "measured" })),
    );
  });

  it("a party that computes slowly takes its time, and delays the others", async () => {
    const of = async (compute: number) => {
      const { parties } = await run("additive+dealer", {
        ...{ network: still, slow: { party: 1, compute } },
      });
      return parties.map(({ statistics }) => statistics!.phases.online!);
    };
    const [usual, slow] = [await of(1), await of(100)];
    assert.ok(slow[1]!.cpuMs > 90 * usual[1]!.cpuMs);
    assert.equal(slow[0]!.cpuMs, usual[0]!.cpuMs);
    assert.ok(slow[0]!.wallMs > usual[0]!.wallMs);
  });

  it("an operation that was not calibrated ends the run, and says so: it must not pass for free", async () => {
    const { "field/addEncoded": _, ...operations } = shippedModel().operations;
    const { parties } = await run("spdz+dealer", { model: { ...shippedModel(), operations } });
    assert.match(parties[0]!.error!.message, /knows no operation "field\/addEncoded"/);
  });

  it("in the clear it repeats too", async () => {
    const once = async () => {
      const { wallMs: _, ...rest } = await simulateClear({
        ...{ program: "inner-product", args: { length: LENGTH }, parties: 2 },
        ...{ compute: "model", model: shippedModel() },
      });
      return rest;
    };
    const one = await once();
    assert.deepEqual(await once(), one);
    assert.ok(one.parties[0]!.statistics!.phases.online!.cpuMs > 0);
  });
});

describe("a simulated run that goes wrong", () => {
  it("says what failed where, and that the others heard of it", async () => {
    const program = programOf(async (mpc) => {
      const x = await mpc.input(0, 1, mpc.self === 0 ? [1] : null);
      if (mpc.self === 1) throw new Error("no more");
      return mpc.output(x);
    });
    const { parties, exitCode } = await run("additive+dealer", { program, args: {} });
    assert.equal(exitCode, 1);
    assert.match(parties[1]!.error!.message, /^no more \(at .*simulate\.test\.ts:206\)$/);
    assert.equal(parties[0]!.error!.code, "peer-aborted");
  });

  it("is interrupted by its signal, and nothing is observed afterwards", async () => {
    const control = new AbortController();
    const program = programOf(async (mpc) => {
      control.abort();
      return mpc.output(await mpc.input(0, 1, mpc.self === 0 ? [1] : null));
    });
    const options = { program, args: {}, signal: control.signal };
    await assert.rejects(run("additive+dealer", options), { name: "Interrupted" });
    assert.equal(workObserver(), null);
  });

  it("refuses to share the observer of work: each would charge for the other's", async () => {
    observeWork((_operation, _size, work) => work());
    try {
      await assert.rejects(run("additive+dealer"), /one simulation at a time/);
      const clear = { program: "inner-product", args: {}, parties: 2, model: FREE } as const;
      await assert.rejects(
        simulateClear({ ...clear, compute: "model" }),
        /one simulation at a time/,
      );
    } finally {
      observeWork(null);
    }
  });

  it("refuses what is computed in the clear, where nothing is sent", async () => {
    await assert.rejects(run("plain"), /in the clear nothing is sent/);
  });

  it("refuses arguments before anything runs", async () => {
    await assert.rejects(run("additive+dealer", { args: { length: -1 } }), { name: "UsageError" });
  });
});
