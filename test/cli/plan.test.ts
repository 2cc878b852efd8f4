import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { PartyStatistics } from "../../host/node/party/statistics.ts";
import { wordFor } from "../../items/demand.ts";
import type { LinkTraffic } from "../../protocols/traffic.ts";
import type { LocalRun } from "../../run/outcome.ts";
import { shippedPrograms } from "../../run/program-module.ts";
import { ownTemporaryFolder } from "../run/leftovers.ts";
import { LONG } from "../support/long.ts";
import { spdz, start } from "./spdz.ts";

const folder = ownTemporaryFolder();

function programFile(name: string, text: string): string {
  const path = join(folder, name);
  const input = "const x = await mpc.input(0, 2, mpc.self === 0 ? [1, 2] : null);";
  writeFileSync(path, `export default async (mpc: any) => {\n${input}\n${text}\n};\n`);
  return path;
}

type Counts = Record<string, number>;

interface Planned {
  readonly items: Counts;
  readonly online: Record<
    string,
    {
      readonly rounds: number;
      readonly checks: number;
      readonly bytes: number;
      readonly price?: number;
      readonly traffic: { readonly online: LinkTraffic; readonly closing: LinkTraffic };
    }
  >;
  readonly combinations: Record<
    string,
    {
      readonly made: Counts;
      readonly spentOnOthers: Counts;
      readonly wasted: Counts;
      readonly budget: unknown;
    }
  >;
}

const inWords = (counts: Readonly<Counts>): Counts =>
  Object.fromEntries(Object.entries(counts).map(([name, count]) => [wordFor(name), count]));

/** What a party of a real run counted is what was planned for it. */
function assertRan(planned: Planned, security: string, party: number, own: PartyStatistics): void {
  const engine = planned.online[security.split("+")[0]!]!;
  const { online, closing } = engine.traffic;
  assert.equal(own.rounds, engine.rounds);
  const parties = online.bytes.length;
  for (const [phase, expected] of [
    ["online", online],
    ["close", closing],
  ] as const) {
    const { bytesSent, messagesSent, rounds } = own.phases[phase]!.traffic!;
    assert.deepEqual(bytesSent.slice(0, parties), expected.bytes[party], phase);
    assert.deepEqual(messagesSent.slice(0, parties), expected.messages[party], phase);
    assert.equal(rounds, expected.rounds, phase);
  }
  const { made, spentOnOthers, wasted, budget } = planned.combinations[security]!;
  // A run counts as made what its program was given, and what is left.
  const given = Object.entries(made)
    .map(([word, count]) => [word, count - (spentOnOthers[word] ?? 0)] as const)
    .filter(([, count]) => count > 0);
  assert.deepEqual(inWords(own.made), Object.fromEntries(given));
  assert.deepEqual(inWords(own.wasted), wasted);
  assert.deepEqual(own.budget, budget);
}

async function assertPlanIsRun(args: readonly string[], security: string): Promise<void> {
  const ran = start("run", ...args, "--security", security, "--json");
  const plan = await start("plan", ...args, "--json").ended;
  assert.equal(plan.code, 0, plan.err);
  const { code, out, err } = await ran.ended;
  assert.equal(code, 0, err);
  const { parties } = JSON.parse(out) as LocalRun;
  const planned = JSON.parse(plan.out) as Planned;
  for (const { party, statistics } of parties) assertRan(planned, security, party, statistics!);
}

const ALL: [args: string[], security: string][] = shippedPrograms().flatMap((program) =>
  ["2", "3"].flatMap((n) =>
    ["spdz+dealer", "additive+dealer"].map((security): [string[], string] => [
      [program, "-n", n],
      security,
    ]),
  ),
);
const SOME: [args: string[], security: string][] = [
  [["sealed-bid", "-n", "3", "--routing", "king", "--args", "supply=150"], "spdz+dealer"],
  [["median-salary", "-n", "2", "--comparisons", "product"], "spdz+dealer"],
  // What is stated and not taken is wasted.
  [["material-only", "-n", "2", "--args", "count=5"], "additive+dealer"],
];
const MORE: [args: string[], security: string][] = [
  ...ALL,
  // Batches hold more than is asked for, and some of them is spent on others.
  [["mult3", "-n", "2", "--statistical", "41"], "spdz+lowgear"],
  [["mult3", "-n", "2"], "additive+semi-honest-he"],
  [["hospital-logistic-regression"], "spdz+lowgear"],
];

describe("a run over mutual TLS is what was planned, to the item, the round and the byte", () => {
  for (const [args, security] of LONG ? [...SOME, ...MORE] : SOME)
    it(`${args.join(" ")}, ${security}`, () => assertPlanIsRun(args, security));
});

describe("spdz plan", () => {
  it("says what is taken, made, sent, held and relied on, and what of that is exact", async (t) => {
    const { code, out, err } = await spdz(t, "plan", "mult3", "-n", "2", "--price-per-gb", "1000");
    assert.equal(code, 0, err);
    assert.equal(err, "");
    for (const line of [
      /^mult3, 2 parties: a plan\. Nothing was sent, and nothing was made\.$/m,
      /^ {2}triples +2$/m,
      /^ {2}triples +16383 \(16381\) +8192 \(8190\) +2 \(0\) +2 \(0\)$/m,
      /^ {2}rounds, those in checks and echoes included +15 +4$/m,
      /^ {2}MAC checks +2 +0$/m,
      /^ {2}bytes sent online by P0 +576 +152$/m,
      /^ {2}bytes of all links, the last round included +1192 +344$/m,
      /^ {2}price of these +0\.001192 +0\.000344$/m,
      /^ {2}P0 +– +600\n {2}P1 +592 +–$/m,
      // 16 messages that wait for each other, and 600 bytes at 20 Mbit/s.
      /^ {2}mobile +30ms +20mbit +0\.480 s \+ 0\.000 s +/m,
      /^ {2}spdz\+dealer +320 B +65\.7 kB$/m,
      /^ {2}spdz\+dealer: insecure: trusted dealer; otherwise at most 2\^-59\.0 \(2\/p MAC check\), s = 40, κ = 128$/m,
      /^Exact, as long as nobody cheats/m,
      /^Bounds: what has ≤ before it, and memory\./m,
      /no prediction of a run: computing, keys, .* are left out\.$/m,
    ])
      assert.match(out, line);
  });

  it("shows a tree and products side by side, and from which latency on which is faster", async (t) => {
    const args = ["plan", "median-salary", "-n", "2", "--comparisons", "auto", "--latency", "25ms"];
    const { code, out, err } = await spdz(t, ...args);
    assert.equal(code, 0, err);
    for (const line of [
      /^numbers are compared in a tree; both ways, with MACs$/m,
      /^ {2} +tree +product$/m,
      /^ {2}elements opened +6184 +1783$/m,
      /^ {2}MAC checks +2 +20$/m,
      /^ {2}triples, those of which masks are made included +3240 +1890$/m,
      /^ {2}a product is faster where a message takes less than about 0\.0402 ms one way$/m,
    ])
      assert.match(out, line);
    const json = await spdz(
      t,
      "plan",
      "median-salary",
      "-n",
      "2",
      "--comparisons",
      "product",
      "--json",
    );
    const { comparisons, compared, items } = JSON.parse(json.out) as {
      comparisons: string;
      compared: { breakEvenMs: number };
      items: Counts;
    };
    assert.deepEqual([comparisons, items["digit-masks"]], ["product", 27]);
    assert.ok(compared.breakEvenMs > 0.04 && compared.breakEvenMs < 0.041);
  });

  it("says what items are derived of, and what is discarded on average", async (t) => {
    const path = programFile("truncates.ts", "return mpc.output(await mpc.truncate(x, 0 + 1));");
    const { out } = await spdz(t, "plan", path, "-n", "2");
    assert.match(
      out,
      /^ {2}truncation\/1 +2 {2}of bits × 120 \(of squares × 120\), triples × 12$/m,
    );
    assert.match(out, /^ {2}bits and masks discarded on average, .* spdz\+lowgear 4\.69e-13, /m);
  });

  it("shows no price without one, and as JSON nothing else", async (t) => {
    const text = await spdz(t, "plan", "mult3");
    assert.doesNotMatch(text.out, /price/);
    const { out } = await spdz(t, "plan", "mult3", "--json", "--price-per-gb", "0.5");
    const { online, items } = JSON.parse(out) as Planned;
    assert.deepEqual(items, {
      triples: 2,
      "input-masks/0": 1,
      "input-masks/1": 1,
      "input-masks/2": 1,
    });
    const { bytes, price } = online.spdz!;
    assert.equal(price, (bytes / 1e9) * 0.5);
    const without = await spdz(t, "plan", "mult3", "--json");
    assert.doesNotMatch(without.out, /price/);
  });

  it("says why a program cannot be planned, in one line, with exit code 2", async (t) => {
    const path = programFile(
      "goes-on.ts",
      "const [v] = await mpc.output(x); return mpc.output(await mpc.square(x));",
    );
    const { code, out, err } = await spdz(t, "plan", path);
    assert.match(
      err,
      /^spdz: .*goes-on\.ts cannot be planned: the program calls an operation after it has read an output \(about\.outputs or about\.needs of the program could say\)\n$/,
    );
    assert.deepEqual([code, out], [2, ""]);
  });

  it("of a program that states what it takes says what is not known", async (t) => {
    const path = join(folder, "states.ts");
    const about = 'export const about = { needs: () => new Map([["triple", 5]]) };';
    writeFileSync(path, `${about}\nexport default async () => 1;\n`);
    const { code, out } = await spdz(t, "plan", path);
    assert.equal(code, 0);
    assert.match(out, /^online: not known before it runs: it states what it takes, so/m);
    assert.match(out, /^ {2}not known: it states what it takes/m);
    const { online, combinations } = JSON.parse((await spdz(t, "plan", path, "--json")).out);
    assert.equal(online, null);
    assert.equal(combinations["spdz+dealer"].budget, null);
  });

  it("warns of more than the keys of a session can make", async (t) => {
    const path = join(folder, "much.ts");
    const about = 'export const about = { needs: () => new Map([["triple", 3e9]]) };';
    writeFileSync(path, `${about}\nexport default async () => 1;\n`);
    const { out } = await spdz(t, "plan", path, "-n", "2");
    assert.match(
      out,
      /^ {2}spdz\+lowgear would run out of material: a session's keys carry 1048576 replies of a party, this takes 1\d{6}$/m,
    );
    assert.doesNotMatch(out, /dealer would run out/);
  });

  it("warns of what would be left unchecked", async (t) => {
    const path = programFile("unchecked.ts", "await mpc.square(x); return null;");
    const { out } = await spdz(t, "plan", path, "-n", "2");
    assert.match(
      out,
      /^ {2}the program ends with something opened and not checked: a run refuses/m,
    );
  });
});
