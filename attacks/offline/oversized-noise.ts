/**
 * The cheater's encrypted factors hold more noise than any honest encryption. The flood of a reply to them is too small
 * to hide its sender's factor.
 */
import { prime60 } from "../../algebra/prime60.ts";
import { attack } from "../attack.ts";
import { overriding } from "../hooks.ts";

/** Honest noise is at most 21. */
const NOISE = 2n ** 20n;

export const oversizedNoise = attack({
  name: "oversized-noise",
  does: "encrypts its factors with more noise than their proof states",
  paper:
    "[KPR18] ePrint 2017/1230, ZKPoK: a ciphertext is answered once its noise is proved to be small",
  box: "protocols/plaintext-proof.ts",
  against: { security: "spdz+lowgear", parties: 2, routing: "direct" },
  corrupt: () => ({
    lattice(honest) {
      let encrypted = 0;
      return overriding(honest, {
        encrypt(key, plain) {
          const made = honest.encrypt(key, plain);
          // The first encryption is of its share of the MAC key.
          if (encrypted++ === 0) return made;
          for (const [i, { p, q }] of honest.ring.primes.entries()) {
            // The constant polynomial t·NOISE has the same value everywhere.
            const added = Number((prime60().p * NOISE) % q);
            const row = honest.ring.residues(made.ciphertext.c0, i);
            for (let at = 0; at < row.length; at++) row[at] = (row[at]! + added) % p;
          }
          return made;
        },
      });
    },
  }),
  expect: { code: "bad-proof", culprits: "the cheater" },
  check: { by: "protocols/plaintext-proof.ts", leftOut: "no-proofs", gives: "unnoticed" },
});
