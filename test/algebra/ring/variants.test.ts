import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { createRing } from "../../../algebra/ring/create-ring.ts";
import type { RingKernels } from "../../../algebra/ring/kernels.ts";
import { isFused, loadKernels } from "../../../algebra/ring/load.ts";
import type { Ring } from "../../../algebra/ring/ring.ts";
import {
  beforeSwitch,
  createSwitch,
  switchFlooded,
  switchRounded,
  toPlain,
} from "../../../algebra/ring/switching.ts";
import { LONG } from "../../support/long.ts";
import { CHOICES, PRIMES, put, ringOf, Stream } from "./support.ts";

/** Every kernel that rounds, one after another on the same numbers; what each leaves, bit for bit. */
function trace(ring: Ring, choice: string): bigint[][] {
  const { degree: n, kernels: k, primes } = ring;
  const { p, roots, plain } = primes[1]!;
  const stream = new Stream(BigInt(n));
  const a = ring.allocate(6);
  const b = ring.allocate(6);
  for (const poly of [a, b])
    PRIMES.forEach((q, i) => void put(ring, ring.row(poly, i), CHOICES[choice]!(stream, -q, q, n)));
  const s = createSwitch(ring, 6);
  const out = ring.allocate(2);
  const [o, o2, mask, noise] = [0, 1, 2, 3].map((slot) => ring.scratch(16 * n, slot)) as [
    number,
    number,
    number,
    number,
  ];
  ring.bytes(noise, 16 * n).set(stream.bytes(16 * n));
  ring.words(mask, n).set(CHOICES.uniform!(stream, 0n, (1n << 60n) - (1n << 18n), n));
  const [x, y] = [ring.row(a, 1), ring.row(b, 1)];
  const steps: readonly (() => void)[] = [
    () => k.mulPoint(o, x, y, n, p),
    () => k.mulAddPair(o, o2, x, y, x, y, y, x, n, p),
    () => k.encPoint(o, x, y, x, y, n, plain, p),
    () => k.centre(o, x, n, p),
    () => k.liftT(o, mask, n, p),
    () => k.liftBig(o, x, y, x, n, plain, p),
    () => k.addMonomial(o, o2, x, y, roots, ring.reversals, n, n + 3, p),
    () => k.addMultiple(o, o2, x, y, n, plain, p),
    () => ring.forward(b, a),
    () => ring.inverse(b),
    () => beforeSwitch(ring, s, a),
    () => switchFlooded(ring, s, out, a, mask, noise, 38),
    () => switchRounded(ring, s, out, a, y),
    () => toPlain(ring, s, o, out, out, mask),
  ];
  return steps.map((step) => {
    step();
    return [o, o2, a.at, b.at, out.at].flatMap((at) => [...ring.words(at, n)]);
  });
}

describe("the two variants", () => {
  for (const degree of [8, 64, 1024, 16384])
    for (const choice of LONG ? Object.keys(CHOICES) : ["uniform", "ends"])
      it(`give the same bits, ${degree} coefficients, ${choice}`, () => {
        const shape = { degree, primes: PRIMES };
        const [fused, exact] = (["fused", "exact"] as const).map((kernel) =>
          trace(createRing(shape, { kernel }), choice),
        );
        fused!.forEach((words, step) => {
          words.forEach((word, j) => {
            if (word !== exact![step]![j]) assert.fail(`step ${step}, word ${j}`);
          });
        });
      });

  it("are named by the ring, and the fused one is preferred", () => {
    assert.equal(ringOf(8, "exact").kernel, "exact");
    assert.equal(createRing({ degree: 8, primes: PRIMES }).kernel, "fused");
  });
});

describe("the self-test", () => {
  it("finds an engine that does not fuse, and the exact kernels take over", (t) => {
    if (process.arch !== "x64")
      return t.skip("no way here to take the instruction from the engine");
    const program = `
      import { createRing } from "./algebra/ring/create-ring.ts";
      const shape = { degree: 8, primes: [${PRIMES[0]}n] };
      const slots = BigUint64Array.from({ length: 8 }, (_, j) => BigInt(j));
      const ring = createRing(shape);
      const poly = ring.allocate(1);
      ring.lift(poly, ring.encode(slots));
      console.log(ring.kernel, ring.decode(ring.encode(slots)).join());
      try { createRing(shape, { kernel: "fused" }); } catch (error) { console.log(error.message); }`;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ["--no-enable-fma3", "--input-type=module", "--eval", program],
      { encoding: "utf8" },
    );
    assert.equal(stderr, "");
    assert.equal(
      stdout,
      "exact 0,1,2,3,4,5,6,7\nthis host's WebAssembly has no fused multiply-add\n",
    );
  });

  it("passes kernels that round once", () => {
    for (const wanted of ["fused", "exact"] as const) {
      const { kernels, memory } = loadKernels(1 << 16, wanted);
      assert.equal(isFused(kernels, memory), true);
    }
  });

  it("fails kernels that round a product before they subtract it, always or for one pair", () => {
    const { kernels, memory } = loadKernels(1 << 16, "exact");
    const twice = (only: (j: number) => boolean): RingKernels => ({
      ...kernels,
      mulPoint(d, a, b, n, p) {
        kernels.mulPoint(d, a, b, n, p);
        const [out, x, y] = [d, a, b].map((at) => new Float64Array(memory.buffer, at, n));
        for (let j = 0; j < n; j++) {
          const h = x![j]! * y![j]!;
          const q = h * (1 / p) + 1.5 * 2 ** 52 - 1.5 * 2 ** 52;
          if (only(j)) out![j] = h - q * p - (h - x![j]! * y![j]!);
        }
      },
    });
    assert.equal(
      isFused(
        twice(() => true),
        memory,
      ),
      false,
    );
    assert.equal(
      isFused(
        twice((j) => j === 40),
        memory,
      ),
      false,
    );
    assert.equal(
      isFused(
        twice(() => false),
        memory,
      ),
      true,
    );
  });
});
