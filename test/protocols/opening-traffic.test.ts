import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { referenceField } from "../../algebra/reference.ts";
import { Opener } from "../../protocols/open.ts";
import { PIECE_BYTES } from "../../protocols/opening-body.ts";
import { openingTraffic } from "../../protocols/opening-traffic.ts";
import { TrafficSum } from "../../protocols/traffic.ts";
import { deal } from "../support/dealt.ts";
import { runParties } from "../support/parties.ts";
import { assertMetered } from "../support/planned-traffic.ts";

const field = referenceField((1n << 60n) - (1n << 18n) + 1n);

describe("openingTraffic is what the meters count", () => {
  it("of any lengths and riders, under both routings, as often as one likes", () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 4 }),
        fc.constantFrom("direct", "king"),
        fc.nat(30),
        fc.array(
          fc.record({
            elements: fc.nat(20),
            riders: fc.array(fc.constantFrom(0, 8, 24), { minLength: 4, maxLength: 4 }),
          }),
          { minLength: 1, maxLength: 5 },
        ),
        async (n, routing, header, openings) => {
          const { traffic } = await runParties(n, async (s) => {
            const opener = new Opener(s, field, "open", routing);
            for (const [k, { elements, riders }] of openings.entries())
              await opener.open(deal(field, n, elements, `${k}`)[s.self]!.share.value, {
                header: new Uint8Array(header),
                rider: new Uint8Array(riders[s.self]!),
                riderLengths: riders.slice(0, n),
              });
          });
          const all = new TrafficSum(n);
          for (const [before, { elements, riders }] of openings.entries())
            all.add(
              openingTraffic({ routing, before, header, elements, riders: riders.slice(0, n) }),
            );
          assertMetered(all, traffic);
        },
      ),
      { numRuns: 60 },
    ));

  it("at the edges of pieces, whose first message alone has the header", async () => {
    const whole = PIECE_BYTES / 8;
    for (const [elements, rider, messages] of [
      [0, 0, 1],
      [whole, 0, 1],
      [whole - 1, 8, 1],
      [whole, 8, 2],
      [whole + 1, 0, 2],
      [0, PIECE_BYTES + 8, 2],
      [2 * whole, PIECE_BYTES, 3],
    ] as const)
      for (const routing of ["direct", "king"] as const) {
        const riders = [0, rider, 0];
        const { traffic } = await runParties(3, async (s) => {
          const opener = new Opener(s, field, "open", routing);
          await opener.open(new BigUint64Array(elements), {
            header: new Uint8Array(24),
            rider: new Uint8Array(riders[s.self]!),
            riderLengths: riders,
          });
        });
        const expected = openingTraffic({ routing, before: 0, header: 24, elements, riders });
        assertMetered(expected, traffic);
        assert.equal(expected.messages[1]![0], messages);
        assert.equal(expected.bytes[1]![0], 24 + 8 * elements + rider);
      }
  });
});
