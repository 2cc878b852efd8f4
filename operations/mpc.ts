/**
 * What a program sees. It is the same on the spdz engine, on the additive engine, in the clear and in a plan. All parties
 * run the same program and call the same operations in the same order. Between secure operations they wait for nothing
 * else. Every misuse (shapes, scales, ranges, parties) is a clear error before any message is sent.
 */
import type { Field } from "../algebra/field.ts";
import { Caller } from "../online/caller.ts";
import type { Evaluator } from "../online/evaluator.ts";
import type { MethodOf, Operation } from "../online/operation.ts";
import { OPERATIONS } from "./registry.ts";

type Methods = { readonly [K in keyof typeof OPERATIONS]: MethodOf<(typeof OPERATIONS)[K]> };

/** The operations, and who takes part. Each method is a record of operations/. */
export interface Mpc extends Methods {
  readonly self: number;
  readonly n: number;
  readonly field: Field;
  /** What every result must say, e.g. "insecure: trusted dealer". */
  readonly labels: readonly string[];
}

/** A program module's default export. `args`, which the program validates, and its result are values (value.ts). */
export type Program = (mpc: Mpc, args: unknown) => Promise<unknown>;

/** The methods of Mpc, and no others, over any evaluator. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the static block makes them, one for each record.
export class Calls {
  readonly #caller: Caller;

  constructor(evaluator: Evaluator) {
    this.#caller = new Caller(evaluator);
  }

  get self(): number {
    return this.#caller.self;
  }

  get n(): number {
    return this.#caller.n;
  }

  get field(): Field {
    return this.#caller.field;
  }

  get labels(): readonly string[] {
    return this.#caller.labels;
  }

  protected zeroSecrets(): void {
    this.#caller.zeroSecrets();
  }

  static {
    for (const [name, record] of Object.entries(OPERATIONS)) {
      const of = record as unknown as Operation;
      Object.defineProperty(Calls.prototype, name, {
        value(this: Calls, ...args: readonly unknown[]) {
          return this.#caller.call(of, args);
        },
      });
    }
  }
}

export interface Calls extends Methods {}
