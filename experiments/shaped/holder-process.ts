/** Holds a network namespace and its relays open, and ends with its launcher. namespaces.ts starts it. */
import { seededRandom } from "../statistics/random.ts";
import type { FromHolder, ToHolder } from "./messages.ts";
import { openRelay } from "./relay.ts";

process.once("disconnect", () => process.exit());
// The launcher decides what Ctrl-C does.
for (const signal of ["SIGINT", "SIGQUIT"] as const) process.on(signal, () => undefined);

process.on("message", (message) => {
  const open = (message as ToHolder).relays.map(({ seed, ...relay }) =>
    openRelay({ ...relay, listenHost: "127.0.0.1", random: seededRandom(seed) }),
  );
  Promise.all(open).then(
    () => tell(null),
    (error: Error) => tell(error.message),
  );
});
tell(null);

function tell(error: string | null): void {
  process.send!({ error } satisfies FromHolder, undefined, undefined, () => undefined);
}
