import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { prime60 } from "../../algebra/prime60.ts";
import { OutgoingBody, PIECE_BYTES } from "../../protocols/opening-body.ts";

const field = prime60();
const HEADER = Uint8Array.from({ length: 24 }, (_, k) => k);
const PIECE = PIECE_BYTES / 8;

describe("OutgoingBody", () => {
  it("cuts header, elements and rider into pieces that join to the whole", () =>
    fc.assert(
      fc.property(
        fc.constantFrom(0, 1, PIECE - 1, PIECE, PIECE + 1),
        fc.constantFrom(0, 1, 8, PIECE_BYTES - 8, PIECE_BYTES, PIECE_BYTES + 1),
        fc.nat(PIECE + 1),
        (t, riderLength, split) => {
          const elements = new BigUint64Array(t).map((_, k) => BigInt(k));
          const rider = new Uint8Array(riderLength).fill(9);
          const minus = new BigUint64Array(t).fill(3n);
          const plus = elements.map((x) => x + 3n);
          const parts = [
            elements.subarray(0, split),
            { plus: plus.subarray(split), minus: minus.subarray(split) },
          ];
          for (const header of [HEADER, HEADER.subarray(0, 5), new Uint8Array(0)]) {
            const body = new OutgoingBody(field, header, parts, rider);
            const pieces = Array.from({ length: body.pieces }, (_, k) => body.piece(k));
            const messages = pieces.map(({ message }) => message);
            const whole = Buffer.concat([header, field.encode(elements), rider]);
            assert.equal(Buffer.compare(Buffer.concat(messages), whole), 0);
            const own = Buffer.concat(pieces.map((piece) => field.encode(piece.elements)));
            assert.equal(Buffer.compare(own, field.encode(elements)), 0);
            const bound = (k: number) => PIECE_BYTES + (k === 0 ? header.length : 0);
            assert.ok(messages.every((m, k) => m.length <= bound(k)));
          }
        },
      ),
      { numRuns: 30 },
    ));
});
