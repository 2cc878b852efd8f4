import type { WorkObserver } from "../../algebra/work.ts";
import type { Digest, Suite } from "../../crypto/suite.ts";

/** The same primitives, told to `by`: "suite/sha256" and "suite/aes", counted in bytes. */
export function observedSuite(suite: Suite, by: WorkObserver): Suite {
  return {
    ...suite,
    sha256: () => {
      const state = suite.sha256();
      const digest: Digest = {
        update(bytes) {
          by("suite/sha256", bytes.length, () => state.update(bytes));
          return digest;
        },
        digest: () => by("suite/sha256", 0, () => state.digest()),
      };
      return digest;
    },
    keyStream: (key) => {
      const stream = suite.keyStream(key);
      return { next: (length) => by("suite/aes", length, () => stream.next(length)) };
    },
  };
}
