/** The end of a party's links: goodbyes of an orderly one, and what cuts the links that do not end by themselves. */
import { LINGER_MS } from "./limits.ts";
import type { Link } from "./link.ts";

/**
 * Says bye on every link once it is flushed, and waits until each peer has heard it or has left. `step` is due whenever
 * something has left the outbox: written, or asked for by its receiver.
 */
export class Farewell {
  readonly #links: readonly Link[];
  readonly #said = new Set<Link>();
  readonly #done = Promise.withResolvers<void>();

  constructor(links: readonly Link[]) {
    this.#links = links;
  }

  /** Something has gone out, or has been heard. */
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
 * Ends what does not end by itself. A peer that has stopped reading for a while hears our last word only if we
 * wait; one that is to blame, or shows no life, has no claim to that.
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
