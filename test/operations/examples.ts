/** The examples of every record as calls: plain values in place of secrets, and secrets in place of those. */
import type { Comparisons } from "../../online/comparisons.ts";
import type { Rounding } from "../../online/evaluator.ts";
import type {
  Checking,
  Cost,
  LocalCall,
  Operation,
  OtherCall,
  Plain,
  SecretCall,
} from "../../online/operation.ts";
import { Origin } from "../../online/origin.ts";
import { bitsOf, numbersOf, type Range, type SecretType } from "../../online/secret-type.ts";
import { SharedSecret } from "../../online/shared-secret.ts";
import type { Secret } from "../../online/values.ts";
import { NO_COST } from "../../operations/cost.ts";
import type { Mpc } from "../../operations/mpc.ts";
import { OPERATIONS } from "../../operations/registry.ts";
import type { Share } from "../../protocols/share.ts";
import { REAL } from "../online/parties.ts";
import { LONG } from "../support/long.ts";

export type Arguments = readonly unknown[];

export const RECORDS: readonly Operation[] = Object.values(OPERATIONS) as unknown as Operation[];

const isPlain = (x: unknown): x is Plain =>
  typeof x === "object" && x !== null && "shape" in x && "scale" in x && "values" in x;
const isList = (x: unknown): x is readonly Plain[] => Array.isArray(x) && x.some(isPlain);

/** The plain values among the arguments, those in lists included, in order. */
export const plainsIn = (args: Arguments): Plain[] =>
  args.flatMap((x) => (isPlain(x) ? [x] : isList(x) ? [...x] : []));

/** The arguments with the k-th plain value replaced by f of it. */
export function replacing(args: Arguments, f: (x: Plain, k: number) => unknown): unknown[] {
  let k = 0;
  return args.map((x) => (isPlain(x) ? f(x, k++) : isList(x) ? x.map((y) => f(y, k++)) : x));
}

export const examplesOf = (of: Operation, self: number): readonly Arguments[] => of.examples(self);

/** What the record says in plain integers; the first of the parties who can say it. */
export const expectedOf = (of: Operation, example: number, n: number) =>
  Array.from({ length: n }, (_, self) =>
    of.plain(...(examplesOf(of, self)[example] as readonly never[])),
  ).find((expected) => expected !== null) ?? null;

/** What an owner gives for it to be these integers. */
function given({ values, scale }: Plain): readonly (number | bigint)[] {
  if (scale === 0) return values;
  if (values.some((v) => BigInt(Number(v)) !== v)) throw new RangeError("no double is that value");
  return values.map((v) => Number(v) / 2 ** scale);
}

/** What is declared of a plain value that is shared. */
export interface Promised {
  readonly type?: "bit";
  readonly range?: Range;
}

const NOTHING = (): Promised => ({});

/** The arguments, every plain value shared by another party in turn. */
export async function shared(
  mpc: Mpc,
  args: Arguments,
  promised: (x: Plain, k: number) => Promised = NOTHING,
): Promise<unknown[]> {
  const secrets = await Promise.all(
    plainsIn(args).map((x, k) => {
      const owner = k % mpc.n;
      const type = x.type === undefined ? { scale: x.scale } : { type: x.type };
      const declared = { ...type, ...promised(x, k) };
      return mpc.input(owner, x.shape, mpc.self === owner ? given(x) : null, declared);
    }),
  );
  return replacing(args, (_, k) => secrets[k]);
}

/** The method of that record, called. */
export const call = (mpc: Mpc, { name }: Operation, args: Arguments): unknown =>
  (mpc as unknown as Record<string, (...args: Arguments) => unknown>)[name]!(...args);

const UNSHARED: Share = { value: new BigUint64Array(0), mac: null };
const NOWHERE = new Origin("test", { a: 0, b: 0, c: 0, d: 0 });

/** A secret of that type; by default nothing else is known of it. */
const typed = (type: SecretType, share: Share): Secret =>
  new SharedSecret({}, share, type, NOWHERE);

/** What the record makes of a call, without a run. */
export function prepared(
  of: Operation,
  args: Arguments,
  {
    n = 2,
    self = 0,
    rounding = "probabilistic" as Rounding,
    comparisons = "tree" as Comparisons,
    typeOf = ({ shape, scale, type }: Plain) =>
      type === "bit" ? bitsOf(shape) : numbersOf(shape, scale, null),
    shareOf = (_: Plain): Share => UNSHARED,
  } = {},
): LocalCall | SecretCall | OtherCall<unknown> {
  const checking: Checking = {
    field: REAL,
    self,
    n,
    rounding,
    comparisons,
    own: (x) => x as SharedSecret,
    assertParty: () => {},
  };
  const typedArgs: unknown = replacing(args, (x) => typed(typeOf(x), shareOf(x)));
  return of.prepare(checking, ...(typedArgs as readonly never[]));
}

/** What the record says that the call costs. */
export function costOf(
  of: Operation,
  args: Arguments,
  n = 2,
  settings: { readonly rounding?: Rounding; readonly comparisons?: Comparisons } = {},
): Cost {
  const made = prepared(of, args, { n, ...settings });
  return "cost" in made ? made.cost() : NO_COST;
}

/** Whether it compares secrets: whether it matters how the run does that. */
export const compares = (of: Operation): boolean => {
  const costs = (comparisons: Comparisons) =>
    JSON.stringify(examplesOf(of, 0).map((args) => costOf(of, args, 2, { comparisons })));
  return costs("tree") !== costs("product");
};

/** All compare by one function, so few are tried in the other way as well; all in the long form. */
const TRIED_BY_PRODUCTS = ["lessThan", "sign", "sortBy"];

/** The ways to compare in which a record is tried. */
export const waysOf = (of: Operation): readonly Comparisons[] =>
  compares(of) && (LONG || TRIED_BY_PRODUCTS.includes(of.name)) ? ["tree", "product"] : ["tree"];

export const isSecret = (x: unknown): x is Secret => x instanceof SharedSecret;

/** Everything opened so far is checked. */
export async function settled(mpc: Mpc): Promise<void> {
  await mpc.output(mpc.constant([0], 1));
}

/** A list of values, as integers: 0 and 1 for what is false and true. */
export const integersOf = (list: readonly (number | bigint | boolean)[]): bigint[] =>
  list.map(BigInt);
