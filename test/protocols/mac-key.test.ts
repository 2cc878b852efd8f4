import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { Abort, Interrupted, OutOfMaterial } from "../../network/abort.ts";
import { type CheckKey, type KeyGuard, MacKey } from "../../protocols/mac-key.ts";

/** Writes down what it is asked for; `wipe` fails the first `failures` times. */
function recordingGuard(log: string[], failures = 0): KeyGuard {
  let left = failures;
  return {
    mark: async () => void log.push("mark"),
    unmark: async () => void log.push("unmark"),
    wipe: async () => {
      log.push("wipe");
      if (left-- > 0) throw new Error("disk is gone");
    },
  };
}

describe("MacKey", () => {
  it("runs one check at a time, in call order", async () => {
    const key = new MacKey("id", BigUint64Array.of(7n));
    const log: string[] = [];
    const check = (name: string) => async () => {
      log.push(`${name} begins`);
      for (let k = 0; k < 5; k++) await Promise.resolve();
      log.push(`${name} ends`);
    };
    await Promise.all(["a", "b", "c"].map((name) => key.exclusively(check(name))));
    assert.deepEqual(
      log,
      ["a", "b", "c"].flatMap((name) => [`${name} begins`, `${name} ends`]),
    );
  });

  it("keeps a place in the queue for several checks, whenever they are made", async () => {
    const key = new MacKey("id", BigUint64Array.of(7n));
    const log: string[] = [];
    const pause = () => new Promise((resolve) => setImmediate(resolve));
    const check = (name: string) => async () => {
      log.push(`${name} begins`);
      await pause();
      log.push(`${name} ends`);
    };
    let late: CheckKey | null = null;
    const place = key.section(async (own) => {
      late = own;
      assert.equal(own.share, key.share);
      await pause();
      await Promise.all([own.exclusively(check("a")), own.exclusively(check("b"))]);
      await pause();
      void own.exclusively(check("c"));
    });
    await Promise.all([place, key.exclusively(check("d"))]);
    assert.deepEqual(
      log,
      ["a", "b", "c", "d"].flatMap((name) => [`${name} begins`, `${name} ends`]),
    );
    await assert.rejects(late!.exclusively(check("e")), /has ended/);
  });

  it("a check left unanswered beside a failure does not keep the failure back", async () => {
    const key = new MacKey("id", BigUint64Array.of(7n));
    const unanswered = Promise.withResolvers<void>();
    const failure = new Abort("bad-proof", "x", [1]);
    const section = key.section(async (own) => {
      void own.exclusively(() => unanswered.promise).catch(() => undefined);
      await new Promise((resolve) => setImmediate(resolve));
      return own.destroyAfter(failure);
    });
    await assert.rejects(section, failure);
    let settled = false;
    const end = key.settled().then(() => {
      settled = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(
      settled,
      false,
      "what the key protects is not released before the check has ended",
    );
    unanswered.resolve();
    await end;
  });

  it("a section that fails, or in which a check fails, ends the queue", async () => {
    for (const inside of [true, false]) {
      const key = new MacKey("id", BigUint64Array.of(7n));
      const failure = new Abort("mac-check-failed", "x");
      const fail = async () => {
        throw failure;
      };
      const section = key.section(async (own) => {
        if (!inside) return fail();
        await own.exclusively(fail).catch(() => undefined);
        await assert.rejects(
          own.exclusively(async () => undefined),
          failure,
        );
        return own.destroyAfter(failure);
      });
      await assert.rejects(section, failure);
      await assert.rejects(
        key.exclusively(async () => undefined),
        failure,
      );
      assert.equal(key.dead, inside);
    }
  });

  it("rejects every later check with the first failure, and never starts it", async () => {
    const key = new MacKey("id", BigUint64Array.of(7n));
    const failure = new Abort("programs-diverged", "x");
    let started = 0;
    const checks = [
      key.exclusively(async () => {
        throw failure;
      }),
      key.exclusively(async () => started++),
    ];
    for (const check of checks) await assert.rejects(check, failure);
    await assert.rejects(
      key.exclusively(async () => started++),
      failure,
    );
    assert.equal(started, 0);
    assert.equal(key.dead, false, "a failure outside the window does not wipe");
  });

  it("destroys α_i in memory before it waits for the guard, and refuses everything after", async () => {
    const share = BigUint64Array.of(7n);
    const log: string[] = [];
    const key = new MacKey("id", share, recordingGuard(log));
    const destroying = key.destroy();
    assert.deepEqual([share[0], key.dead], [0n, true]);
    assert.throws(() => key.share, /the MAC key is destroyed/);
    await destroying;
    let started = 0;
    await assert.rejects(
      key.exclusively(async () => started++),
      /the MAC key is destroyed/,
    );
    assert.equal(started, 0);
    await key.destroy();
    assert.deepEqual(log, ["wipe"], "wiped once");
  });

  it("a slow disk keeps no failure back: peers are told once the wipe is certain, not once it is done, nor before", async () => {
    const told: unknown[] = [];
    const marked = Promise.withResolvers<void>();
    const done = Promise.withResolvers<void>();
    const guard: KeyGuard = {
      ...recordingGuard([]),
      wipe: async (_reason, mark) => {
        await marked.promise;
        mark?.();
        await done.promise;
      },
    };
    const key = new MacKey("id", BigUint64Array.of(7n), guard);
    key.whenFailed((failure) => told.push(failure));
    const failure = new Abort("bad-proof", "x", [1]);
    const ended = assert.rejects(key.destroyAfter(failure), (error) => error === failure);
    await new Promise(setImmediate);
    assert.deepEqual(told, [], "not before the mark is durable");
    marked.resolve();
    await new Promise(setImmediate);
    assert.deepEqual(told, [failure]);
    done.resolve();
    await ended;
  });

  it("that somebody is merely gone spares what its guard holds only if the guard says so; memory never", async () => {
    const silence: Error[] = [
      new Abort("peer-closed", "x", [1]),
      new Abort("peer-silent", "x", [1]),
      new Abort("peer-aborted", "x", [], "a peer says that a third is silent", true),
      new Interrupted("x"),
      new OutOfMaterial("x"),
    ];
    const others = [
      new Abort("peer-aborted", "x"),
      new Abort("peer-closed", "x", [1], "told by who has lost its keys by it", false),
      new Abort("bad-proof", "x", [1]),
      new Error("x"),
    ];
    for (const failure of [...silence, ...others])
      for (const spares of [true, false, undefined]) {
        const log: string[] = [];
        const share = BigUint64Array.of(7n);
        const guard = {
          ...recordingGuard(log),
          ...(spares !== undefined && { cutShort: () => spares }),
        };
        const key = new MacKey("id", share, guard);
        key.whenDestroyed(() => log.push("zeroed"));
        await assert.rejects(key.destroyAfter(failure), (error) => error === failure);
        const kept = spares === true && silence.includes(failure);
        assert.deepEqual(log, kept ? ["zeroed"] : ["zeroed", "wipe"], failure.message);
        assert.deepEqual([share[0], key.dead], [0n, true]);
      }
  });

  it("cheating that shows after a silence destroys what the silence had spared; what fails for want of the key does not", async () => {
    const silence = new Abort("peer-closed", "x", [1]);
    for (const [later, wiped] of [
      [new Abort("bad-proof", "x", [2]), true],
      [new Error("the keys are destroyed"), false],
    ] as const) {
      const log: string[] = [];
      const guard = { ...recordingGuard(log), cutShort: () => true };
      const key = new MacKey("id", BigUint64Array.of(7n), guard);
      await assert.rejects(key.destroyAfter(silence), (error) => error === silence);
      await assert.rejects(key.destroyAfter(later), (error) => error === silence);
      assert.deepEqual(log, wiped ? ["wipe"] : [], later.message);
    }
  });

  it("tries a wipe again that failed", async () => {
    const log: string[] = [];
    const key = new MacKey("id", BigUint64Array.of(7n), recordingGuard(log, 1));
    await assert.rejects(key.destroy(), /disk is gone/);
    await key.destroy();
    assert.deepEqual(log, ["wipe", "wipe"]);
  });

  it("ends a failed check with its own failure, the wipe's as the cause if that failed too", async () => {
    for (const failures of [0, 1]) {
      const failure = new Abort("mac-check-failed", "x");
      const key = new MacKey("id", BigUint64Array.of(7n), recordingGuard([], failures));
      await assert.rejects(key.destroyAfter(failure), (error) => error === failure);
      assert.equal(
        (failure.cause as Error | undefined)?.message,
        failures ? "disk is gone" : undefined,
      );
      assert.ok(key.dead);
      const said = "; the store is not wiped yet: disk is gone";
      assert.equal(failure.message.endsWith(said), failures === 1, failure.message);
    }
  });

  it("fails all that was under way for the first failure, however long the wipe takes", async () => {
    const wipe = Promise.withResolvers<void>();
    const guard = { ...recordingGuard([]), wipe: () => wipe.promise };
    const key = new MacKey("id", BigUint64Array.of(7n), guard);
    const first = new Abort("mac-check-failed", "x");
    const ends = [first, new Error("the keys are destroyed")].map((failure) =>
      key.destroyAfter(failure),
    );
    wipe.resolve();
    for (const end of ends) await assert.rejects(end, (error) => error === first);
  });

  it("is settled once its last check is over, and the wipe that this check began", async () => {
    const log: string[] = [];
    const slow = async () => {
      for (let k = 0; k < 5; k++) await Promise.resolve();
    };
    const guard = {
      ...recordingGuard(log),
      wipe: async () => {
        await slow();
        log.push("wiped");
      },
    };
    const key = new MacKey("id", BigUint64Array.of(7n), guard);
    const checks = [key.exclusively(slow), key.exclusively(() => key.destroyAfter(new Error("x")))];
    await key.settled();
    assert.deepEqual(log, ["wiped"]);
    await Promise.allSettled(checks);
    const doomed = new MacKey("id", BigUint64Array.of(7n), guard);
    void doomed.destroy();
    await doomed.settled();
    assert.deepEqual(log, ["wiped", "wiped"]);
  });

  it("forgets α_i without wiping anything, and is of no use then", async () => {
    const share = BigUint64Array.of(7n);
    const log: string[] = [];
    const key = new MacKey("id", share, recordingGuard(log));
    key.forget();
    assert.deepEqual([share[0], key.dead, log], [0n, false, []]);
    assert.throws(() => key.share, /the MAC key is forgotten/);
    await assert.rejects(
      key.exclusively(async () => {}),
      /the MAC key is forgotten/,
    );
  });

  it("takes what was made under it along when it is destroyed", async () => {
    const key = new MacKey("id", BigUint64Array.of(7n));
    let zeroed = 0;
    key.whenDestroyed(() => zeroed++);
    await key.destroy();
    key.whenDestroyed(() => zeroed++);
    await key.destroy();
    assert.equal(zeroed, 2);
  });

  it("shows no share when inspected or written as JSON", () => {
    const key = new MacKey("id", BigUint64Array.of(123456789n));
    assert.doesNotMatch(inspect(key, { depth: 9, showHidden: true }), /123456789/);
    assert.equal(JSON.stringify(key), '{"id":"id"}');
  });
});
