/**
 * Batches in a pipeline: the next is begun while one is finished and another accepted. Every stage takes the
 * batches in order, one at a time, so the order of all messages within a stage, and of all checks, is the same
 * at every party, however the stages overlap.
 */

/** One kind of batch, from its plan to its acceptance. */
export interface Stages<Begun, Made> {
  begin(batch: number): Promise<Begun>;
  finish(begun: Begun, batch: number): Promise<Made>;
  accept(made: Made, batch: number): Promise<void>;
}

/** LOCAL: batches under way at once; bounds memory. */
const WINDOW = 2;

/**
 * Resolves once all batches are accepted; rejects with the first failure of any stage. Nothing is begun after it;
 * what is under way meets the end of its keys or of its session.
 */
export async function inPipeline<Begun, Made>(
  batches: number,
  stages: Stages<Begun, Made>,
): Promise<void> {
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {}); // Whoever waits below sees it.
  const noted = <T>(step: Promise<T>): Promise<T> => {
    step.catch(failed.reject);
    return step;
  };
  const acceptances: Promise<void>[] = [];
  let finished: Promise<unknown> = Promise.resolve();
  let accepted: Promise<unknown> = Promise.resolve();
  for (let k = 0; k < batches; k++) {
    if (k >= WINDOW) await Promise.race([acceptances[k - WINDOW], failed.promise]);
    const begun = await Promise.race([noted(stages.begin(k)), failed.promise]);
    const made = noted(finished.then(() => stages.finish(begun, k)));
    const acceptance = noted(
      Promise.all([made, accepted]).then(([batch]) => stages.accept(batch, k)),
    );
    acceptances.push(acceptance);
    finished = made;
    accepted = acceptance;
  }
  await Promise.race([accepted, failed.promise]);
}

/**
 * How many vectors each batch has: enough for `atLeast` items where a vector has `perVector` and a batch loses
 * `lost` of its own; as few batches of at most `most` vectors as do, of sizes that differ by one at most.
 */
export function batchSizes(
  atLeast: number,
  perVector: number,
  most: number,
  lost: number,
): number[] {
  let vectors = Math.ceil(atLeast / perVector);
  const batchesOf = (v: number) => Math.ceil(v / most);
  while (vectors * perVector - lost * batchesOf(vectors) < atLeast) vectors++;
  const batches = batchesOf(vectors);
  return Array.from(
    { length: batches },
    (_, k) => Math.floor(vectors / batches) + (k < vectors % batches ? 1 : 0),
  );
}
