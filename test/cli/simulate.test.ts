import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { ownTemporaryFolder } from "../run/leftovers.ts";
import { spdz } from "./spdz.ts";

const folder = ownTemporaryFolder();
const path = join(folder, "squares.ts");
writeFileSync(
  path,
  `export default async (mpc: any, { most, bits = 12 }: any) => {
  const own = mpc.self === 0 ? [0.3, most] : null;
  const x = await mpc.input(0, 2, own, { scale: 16, range: [0, 2 ** bits] });
  const y = await mpc.multiplyFixed(x, x);
  return mpc.outputNumbers(y);
};
`,
);

describe("spdz simulate", () => {
  it("says loudly that nothing is secret, in its help and in what it prints", async (t) => {
    const help = await spdz(t, "simulate", "--help");
    assert.match(help.out, /IN THE CLEAR/);
    assert.match(help.out, /^NOTHING IS SECRET HERE\. /m);
    const { code, out, err } = await spdz(t, "simulate", path, "--args", "most=3.5");
    assert.equal(code, 0, err);
    assert.match(out, /^in the clear: nothing is secret, and all values are seen here$/m);
  });

  it("has of each operation its line, elements, errors, sizes and range, and outputs beside their shadows", async (t) => {
    const args = ["--args", "most=3.5", "-n", "2", "--seed", "cli"];
    const { code, out } = await spdz(t, "simulate", path, ...args);
    assert.equal(code, 0);
    for (const line of [
      /^ {2}input +\S*squares\.ts:3 +2 +0\.2 +0\.1 +0\.0000102 +3\.5 +40\.2 +0 to 4096$/m,
      /^ {2}multiplyFixed +\S*squares\.ts:4 +2 +0\.\d+ +0\.\d+ +\S+ +12\.3 +38\.4 +0 to 16780000$/m,
      /^ {2}every number kept to its range, and to ±\(2\^58 − 2\^18\)$/m,
      /^ {2}outputNumbers at \S*squares\.ts:5, scale 16$/m,
      /^ {4}computed {2}0\.0[89]\d*, 12\.25$/m,
      /^ {4}shadow {4}0\.0[89]\d*, 12\.25$/m,
      /^ {2}all parties: \[0\.0[89]\d*,12\.25\]$/m,
    ])
      assert.match(out, line);
  });

  it("ends with 1 where a number left its range, and says which, where, and what would fit", async (t) => {
    const { code, out } = await spdz(t, "simulate", path, "--args", "most=1000000", "bits=20");
    assert.equal(code, 1);
    assert.match(
      out,
      /multiplyFixed at \S*squares\.ts:4: element 1 is the first to leave its range\n {2}it is 1000000000000; -67110000 to 67110000 fits\n {2}what would fit: 14 fewer fractional bits in all/,
    );
  });

  it("and where a value is not in the range that its owner declared, with one that fits", async (t) => {
    const { code, out } = await spdz(
      t,
      "simulate",
      path,
      "--args",
      "most=2e6",
      "bits=20",
      "--json",
    );
    assert.equal(code, 1);
    const { inTheClear, outOfRange, parties } = JSON.parse(out);
    assert.equal(inTheClear, true);
    assert.deepEqual(
      { ...outOfRange, at: null },
      {
        ...{ operation: "input", at: null, element: 1, value: 2e6, limits: [0, 2 ** 20] },
        ...{ remedy: "a range of 0.3 to 2000000", fits: [0.3, 2e6] },
      },
    );
    assert.match(parties[0].error.message, /^input: value 1 is not in the declared range/);
  });

  it("ends with 1 where a run would refuse the program before it starts, and says why, in both forms", async (t) => {
    const args = ["simulate", path, "--args", "most=3.5", "bits=20"];
    const { code, out } = await spdz(t, ...args);
    assert.equal(code, 1);
    assert.match(
      out,
      /^ranges\n {2}a run would refuse this program: .*multiplyFixed: the result can leave ±\(2\^58 − 2\^18\) for .*\n {2}every number kept to its range/m,
    );
    const json = await spdz(t, ...args, "--json");
    assert.equal(json.code, 1);
    const { refused, outOfRange } = JSON.parse(json.out);
    assert.match(refused, /multiplyFixed: the result can leave/);
    assert.equal(outOfRange, null);
  });

  it("names the first input without a declared range, and how many have none, in both forms", async (t) => {
    const open = join(folder, "undeclared.ts");
    writeFileSync(
      open,
      `export default async (mpc: any) => {
  const x = await mpc.input(0, 1, mpc.self === 0 ? [1] : null, { range: [0, 1] });
  const y = await mpc.input(0, 1, mpc.self === 0 ? [1] : null);
  const z = await mpc.input(1, 1, mpc.self === 1 ? [1] : null);
  return mpc.output(mpc.add(mpc.add(x, y), z));
};
`,
    );
    for (const command of ["simulate", "plan"]) {
      const { code, out } = await spdz(t, command, open, "-n", "2");
      assert.equal(code, 0);
      assert.match(
        out,
        /^ {2}2 inputs have no declared range, the first at \S*undeclared\.ts:3: so nobody can exclude that a number leaves ±\(2\^58 − 2\^18\)$/m,
      );
      const json = await spdz(t, command, open, "-n", "2", "--json");
      const { undeclared } = JSON.parse(json.out);
      assert.equal(undeclared.inputs, 2);
      assert.match(undeclared.first, /undeclared\.ts:3$/);
      const declared = await spdz(t, command, path, "-n", "2", "--args", "most=3.5");
      assert.doesNotMatch(declared.out, /no declared range/);
    }
  });

  it("ends with 1 where operands are outside a domain, and says which result is wrong, in both forms", async (t) => {
    const quotient = join(folder, "quotient.ts");
    writeFileSync(
      quotient,
      `export default async (mpc: any) => {
  const x = await mpc.input(0, 1, mpc.self === 0 ? [100000] : null, { scale: 16 });
  const y = await mpc.input(0, 1, mpc.self === 0 ? [0.5] : null, { scale: 16 });
  return mpc.outputNumbers(await mpc.divideFixed(x, y));
};
`,
    );
    const { code, out } = await spdz(t, "simulate", quotient);
    assert.equal(code, 1);
    assert.match(
      out,
      /^ {2}divideFixed at \S*quotient\.ts:4: element 0 is \S+ where its operands make 200000: they are outside its domain \(\|x\| ≤ 4096 at scale 16\)$/m,
    );
    assert.doesNotMatch(out, /every number kept/);
    const json = await spdz(t, "simulate", quotient, "--json");
    assert.equal(json.code, 1);
    const { outOfRange, outsideDomain } = JSON.parse(json.out);
    assert.equal(outOfRange, null);
    assert.equal(outsideDomain.expected, 200000);
  });

  it("says that a program failed, and gives no verdict on ranges then, in both forms", async (t) => {
    const bits = join(folder, "no-bits.ts");
    writeFileSync(
      bits,
      `export default async (mpc: any) => {
  const x = await mpc.input(0, 1, mpc.self === 0 ? [1] : null);
  return mpc.output(await mpc.or(x, x));
};
`,
    );
    const { code, out } = await spdz(t, "simulate", bits);
    assert.equal(code, 1);
    assert.match(out, /^results\n {2}failed: or: .+$/m);
    assert.match(out, /^ranges\n {2}not known: the program failed before its end$/m);
    assert.doesNotMatch(out, /kept to|all parties/);
    const json = await spdz(t, "simulate", bits, "--json");
    assert.equal(json.code, 1);
    assert.match(JSON.parse(json.out).failed, /^or: /);
  });

  it("has all of it as JSON", async (t) => {
    const { code, out, err } = await spdz(t, "simulate", "fraud-scores", "--json");
    assert.equal(code, 0);
    assert.equal(err, "");
    const { operations, outputs, outOfRange, exitCode } = JSON.parse(out);
    assert.deepEqual([outOfRange, exitCode, outputs.length], [null, 0, 3]);
    const sigmoid = operations.find(
      ({ operation }: { operation: string }) => operation === "sigmoid",
    );
    assert.match(sigmoid.at, /fraud-scores\.ts:\d+$/);
    assert.ok(sigmoid.ulps.worst <= 1.2 && sigmoid.ulps.mean <= sigmoid.ulps.worst);
    assert.equal(sigmoid.elements, 12);
    assert.equal(sigmoid.withoutRealNumber, 0);
  });
});
