/**
 * What an operation is: a file in operations/ with one record. From the record follow its method of Mpc with its types,
 * its checks, its costs, what tests hold it against, and its line of the reference. Nothing else knows it by name.
 */
import type { Field } from "../algebra/field.ts";
import type { ItemKind } from "../items/kinds.ts";
import type { SecurityTerm } from "../protocols/security.ts";
import type { LocalContext, Share } from "../protocols/share.ts";
import type { Comparisons } from "./comparisons.ts";
import type { Kernel } from "./kernel.ts";
import { type OperationId, operationId } from "./origin.ts";
import type { Rounding } from "./rounding.ts";
import type { SecretType } from "./secret-type.ts";
import type { Shape } from "./shape.ts";
import type { Operand, SharedSecret } from "./shared-secret.ts";
import type { MaskedMatrix, Secret } from "./values.ts";

/** What `prepare` checks a call with. */
export interface Checking {
  readonly field: Field;
  readonly self: number;
  readonly n: number;
  readonly rounding: Rounding;
  readonly comparisons: Comparisons;
  /** TypeError, in the operation's name, unless x is a secret of this run. */
  own(x: Secret): SharedSecret;
  /** RangeError, in the operation's name, unless there is such a party. */
  assertParty(party: number): void;
}

/** What the cost of a comparison depends on. */
export type Comparing = Pick<Checking, "field" | "comparisons">;

/** What a call costs beyond its operands. Of calls that wait for each other it is the sum. */
export interface Cost {
  /** Rounds that announce a check, and rounds inside checks, are not counted. */
  readonly rounds: number;
  /** Elements opened. */
  readonly opened: number;
  readonly items: readonly (readonly [item: ItemKind, count: number])[];
  /** MAC checks, if everything opened before is checked already. Nothing opened needs no check. */
  readonly checks?: number;
}

/** A call with which nothing can be wrong any more. */
interface Prepared {
  /** The secrets that it computes with, in order. */
  readonly operands: readonly SharedSecret[];
  /** Public parameters that shape the call. They are part of its id, and never values. */
  readonly parameters?: readonly number[];
  /** The name under which the call has its id; the operation's own by default. */
  readonly as?: OperationId;
  /** What it works on besides secrets, of this run. First in its id. */
  readonly others?: readonly Operand[];
  /** Scales that an error about a number out of range names; that of the first operand by default. */
  readonly scales?: readonly number[];
  /** Of which operands the result is right, where that is not all numbers within ±M. */
  readonly domain?: string;
  /** Where the result has no range for that: which operand can leave which domain. Null or nothing: it can leave ±M itself. */
  readonly beyond?: string | null;
}

export interface LocalCall extends Prepared {
  /** True if it takes public values. No id holds those, so each such call has another id. */
  readonly valued?: boolean;
  readonly gives: SecretType;
  run(local: LocalContext, shares: readonly Share[]): Share;
}

export interface SecretCall extends Prepared {
  readonly gives: SecretType;
  /** Asked for by tests and the reference alone. */
  cost(): Cost;
  /** What it adds to the budget beyond its items, with counts. */
  readonly terms?: readonly SecurityTerm[];
  run(kernel: Kernel, shares: readonly Share[]): Promise<Share>;
}

export interface OtherCall<T> extends Omit<SecretCall, "gives" | "run"> {
  run(kernel: Kernel, shares: readonly Share[], calling: Calling): Promise<T>;
}

/** For an operation whose result makes calls itself. */
export interface Calling {
  /** What it returns belongs to this run and comes from this call. */
  operand<X extends Operand>(make: (...of: ConstructorParameters<typeof Operand>) => X): X;
  call<A extends readonly unknown[]>(of: SecretOperation<A>, ...args: A): Promise<Secret>;
}

/** Numbers as tests give and expect them: integers, value·2^scale. */
export interface Plain {
  readonly shape: Shape;
  readonly scale: number;
  readonly values: readonly bigint[];
  /** What a call is given; of what it gives this says nothing. */
  readonly type?: "bit";
}

/** The arguments of a call, with a plain value in place of each secret. */
export type Plainly<A extends readonly unknown[]> = A extends unknown
  ? { [K in keyof A]: PlainOf<A[K]> }
  : never;
type PlainOf<T> = [T] extends [Secret]
  ? Plain
  : [T] extends [MaskedMatrix]
    ? Plain
    : [T] extends [readonly Secret[]]
      ? readonly Plain[]
      : T;

/** What a call must give: a plain value; or, where the result is partly random, what is true of it. */
export type Expected = Plain | ((given: Plain) => boolean);

/** Whole numbers from `least` to `greatest`, and these two and what is near 0 more often than others. */
export type Draw = (least: bigint, greatest: bigint) => bigint;

/** A real number: a double, or numerator over denominator. */
export type Real = number | readonly [numerator: bigint, denominator: bigint];

/** How near a result is to the real number that it stands for. */
export interface Accuracy<A extends readonly unknown[]> {
  /** The most that they are apart, however truncation rounds, in units in the last place: 2^-scale of the result. */
  readonly ulps: number;
  /** The most that they are apart on average, where that is said. */
  readonly mean?: number;
  /** In words: of which arguments. */
  readonly over: string;
  /** Such arguments, a few hundred elements in all. */
  samples(draw: Draw): readonly Readonly<Plainly<A>>[];
  /** What the result stands for, element by element, by arithmetic that `run` has no part in. */
  real(...args: Plainly<A>): readonly Real[];
}

/** Fractional bits that shadows of numbers in fixed point have beyond those of the numbers. Integers have none. */
export const SHADOW_BITS = 40;

/** What a call of a simulation has computed, beside the shadows. */
export interface Computed {
  readonly gives: Plain;
  readonly operands: readonly Plain[];
}

/** What a file in operations/ says. */
interface Stated<A extends readonly unknown[], C, E> {
  readonly name: string;
  /** One line of the reference. */
  readonly does: string;
  /** @throws TypeError, RangeError naming the operation and what is wrong, never a value. */
  prepare(checking: Checking, ...args: A): C;
  /** The result in plain integers, sharing no code with `prepare` and `run`; null where nobody has any. */
  plain(...args: Plainly<A>): E | null;
  /** Calls that tests make, as party `self` writes them: edges of its range, unequal shapes, nothing. */
  examples(self: number): readonly Readonly<Plainly<A>>[];
  /** Where the result is rounded. */
  readonly accuracy?: Accuracy<A>;
  /**
   * What the result stands for, given shadows, which have SHADOW_BITS more than the numbers; null where nobody knows.
   * Only where that is said neither by `accuracy` nor by `plain` of such operands.
   */
  real?(computed: Computed, ...args: Plainly<A>): Plain | null;
}

interface Form<F, A extends readonly unknown[], C, E> extends Stated<A, C, E> {
  readonly id: OperationId;
  readonly form: F;
}

export type LocalOperation<A extends readonly unknown[]> = Form<"local", A, LocalCall, Expected>;
export type SecretOperation<A extends readonly unknown[]> = Form<"secret", A, SecretCall, Expected>;
export type OtherOperation<A extends readonly unknown[], T> = Form<
  "other",
  A,
  OtherCall<T>,
  readonly bigint[]
>;

/** Any record, as the caller sees it. */
export type Operation = Form<
  "local" | "secret" | "other",
  readonly never[],
  LocalCall | SecretCall | OtherCall<unknown>,
  Expected | readonly bigint[]
>;

/** Computed by each party by itself. Returns at once. */
export const localOperation = <A extends readonly unknown[]>(
  record: Stated<A, LocalCall, Expected>,
): LocalOperation<A> => ({ ...record, id: operationId(record.name), form: "local" });

/** Computed by the parties together. The result is secret. */
export const operation = <A extends readonly unknown[]>(
  record: Stated<A, SecretCall, Expected>,
): SecretOperation<A> => ({ ...record, id: operationId(record.name), form: "secret" });

/** Computed together. The result is no secret: an output, or a matrix that is open against its mask. */
export const otherOperation = <A extends readonly unknown[], T>(
  record: Stated<A, OtherCall<T>, readonly bigint[]>,
): OtherOperation<A, T> => ({ ...record, id: operationId(record.name), form: "other" });

/** The method that a record becomes. */
export type MethodOf<O> = O extends {
  prepare(checking: Checking, ...args: infer A): infer C;
}
  ? C extends LocalCall
    ? (...args: A) => Secret
    : C extends SecretCall
      ? (...args: A) => Promise<Secret>
      : C extends OtherCall<infer T>
        ? (...args: A) => Promise<T>
        : never
  : never;
