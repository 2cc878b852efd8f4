import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { referenceField } from "../../algebra/reference.ts";
import { takeRandoms } from "../../items/kinds/random.ts";
import { kindName } from "../../items/kinds.ts";
import { preload, type Stock } from "../../items/stock.ts";
import { type AgreementOptions, agreeOnStock } from "../../items/stock-agreement.ts";
import { StockRefused } from "../../items/stock-refused.ts";
import { Abort, ConfigurationMismatch } from "../../network/abort.ts";
import { runParties, type Tamper } from "../support/parties.ts";
import { assertWire } from "../support/wire.ts";
import { CountingSource } from "./stock-source.ts";

const field = referenceField(2305843009213693951n);

interface Holding {
  /** Items in the store, and of those spent before. */
  readonly random?: number;
  readonly spent?: number;
  readonly keyId?: string;
  readonly n?: number;
  readonly bits?: number;
  readonly statistical?: number;
}

async function stockOf(party: number, n: number, holding: Holding): Promise<Stock> {
  const { random = 100, spent = 0, keyId = "5e".repeat(16), statistical = 40 } = holding;
  const made = { keyId, n, statistical };
  const source = new CountingSource(field, "authenticated", party, made);
  const stock = await preload(source, { self: party, n: holding.n ?? n }, [
    ["random", random],
    ["bit", holding.bits ?? 10],
  ]);
  if (spent > 0) await takeRandoms(stock, spent);
  return stock;
}

interface Agreed {
  readonly stock: Stock | null;
  readonly burnt: ReadonlyMap<string, number> | null;
  readonly error: Error | null;
}

/** One party per entry; null has no stock. Errors are results: runParties takes any but Abort for a bug. */
async function agree(
  holdings: readonly (Holding | null)[],
  options: AgreementOptions = {},
  tamper?: Tamper,
): Promise<Agreed[]> {
  const n = holdings.length;
  const stocks: (Stock | null)[] = [];
  const { results } = await runParties(
    n,
    async (session): Promise<Agreed> => {
      const holding = holdings[session.self]!;
      const stock = holding === null ? null : await stockOf(session.self, n, holding);
      stocks[session.self] = stock;
      try {
        const burnt = await agreeOnStock(session, stock, options);
        return { stock, burnt, error: null };
      } catch (error) {
        if (error instanceof Abort) throw error;
        return { stock, burnt: null, error: error as Error };
      }
    },
    tamper === undefined ? {} : { tamper },
  );
  return results.map((result, party) =>
    result instanceof Abort ? { stock: stocks[party]!, burnt: null, error: result } : result,
  );
}

/** P_`liar` says something else than it holds, to those of `to`. */
const claiming =
  (liar: number, change: (text: string) => string, to?: number): Tamper =>
  (from, receiver, tag, message) =>
    from === liar && tag.endsWith("/claims") && (to === undefined || to === receiver)
      ? new TextEncoder().encode(change(new TextDecoder().decode(message)))
      : message;

const left = ({ stock }: Agreed): number => stock!.remaining().get("random")!;
const cursor = ({ stock }: Agreed): number => stock!.medium.ranges().get("random")!.cursor;

for (const n of [2, 3])
  describe(`agreeing on a stock, ${n} parties`, () => {
    const others = Array<Holding>(n - 1).fill({});

    it("equal stocks burn nothing", async () => {
      for (const agreed of await agree([{}, ...others])) {
        assert.deepEqual([agreed.error, left(agreed)], [null, 100]);
        assert.ok([...agreed.burnt!.values()].every((items) => items === 0));
      }
    });

    it("after a crash all go on from the largest cursor", async () => {
      for (const agreed of await agree([{ spent: 5 }, ...others])) {
        assert.deepEqual([agreed.error, cursor(agreed), left(agreed)], [null, 5, 95]);
        const { value } = await takeRandoms(agreed.stock!, 1);
        assert.deepEqual([...value], [1_000_000_010n], "all hand out the sixth item next");
      }
    });

    it("after a short store all end at the smallest end", async () => {
      for (const agreed of await agree([{ random: 92 }, ...others]))
        assert.deepEqual([agreed.error, cursor(agreed), left(agreed)], [null, 0, 92]);
    });

    it("a peer that claims a cursor near the end burns nothing unasked, and is named in no abort", async () => {
      const tamper = claiming(1, (text) => text.replace("random 0 100", "random 99 100"));
      for (const [party, { error, stock }] of (
        await agree([{}, ...others], {}, tamper)
      ).entries()) {
        if (party === 1) continue;
        if (error instanceof Abort) assert.equal(error.code, "inconsistent-broadcast");
        else {
          assert.ok(error instanceof StockRefused && error.code === "burns-too-much", `${error}`);
          assert.match(error.message, /burn 99 more of 100 of random \(0 burnt before\)/);
        }
        assert.equal(stock!.remaining().get("random"), 100);
      }
    });

    it("a peer that claims a shorter store makes everybody ask", async () => {
      const agreed = await agree([{ random: 50 }, ...others]);
      for (const { error } of agreed.slice(1))
        assert.ok(error instanceof StockRefused && error.code === "burns-too-much", `${error}`);
    });

    it("a peer that claims a longer store gains nothing", async () => {
      for (const agreed of await agree([{ random: 1000 }, ...others]).then((all) => all.slice(1)))
        assert.deepEqual([agreed.error, left(agreed)], [null, 100]);
    });

    it("the owner's acceptance burns what is asked", async () => {
      const agreed = await agree([{ spent: 60 }, ...others], { acceptBurn: true });
      for (const one of agreed) assert.deepEqual([one.error, left(one)], [null, 40]);
      assert.equal(agreed[1]!.burnt!.get("random"), 60);
      assert.equal(agreed[1]!.stock!.medium.ranges().get("random")!.burnt, 60);
      assert.equal(agreed[0]!.stock!.medium.ranges().get("random")!.burnt, 0);
    });

    it("what was burnt before counts: small bites do not eat the store", async () => {
      const bites = async (stock: Stock, spent: number) => {
        const holdings = [{ spent }, ...others];
        const { results } = await runParties(n, async (session) => {
          const own =
            session.self === 1 ? stock : await stockOf(session.self, n, holdings[session.self]!);
          return agreeOnStock(session, own).catch((error: unknown) => error);
        });
        return results[1];
      };
      const stock = await stockOf(1, n, {});
      assert.ok((await bites(stock, 6)) instanceof Map);
      const refused = await bites(stock, 12);
      assert.ok(refused instanceof StockRefused);
      assert.match(refused.message, /6 more of 100 of random \(6 burnt before\)/);
      assert.equal(stock.remaining().get("random"), 94);
    });

    it("who is behind is said at all parties, whether it is burnt forward or the owner is asked", async () => {
      for (const spent of [6, 60]) {
        const said: string[] = [];
        const agreed = await agree([{}, ...others.map(() => ({ spent }))], {
          say: (line) => said.push(line),
        });
        const refused = agreed.map(({ error }) => error?.name);
        assert.equal(refused[0], spent === 60 ? "StockRefused" : undefined);
        const told = (whose: string) =>
          said.filter((line) => line.startsWith(`${whose} is behind`));
        assert.equal(told("this party's stock").length, 1);
        assert.equal(told("P0's stock").length, n - 1);
        for (const line of said)
          assert.match(line, new RegExp(`by ${spent} of random, .* older copy`));
      }
    });

    it("a party without the stock makes the others' copies dead", async () => {
      for (const { error } of await agree([null, ...others]))
        assert.ok(error instanceof StockRefused && error.code === "abandoned", `${error}`);
    });

    it("another key, another number of parties, another s: said as such, never as cheating", async () => {
      const agreed = await agree([{ keyId: "aa", n: 7, statistical: 57 }, ...others]);
      const error = agreed[1]!.error;
      assert.ok(error instanceof ConfigurationMismatch);
      assert.deepEqual(error.differences, [
        `stock's key: "${"5e".repeat(16)}" here, "aa" at P0`,
        `stock's parties: "${n}" here, "7" at P0`,
        `stock's statistical: "40" here, "57" at P0`,
      ]);
    });

    it("a peer's terminal codes, line breaks and turned writing are shown as escapes", async () => {
      const evil = "\u001b[2J\u009b1m\u202ek\u{1f511}\u007f";
      const agreed = await agree([{ keyId: evil }, ...others]);
      const error = agreed[1]!.error;
      assert.ok(error instanceof ConfigurationMismatch);
      assert.match(error.message, /^[ -~\n]*$/);
      assert.ok(error.differences[0]!.includes("\\u001b[2J\\u009b1m\\u202ek\\ud83d\\udd11\\u007f"));
    });

    it("a claim longer than anyone accepts is never sent: this party would be blamed for it", async () => {
      const tags: string[] = [];
      const { results } = await runParties(
        n,
        async (session) => {
          const source = new CountingSource(field, "authenticated", session.self, { n });
          const demand = Array.from({ length: 4000 }, (_, k) => {
            const [rows, inner, columns] = [1 + (k & 15), 1 + ((k >> 4) & 15), 1 + (k >> 8)];
            const shape = { rows, inner, columns, pairs: 1, transposed: 0 };
            return [kindName({ kind: "matrix-triple", shape }), 1] as const;
          });
          const stock = await preload(source, session, demand);
          return agreeOnStock(session, stock).catch((error: unknown) => error);
        },
        {
          tamper: (_from, _to, tag, message) => {
            tags.push(tag);
            return message;
          },
        },
      );
      for (const result of results)
        assert.match(String(result), /^RangeError: a stock of too many/);
      assert.deepEqual(tags, []);
    });

    it("a claim that does not parse names its sender", async () => {
      const changes: ((text: string) => string)[] = [
        (text) => text.replace("random 0 100", "random 101 100"),
        (text) => text.replace("random 0 100", "random 0 100 "),
        (text) => text.replace("random 0 100", "random 00 100"),
        (text) => text.replace("random 0 100", "random 0 1e9"),
        (text) => text.replace("random 0 100", "randoms 0 100"),
        (text) => `${text}bit 0 10\n`,
        (text) => text.replace("bit 0 10\nrandom 0 100\n", "random 0 100\nbit 0 10\n"),
        (text) => text.replace("stock 2", "stock 3"),
        (text) => text.slice(0, -1),
        (text) => `\u{feff}${text}`,
        () => "",
        (text) => text + "x".repeat(1 << 16),
      ];
      for (const change of changes) {
        const agreed = await agree([{}, ...others], {}, claiming(1, change, 0));
        const error = agreed[0]!.error;
        assert.ok(error instanceof Abort, `${error}`);
        // With n = 3 the others were told something else, which the echo may show first.
        if (n === 2 || error.code === "malformed-message") {
          assert.deepEqual([error.code, error.culprits], ["malformed-message", [1]]);
        } else assert.equal(error.code, "inconsistent-broadcast");
      }
    });
  });

describe("agreeing on a stock, 3 parties, one of two tongues", () => {
  it("claims that differ between receivers are no agreement: nothing moves", async () => {
    const tamper = claiming(1, (text) => text.replace("random 0 100", "random 5 100"), 0);
    for (const { error, stock } of await agree([{}, {}, {}], {}, tamper)) {
      assert.ok(error instanceof Abort && error.code === "inconsistent-broadcast", `${error}`);
      assert.deepEqual(error.culprits, []);
      assert.equal(stock!.remaining().get("random"), 100);
    }
  });
});

it("agreeing on a stock keeps its wire format", async () => {
  const { transcript } = await runParties(
    3,
    async (session) => {
      const stock = await stockOf(session.self, 3, { spent: session.self });
      await agreeOnStock(session, stock, { acceptBurn: true });
    },
    { seed: "wire" },
  );
  assertWire("offline/stock-agreement", transcript);
});
