import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Vector } from "../../algebra/field.ts";
import { prime60 } from "../../algebra/prime60.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import { takeBits } from "../../items/kinds/bit.ts";
import { takeRandoms } from "../../items/kinds/random.ts";
import { takeTriples } from "../../items/kinds/triple.ts";
import { type BasicItem, kindName } from "../../items/kinds.ts";
import { Abort, OutOfMaterial } from "../../network/abort.ts";
import { memoryNetwork } from "../../network/memory.ts";
import { Session } from "../../network/session.ts";
import { type Backend, Generated, type Order } from "../../offline/generated.ts";
import { type KeyGuard, MacKey, memoryGuard } from "../../protocols/mac-key.ts";

const field = prime60();

/** A backend of numbers: the nth item it makes is n. Batches of 10, each after some turns. */
class Counting implements Backend {
  readonly family = "authenticated";
  readonly field = field;
  readonly keyId = "00".repeat(16);
  readonly macKey: MacKey;
  readonly labels = [];
  readonly statistical = 40;
  readonly log: string[] = [];
  wiped = 0;
  fails: Error | null = null;
  /** What it handed over last. */
  delivered: Vector[] = [];
  #made = 0n;

  constructor(guard: KeyGuard = memoryGuard) {
    this.macKey = new MacKey(this.keyId, BigUint64Array.of(5n), guard);
  }

  largestBatch(): number {
    return 40;
  }

  async make(item: BasicItem, count: number, order: Order): Promise<void> {
    this.log.push(`${kindName(item)} ${count}`);
    for (let left = count; left > 0; left -= 10) {
      for (let k = 0; k < 3; k++) await new Promise((resolve) => setImmediate(resolve));
      if (this.fails !== null) throw this.fails;
      const values = BigUint64Array.from({ length: 10 }, () => this.#made++);
      this.delivered = [values, values.slice()];
      await order.deliver(this.delivered, 10);
    }
  }

  wipe(): void {
    this.wiped++;
  }
}

function generated(guard?: KeyGuard): { items: Generated; backend: Counting } {
  const [transport, peer] = memoryNetwork(2, { suite: nodeSuite });
  const backend = new Counting(guard);
  void agreeing(new Session(peer!));
  return { items: new Generated(new Session(transport!), backend), backend };
}

/** A peer that always needs what we need. */
async function agreeing(session: Session): Promise<void> {
  const orders = session.channel("orders");
  for (;;) orders.send(0, await orders.receive(0, 160));
}

const numbers = (from: number, count: number) =>
  BigUint64Array.from({ length: count }, (_, k) => BigInt(from + k));

describe("generated preprocessing", () => {
  it("a batch of ten of which seven are used: three are spare, until the end and after it", async () => {
    const { items } = generated();
    await takeRandoms(items, 7);
    assert.deepEqual([...items.spare()], [["random", 3]]);
    await takeRandoms(items, 3);
    assert.deepEqual([...items.spare()], []);
    await takeRandoms(items, 1);
    const spare = items.spare().get("random")!;
    assert.ok(spare > 0);
    await items.close();
    assert.deepEqual([...items.spare()], [["random", spare]]);
  });

  it("programs that diverge in what they need: said so, nobody named, and nothing is made", async () => {
    for (const [one, other] of [
      [(p: Generated) => takeRandoms(p, 10), (p: Generated) => takeRandoms(p, 20_000)],
      [(p: Generated) => takeRandoms(p, 10), (p: Generated) => takeTriples(p, 10)],
    ]) {
      const sides = memoryNetwork(2, { suite: nodeSuite }).map((transport) => {
        const backend = new Counting();
        return { backend, items: new Generated(new Session(transport), backend) };
      });
      const asked = [one!(sides[0]!.items), other!(sides[1]!.items)];
      for (const ended of await Promise.allSettled(asked)) {
        assert.equal(ended.status, "rejected");
        assert.ok(ended.reason instanceof Abort);
        assert.deepEqual([ended.reason.code, ended.reason.culprits], ["programs-diverged", []]);
      }
      for (const { backend } of sides) assert.deepEqual(backend.log, []);
    }
  });

  it("a forged order is its sender's fault and no difference of programs, nor is another one than was agreed", async () => {
    const text = (order: string) => new TextEncoder().encode(order);
    const forged = [
      new Uint8Array(32).fill(7),
      new Uint8Array(0),
      text("1 random 10"),
      text("0 random 10 "),
      text("0 random 010"),
      text("0 nothing 10"),
      text("0 random 9"),
    ];
    for (const [k, raw] of forged.entries())
      for (const agreed of [true, false]) {
        const [transport, cheater] = memoryNetwork(2, { suite: nodeSuite });
        const backend = new Counting();
        const items = new Generated(new Session(transport!), backend, agreed);
        new Session(cheater!).channel("orders").send(0, raw);
        const failure = await takeRandoms(items, 10).catch((error: unknown) => error);
        assert.ok(failure instanceof Abort);
        const other = k === forged.length - 1 && !agreed;
        const expected = other ? ["programs-diverged", []] : ["malformed-message", [1]];
        assert.deepEqual([failure.code, failure.culprits], expected, `forgery ${k}`);
        assert.deepEqual(backend.log, []);
      }
  });

  it("a backend that makes nothing of what it is asked for is an error, never a loop", async () => {
    for (const ask of [takeRandoms, takeBits]) {
      const { items, backend } = generated();
      backend.make = async () => undefined;
      await assert.rejects(ask(items, 3), /^TypeError: the backend makes no (random|square)$/);
      assert.ok(backend.macKey.dead);
    }
  });

  it("what is accepted after the end is not laid down", async () => {
    const { items, backend } = generated();
    const asked = takeRandoms(items, 30);
    await new Promise((resolve) => setImmediate(resolve));
    await items.close();
    await assert.rejects(asked, /destroyed/);
    assert.ok(backend.wiped > 0);
    assert.equal(backend.delivered.length, 2);
    for (const column of backend.delivered)
      assert.ok(
        column.every((x) => x === 0n),
        "zeroed",
      );
  });

  it("what is laid down and not handed out is zeroed when the key is destroyed", async () => {
    const { items, backend } = generated();
    await takeRandoms(items, 3);
    await backend.macKey.destroy();
    const [value] = backend.delivered;
    assert.deepEqual(value!.subarray(3), new BigUint64Array(7));
  });

  it("serves calls in call order, each item once, also where a later call could be served at once", async () => {
    const { items } = generated();
    const first = takeRandoms(items, 7);
    const second = takeRandoms(items, 0);
    const third = takeRandoms(items, 9);
    const fourth = takeRandoms(items, 2);
    assert.deepEqual((await fourth).value, numbers(16, 2));
    assert.deepEqual((await third).value, numbers(7, 9));
    assert.deepEqual((await second).value, numbers(0, 0));
    assert.deepEqual((await first).value, numbers(0, 7));
    assert.deepEqual((await takeRandoms(items, 2)).value, numbers(18, 2));
  });

  it("lets no call overtake one that waits for more than there is", async () => {
    const { items } = generated();
    await takeRandoms(items, 7);
    const [large, small] = await Promise.all([takeRandoms(items, 5), takeRandoms(items, 2)]);
    assert.deepEqual([large.value, small.value], [numbers(7, 5), numbers(12, 2)]);
  });

  it("makes what is missing, and of what goes on being used as many as were used, up to a batch", async () => {
    const { items, backend } = generated();
    for (const count of [3, 7, 1, 9, 100, 1]) await takeRandoms(items, count);
    // 10 made, all used; 10 for 1; 20 used by then, then 100 missing; then 40, the largest batch.
    assert.deepEqual(backend.log, ["random 3", "random 10", "random 100", "random 40"]);
  });

  it("takes its place in the key's queue when it is called", async () => {
    const { items, backend } = generated();
    const order: string[] = [];
    const note = (what: string) => async () => void order.push(what);
    await Promise.all([
      backend.macKey.exclusively(note("check 0")),
      takeRandoms(items, 30).then(note("items")),
      backend.macKey.exclusively(note("check 1")),
    ]);
    assert.deepEqual(
      order.filter((what) => what !== "items"),
      ["check 0", "check 1"],
    );
    assert.ok(order.indexOf("check 0") < order.indexOf("items"));
    assert.ok(backend.log.length === 1);
  });

  it("a failure on the way destroys the key and everything, and the guard's store", async () => {
    let wiped = 0;
    const { items, backend } = generated({
      ...memoryGuard,
      wipe: async () => {
        wiped++;
      },
    });
    const kept = await takeRandoms(items, 5);
    backend.fails = new Abort("malformed-message", "x", [1]);
    await assert.rejects(takeRandoms(items, 20), backend.fails);
    assert.equal(wiped, 1);
    assert.ok(backend.wiped > 0);
    assert.ok(backend.macKey.dead);
    await assert.rejects(takeRandoms(items, 1), /destroyed/);
    assert.equal(kept.value.length, 5);
    assert.equal(items.used().get("random"), 5);
  });

  it("a lack of material is told and destroys nothing", async () => {
    const { items, backend } = generated();
    await takeRandoms(items, 10);
    backend.fails = new OutOfMaterial("these keys carry no more");
    await assert.rejects(takeRandoms(items, 1), OutOfMaterial);
    assert.equal(backend.macKey.dead, false);
    backend.fails = null;
    assert.deepEqual((await takeRandoms(items, 1)).value, numbers(10, 1));
  });

  it("what others destroy or close serves nothing more", async () => {
    const { items, backend } = generated();
    await takeRandoms(items, 5);
    await backend.macKey.destroy();
    assert.ok(backend.wiped > 0);
    await assert.rejects(takeRandoms(items, 1), /destroyed/);
    const other = generated();
    await takeRandoms(other.items, 5);
    await other.items.close();
    assert.ok(other.backend.wiped > 0, "keys end with the session");
    await assert.rejects(takeRandoms(other.items, 1), /closed/);
  });
});
