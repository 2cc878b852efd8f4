import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { LOG_LEVELS, Log } from "../../cli/log.ts";
import { Progress } from "../../cli/progress.ts";
import { show } from "../../cli/run.ts";
import { deriveParameters } from "../../crypto/bgv/parameters.ts";
import type { LocalRun } from "../../run/outcome.ts";
import { assertNothingLeft, ownTemporaryFolder } from "../run/leftovers.ts";
import { LONG } from "../support/long.ts";
import { ENTRY, pidsIn, spdz, start } from "./spdz.ts";

const root = ownTemporaryFolder();
const PROGRAMS = join(import.meta.dirname, "..", "run");
const SLOW = join(PROGRAMS, "many-rounds.ts");
const DEALT = ["-s", "spdz+dealer"];
const slowRun = () => start("run", SLOW, ...DEALT, "--args", "rounds=1000000", "--deadline", "3s");

describe("spdz run", () => {
  it("prints the result, what it cost, and that a dealer is insecure", async () => {
    const { code, out, err } = await start("run", "mult3", ...DEALT, "--args", "factors=[2,3,7]")
      .ended;
    assert.equal(code, 0, err);
    assert.match(out, /^insecure: trusted dealer\nall parties: \{"product":"42"\}\n/);
    assert.match(out, /^P2 .* ms /m);
    assert.match(
      out,
      /^security: insecure: trusted dealer; otherwise at most 2\^-59\.0 \(2\/p MAC check\), s = 40, κ = 128$/m,
    );
    await assertNothingLeft(pidsIn(err));
  });

  it("prints one JSON object, labels in it, and nothing else", async () => {
    const { code, out, err } = await start("run", "mult3", ...DEALT, "-n", "2", "--json").ended;
    const run = JSON.parse(out) as LocalRun;
    assert.equal(code, 0, err);
    assert.deepEqual(run.labels, ["insecure: trusted dealer"]);
    for (const { statistics } of run.parties) {
      assert.deepEqual(statistics!.budget!.labels, run.labels);
      assert.equal(statistics!.budget!.terms[0]!.name, "MAC check");
    }
    assert.deepEqual(
      run.parties.map((p) => p.result),
      [{ product: "105" }, { product: "105" }],
    );
  });

  it("with an adversary: says who cheats and how it was caught, exit code 5", async () => {
    const cheat = ["--adversary", "wrong-sum", "--routing", "king"];
    const { code, out } = await start("run", "mult3", ...DEALT, ...cheat).ended;
    assert.equal(code, 5, out);
    assert.match(out, /^P2 cheats: wrong-sum$/m);
    for (const party of ["P0", "P1"])
      assert.match(out, new RegExp(`^${party}: mac-check-failed in `, "m"));
    assert.doesNotMatch(out, /product/);
  });

  it("without a dealer, s = 57, in threads: what is printed rests on no one's word, and keys and proofs have the sizes of seven primes and 62 repetitions", async () => {
    const trace = join(mkdtempSync(join(root, "trace-")), "run");
    const flags = ["-n", "2", "--statistical", "57", "--trace", trace, "--threads", "2"];
    const { code, out, err } = await start("run", "mult3", ...flags).ended;
    assert.equal(code, 0, err);
    assert.match(out, /^all parties: \{"product":"105"\}\n/);
    assert.doesNotMatch(out, /insecure/);
    assert.match(
      out,
      /^security: at most 2\^-55\.6 \(2\/p MAC check \+ 2\/p authentication \+ 1\/p sacrifice \+ 2\^-57 proofs \+ 2\^-57 flooding\), s = 57, κ = 128$/m,
    );
    await assertNothingLeft(pidsIn(err));
    /** Of all its pieces. */
    const sent = (tag: string) => {
      const lines = readFileSync(`${trace}.P0`, "utf8").split("\n").filter(Boolean);
      const all = lines.map(
        (line) => JSON.parse(line) as { what: string; tag?: string; bytes?: number },
      );
      const own = all.filter((line) => line.what === "sends" && line.tag?.endsWith(tag));
      return own.reduce((sum, { bytes }) => sum + bytes!, 0);
    };
    const { primes, keyRepetitions, degree } = deriveParameters({
      ...{ parties: 2, statistical: 57, batch: 12, keys: "proved" },
    });
    assert.deepEqual([primes.length, keyRepetitions], [7, 62]);
    assert.equal(sent("key-generation/keys/images"), (primes.length * degree * 50) / 8);
    // 32 bytes of the commitment; 4 and 5 for each coefficient of s and e.
    const answer = sent("key-generation/keys/attempt-0/answer");
    assert.equal(answer, 32 + keyRepetitions * degree * 9);
  });

  it("the semi-honest twin of it says that it is one", async () => {
    const run = start("run", "mult3", "-n", "2", "-s", "additive+semi-honest-he");
    const { code, out, err } = await run.ended;
    assert.equal(code, 0, err);
    assert.match(
      out,
      /^insecure: semi-honest, no MACs; flooding 2\^-40 for each coefficient\nall parties: \{"product":"105"\}\n/,
    );
  });

  it("what a party brings is looked at before anything is started: a missing file, a wrong column", async () => {
    const missing = await start(
      "run",
      "inner-product",
      ...DEALT,
      "-n",
      "2",
      "--args",
      "file=/none.csv",
    ).ended;
    assert.equal(missing.code, 2);
    assert.match(missing.err, /^spdz: cannot read \/none\.csv: no such file$/m);
    assert.equal(missing.err.match(/^spdz: /gm)!.length, 1);
    assert.deepEqual([missing.out, pidsIn(missing.err)], ["", []]);

    const bids = join(import.meta.dirname, "..", "..", "programs", "data", "sealed-bids.csv");
    const own = ["--own", `1:file=${bids}`, "1:column=prize"];
    const wrong = await start(
      "run",
      "inner-product",
      ...DEALT,
      "-n",
      "2",
      "--args",
      "length=3",
      ...own,
    ).ended;
    assert.equal(wrong.code, 2);
    assert.match(wrong.err, /^spdz: .*prize.*$/m);
    assert.equal(wrong.out, "");
  });

  it("a party killed: the others say who, and the exit code is 4", async () => {
    const run = slowRun();
    let err = "";
    run.process.stderr!.on("data", (text: string) => {
      err += text;
    });
    await run.said("P1 online");
    process.kill(Number(/P1 is process (\d+)/.exec(err)![1]), "SIGKILL");
    const { code, out } = await run.ended;
    assert.equal(code, 4);
    for (const survivor of ["P0", "P2", "dealer"])
      assert.match(
        out,
        new RegExp(`^${survivor}: peer-(closed|silent) .*culprits: P1( \\(.*\\))?$`, "m"),
      );
    assert.match(out, /^P1: the process ended by SIGKILL$/m);
    await assertNothingLeft(pidsIn(err));
  });

  const interrupts = [
    ["Ctrl-C", "SIGINT"],
    ["Ctrl-\\", "SIGQUIT"],
  ] as const;
  for (const [keys, signal] of LONG ? interrupts : interrupts.slice(0, 1))
    it(`${keys} ends all processes and leaves nothing behind`, async () => {
      const run = slowRun();
      await run.said("P2 online");
      // As a terminal does it: to the whole group.
      process.kill(-run.process.pid!, signal);
      const { code, out, err } = await run.ended;
      assert.equal(code, 130);
      assert.equal(out, "");
      assert.match(err, /^spdz: interrupted$/m);
      assert.equal(pidsIn(err).length, 4);
      await assertNothingLeft(pidsIn(err));
    });

  it("killed itself, it leaves neither orphans nor files", async () => {
    const run = slowRun();
    await run.said("P2 online");
    run.process.kill("SIGKILL");
    const { err } = await run.ended;
    assert.equal(pidsIn(err).length, 4);
    await assertNothingLeft(pidsIn(err));
  });

  it("in the clear too, a party that fails ends the run, with its reason and its exit code", async () => {
    const one = ["-n", "3", "-s", "plain", "--own", "1:factors=[null,null,null]"];
    const refused = await start("run", "mult3", ...one).ended;
    assert.match(refused.err, /^spdz: mult3: argument "factors\.1": party 1 holds it/m);
    assert.equal(refused.err.match(/^spdz: /gm)!.length, 1);
    assert.equal(refused.code, 2);
    const broken = await start("run", join(PROGRAMS, "failing.ts"), "-n", "2", "-s", "plain").ended;
    assert.match(broken.out, /^P1: party 1 fails \(at .*failing\.ts:6\)$/m);
    assert.match(broken.out, /^P0: peer-aborted in clear: P1 stopped$/m);
    assert.equal(broken.code, 1);
  });

  it("what a program says on its console goes to stderr: stdout is one JSON object", async (t) => {
    const talking = ["run", join(PROGRAMS, "talking.ts"), "-n", "2", "-s", "plain"];
    const { out, err } = await spdz(t, ...talking, "--json");
    assert.deepEqual((JSON.parse(out) as LocalRun).parties[1]!.result, 1);
    assert.equal(err.match(/^so far so good$/gm)!.length, 2);
  });

  it("that a party calls before the other listens is said at level debug alone", (t) => {
    const text = "P0: nobody listens at 127.0.0.1:7000; trying on";
    const said = t.mock.method(process.stderr, "write", () => true);
    const lines = LOG_LEVELS.map((level) => {
      const log = new Log(level);
      show({ type: "line", party: 1, text }, 2, new Progress(log, true), log);
      return said.mock.callCount();
    });
    said.mock.restore();
    assert.deepEqual(lines, [0, 0, 0, 1]);
  });

  it("a program that waits for what cannot come is a bug, said in a line: never exit code 0", async () => {
    const { code, out, err } = await start("run", join(PROGRAMS, "stuck.ts"), "-s", "plain").ended;
    assert.match(err, /^spdz: this is a bug, .* cannot come any more$/m);
    assert.equal(out, "");
    assert.equal(code, 1);
  });

  it("works from any folder, and for a reader that stops early", () => {
    const { stdout } = spawnSync(
      "/bin/sh",
      ["-c", `"${process.execPath}" "${ENTRY}" run mult3 -n 2 -s plain | head -n 1`],
      { cwd: "/", encoding: "utf8" },
    );
    assert.equal(stdout, "insecure: computed in the clear\n");
  });
});
