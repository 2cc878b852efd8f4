/** The end of a party's links: the goodbyes of an orderly end, and cutting the links that do not end by themselves. */
import { LINGER_MS } from "./limits.ts";
import type { Link } from "./link.ts";

/**
 * Says bye on every link once the link is flushed, and waits until each peer has heard it or has left. `step` must be
 * called whenever something has left the outbox, because it was written, or because its receiver asked for it.
 */
export class Farewell {
  readonly #links: readonly Link[];
  readonly #said = new Set<Link>();
  readonly #done = Promise.withResolvers<void>();

  constructor(links: readonly Link[]) {
    this.#links = links;
  }

  /** Called when something has gone out, or a peer has heard something. */
  step(): void {
    for (const link of this.#links) {
      if (!link.flushed || this.#said.has(link)) continue;
      this.#said.add(link);
      link.bye();
    }
    if (this.#links.every((link) => link.dead || link.left !== null || link.acknowledged))
      this.#done.resolve();
  }

  /** Resolves when all is said and heard, or after `deadlineMs`. */
  async within(deadlineMs: number): Promise<void> {
    const limit = setTimeout(this.#done.resolve, deadlineMs);
    this.step();
    await this.#done.promise;
    clearTimeout(limit);
  }
}

/**
 * Cuts the links that do not end by themselves. A peer that has stopped reading for a while hears our last word only
 * if we wait. We do not wait so long for a peer that is to blame or shows no life.
 */
export function cutLater(
  links: readonly (Link | null)[],
  culprits: readonly number[],
  deadlineMs: number,
): void {
  const soon = (link: Link | null, peer: number) =>
    culprits.includes(peer) || (link?.silentTicks ?? 0) >= 2;
  const cut = (some: readonly (Link | null)[]) => {
    for (const link of some) link?.destroy();
  };
  setTimeout(() => cut(links.filter(soon)), LINGER_MS).unref();
  setTimeout(() => cut(links), Math.max(LINGER_MS, deadlineMs)).unref();
}
