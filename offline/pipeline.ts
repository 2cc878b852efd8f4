/**
 * Batches in a pipeline. Their first two stages run in lanes. Each lane runs at most one `begin` and one `finish` at a
 * time: it begins the next batch while it finishes one. The third stage takes all batches in order, one at a time. So
 * checks come in the same order at every party, however lanes overlap.
 */

/** One kind of batch, from its plan to its acceptance. */
export interface Stages<Begun, Made> {
  begin(batch: number): Promise<Begun>;
  finish(begun: Begun, batch: number): Promise<Made>;
  accept(made: Made, batch: number): Promise<void>;
}

/** AGREEMENT: batches of a lane under way at once. It bounds memory, and what peers may send ahead. */
const WINDOW = 2;

/**
 * Resolves once all batches are accepted. Rejects with the first failure of any stage, after which no stage is started.
 * Stages that run then stop when their keys or their session end.
 */
export async function inPipeline<Begun, Made>(
  batches: number,
  stages: Stages<Begun, Made>,
  lanes = 1,
  laneOf: (batch: number) => number = (batch) => batch % lanes,
): Promise<void> {
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {}); // The race at the end reports it.
  let over = false;
  const after = <T, U>(before: Promise<T>, stage: (result: T) => Promise<U>): Promise<U> => {
    const step = before.then((result) => (over ? failed.promise : stage(result)));
    step.catch((failure) => {
      over = true;
      failed.reject(failure);
    });
    return step;
  };
  const first = Promise.resolve<unknown>(undefined);
  const begun = Array<Promise<unknown>>(lanes).fill(first);
  const finished = Array<Promise<unknown>>(lanes).fill(first);
  const accepted: Promise<unknown>[] = [];
  for (let k = 0; k < batches; k++) {
    const lane = laneOf(k);
    const room = Promise.race([accepted[k - WINDOW * lanes], failed.promise]);
    const start = after(Promise.all([begun[lane], room]), () => stages.begin(k));
    const made = after(Promise.all([start, finished[lane]]), ([batch]) => stages.finish(batch, k));
    begun[lane] = start;
    finished[lane] = made;
    accepted.push(
      after(Promise.all([made, accepted[k - 1]]), ([batch]) => stages.accept(batch, k)),
    );
  }
  await Promise.race([accepted.at(-1), failed.promise]);
}

/**
 * The number of vectors of each batch. They give at least `atLeast` items, if a vector has `perVector` items and each
 * batch loses `lost` of its own. There are as few batches of at most `most` vectors as that takes. Their sizes differ
 * by one at most.
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
