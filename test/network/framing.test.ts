import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { FrameReader, FrameWriter } from "../../network/framing.ts";
import { CHUNK_BYTES, MAX_MESSAGE_BYTES, MAX_STREAMS } from "../../network/limits.ts";

const refuses = (frames: readonly Uint8Array[], why: RegExp) => {
  const reader = new FrameReader();
  for (const frame of frames.slice(0, -1)) reader.read(frame);
  assert.throws(
    () => reader.read(frames.at(-1)!),
    (error: unknown) => error instanceof RangeError && why.test(error.message),
  );
};

describe("frames", () => {
  it("read back as written", () => {
    const [writer, reader] = [new FrameWriter(), new FrameReader()];
    const payload = Uint8Array.of(1, 2, 3);
    assert.deepEqual(reader.read(writer.hello(payload)), { type: "hello", payload });
    assert.deepEqual(reader.read(writer.proof(payload)), { type: "proof", payload });
    for (const tag of ["a/b", "a/b", "ü", "", "a/b"])
      for (const wanted of [false, true]) {
        const whole = { type: "whole", tag, payload, wanted };
        assert.deepEqual(reader.read(writer.whole(tag, payload, wanted)), whole);
      }
    assert.deepEqual(reader.read(writer.heartbeat(true, 3)), {
      type: "heartbeat",
      waiting: true,
      fed: 3,
    });
    const debts = ["a/open", "ä"].map((tag, k) => ({ tag, message: new Uint8Array(40 * k) }));
    for (const owed of [[], debts])
      assert.deepEqual(reader.read(writer.abort(3, owed)), { type: "abort", code: 3, debts: owed });
    assert.deepEqual(reader.read(writer.bye()), { type: "bye" });
    assert.deepEqual(reader.read(writer.byeAck()), { type: "bye-ack" });
    assert.deepEqual(reader.read(writer.taken(2 ** 31)), { type: "taken", bytes: 2 ** 31 });
    assert.deepEqual(reader.read(writer.held(7)), { type: "held", number: 7 });
    assert.deepEqual(reader.read(writer.want(7, "ü")), { type: "want", number: 7, tag: "ü" });
  });

  it("small ones have memory of their own, however many and however long", () => {
    const [writer, reader] = [new FrameWriter(), new FrameReader()];
    const payloadOf = (k: number) => new Uint8Array((k * 37) % 600).fill(k);
    const frames = Array.from({ length: 300 }, (_, k) => writer.whole("x", payloadOf(k)));
    for (const [k, frame] of frames.entries())
      assert.deepEqual(reader.read(frame), {
        type: "whole",
        tag: "x",
        payload: payloadOf(k),
        wanted: false,
      });
  });

  it("a large message is its head, then bodies of known lengths", () => {
    const [writer, reader] = [new FrameWriter(), new FrameReader()];
    const total = CHUNK_BYTES + 5;
    const head = reader.read(writer.first(7, total, "big", true));
    assert.deepEqual(head, { type: "first", stream: 7, total, tag: "big", wanted: true });
    const body = reader.read(new Uint8Array(CHUNK_BYTES));
    assert.ok(body.type === "body" && body.stream === 7 && !body.last);
    reader.read(writer.whole("between", new Uint8Array(1)));
    assert.deepEqual(reader.read(writer.part(7)), { type: "part" });
    const last = reader.read(new Uint8Array(5));
    assert.ok(last.type === "body" && last.last);
  });

  it("a replayed, reordered or dropped frame is refused by its number", () => {
    const writer = new FrameWriter();
    const [a, b, c] = [0, 1, 2].map((k) => writer.whole("x", Uint8Array.of(k)));
    refuses([a!, a!], /frame 0 where 1 was due/);
    refuses([b!], /frame 1 where 0 was due/);
    refuses([a!, c!], /frame 2 where 1 was due/);
  });

  it("an announcement of 4 GiB is refused before anything is allocated", () => {
    refuses([new FrameWriter().first(0, 2 ** 32 - 1, "x")], /announces 4294967295 bytes/);
    refuses([new FrameWriter().first(0, MAX_MESSAGE_BYTES + 1, "x")], /announces/);
    refuses([new FrameWriter().first(0, 0, "x")], /announces 0/);
  });

  it("too many large messages at once, a stream opened twice, a part of none", () => {
    const writer = new FrameWriter();
    const frames = Array.from({ length: MAX_STREAMS + 1 }, (_, k) => [
      writer.first(k, CHUNK_BYTES + 1, "x"),
      new Uint8Array(CHUNK_BYTES),
    ]).flat();
    refuses(frames.slice(0, -1), /large messages at once/);
    const twice = new FrameWriter();
    const open = () => twice.first(1, CHUNK_BYTES + 1, "x");
    refuses([open(), new Uint8Array(CHUNK_BYTES), open()], /open already/);
    refuses([new FrameWriter().part(3)], /stream 3, not open/);
  });

  it("a body of any other length", () => {
    for (const length of [0, 4, 6])
      refuses([new FrameWriter().first(0, 5, "x"), new Uint8Array(length)], /where 5 are due/);
  });

  it("types nobody knows, flags nobody set, leftovers, lies about the tag's length", () => {
    const frame = (...bytes: number[]) => Uint8Array.of(bytes[0]!, 0, 0, 0, 0, ...bytes.slice(1));
    refuses([frame(0)], /unknown type 0/);
    for (const type of [13, 0x80, 0x81, 0x86])
      refuses([frame(type)], new RegExp(`unknown type ${type}`));
    refuses([frame(10, 1)], /1 bytes where 4/);
    refuses([frame(11, 1, 0, 0, 0, 0)], /5 bytes where 4/);
    refuses([frame(12, 1)], /short/);
    refuses([frame(12, ...new Array(1029).fill(97))], /tag of 1025/);
    refuses([frame(12, 1, 0, 0, 0, 0xc3, 0x28)], /UTF-8/);
    refuses([frame(6, 2, 0)], /flags 2/);
    refuses([frame(6, 1)], /1 bytes where 2/);
    refuses([frame(7)], /without a code/);
    refuses([frame(7, 1, 1)], /cut short/);
    refuses([frame(7, 1, 1, 0, 97, 2, 0, 5)], /cut short/);
    refuses([frame(7, 1, 1, 4)], /cut short/);
    refuses([frame(7, 1, 1, 0, 0xff, 0, 0)], /UTF-8/);
    refuses([frame(8, 0)], /1 bytes where 0/);
    refuses([frame(3, 5, 0, 97)], /shorter than its tag/);
    refuses([frame(3, 255, 255)], /tag of 65535/);
    refuses([frame(3, 1)], /short/);
    refuses([frame(3, 2, 0, 0xc3, 0x28)], /UTF-8/);
    refuses([frame(4, 0, 0, 0, 0, 1)], /short announcement/);
    refuses(
      [frame(4, 0, 0, 0, 0, 5, 0, 0, 0, 1, 0, 97, 0)],
      /12 bytes where 11|13 bytes where 11|bytes where/,
    );
    refuses([frame(5, 1)], /1 bytes where 4/);
    refuses([Uint8Array.of(1)], /a frame of 1 bytes/);
    assert.throws(() => new FrameWriter().whole("x".repeat(1025), new Uint8Array(0)), RangeError);
  });

  it("garbage is refused or parsed, and never anything else", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 }), (frames) => {
        const reader = new FrameReader();
        try {
          frames.forEach((bytes, k) => {
            // Right numbers, so that the parser behind them is reached.
            if (bytes.length >= 5) bytes.set([(bytes[0]! % 14) | (bytes[0]! & 0x80), k, 0, 0, 0]);
            reader.read(bytes);
          });
        } catch (error) {
          assert.ok(error instanceof RangeError, String(error));
        }
      }),
      { numRuns: 2000, seed: 20_250_101 },
    );
  });
});
