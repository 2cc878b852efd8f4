/** Making a program's material before it runs, and saying meanwhile how far that is. */
import type { Party, Preparation } from "../host/node/party/party.ts";
import type { StockDemand } from "../items/stock.ts";

const EVERY_MS = 1000;

export async function prepared(
  party: Pick<Party, "prepare" | "preparation">,
  needs: StockDemand,
  onItems: (now: Preparation) => void,
): Promise<void> {
  const tick = setInterval(() => {
    const now = party.preparation();
    if (now !== null) onItems(now);
  }, EVERY_MS);
  try {
    await party.prepare(needs);
  } finally {
    clearInterval(tick);
  }
}
