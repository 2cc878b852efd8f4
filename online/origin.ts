/**
 * Where a secret comes from. It is the same at every party that runs the same program.
 *
 *   formula     id = H(operation, public shape and scale, ids of the operands, k), 128 bits. k counts earlier calls of
 *               the same operation on the same operands (of inputs: by the same owner, shape and scale). A result that
 *               follows from its operands alone, without a message or a public value, has no k. Computed twice it is
 *               the same secret. So what one party computes for itself alone changes nothing for the others
 *   invariant   an id holds no value, not even a public constant: k tells those apart, in call order. No counter runs
 *               over all calls. If it did, two chains that one party starts in another order would get each other's
 *               numbers
 *   soundness   H mixes as MurmurHash3 does: programs that differ by mistake have one id with probability 2^-128 or so
 *   security    none. Ids are no defence against cheaters; the MAC check is. They keep honest parties whose programs
 *               differ from opening what does not belong together. That would look like cheating, and cost stores
 *   deviation   public values that differ, or that are given in another order, are not seen here. The MAC check sees them
 */
import { Mixer, type Words, ZERO } from "./mix.ts";

/** What a program calls, as ids and reports name it. */
export interface OperationId {
  readonly name: string;
  readonly words: Words;
}

/** Names an operation, once for all calls of it. */
export function operationId(name: string): OperationId {
  const letters = Array.from(name, (letter) => letter.codePointAt(0)!);
  return { name, words: derive(ZERO, letters, []) };
}

/** A step of the call with this id, where one call sends several times. */
export const stepOf = (id: Words, step: number): Words => derive(id, [step], []);

export class Origin {
  readonly operation: string;
  readonly id: Words;
  /** How many calls of the same operation on the same operands came before. */
  readonly k: number;
  /** Grows from one origin of a run to the next. */
  readonly #born: number;
  /** Where calls on this secret are counted: here, or where its operands' are, if it follows from them. */
  readonly #counter: Origin;
  /** What was counted first, and how often; all others by 53 bits of theirs. */
  #first: Words | null = null;
  #count = 0;
  #more: Map<number, number> | null = null;

  constructor(
    operation: string,
    id: Words,
    { k = 0, born = 0, counter = null as Origin | null } = {},
  ) {
    this.operation = operation;
    this.id = id;
    this.k = k;
    this.#born = born;
    this.#counter = counter ?? this;
  }

  /** Which of `operands`, or else `otherwise`, counts the calls on them: the youngest, which is the first to go. */
  static counterOf(operands: readonly Origin[], otherwise: Origin): Origin {
    let youngest = otherwise;
    for (const operand of operands) {
      const counter = operand.#counter;
      if (counter.#born > youngest.#born) youngest = counter;
    }
    return youngest;
  }

  /** How often `id` was counted here before. */
  count(id: Words): number {
    this.#first ??= id;
    if (same(this.#first, id)) return this.#count++;
    this.#more ??= new Map();
    const key = (id.a >>> 0) * 2 ** 21 + (id.b >>> 11);
    const k = this.#more.get(key) ?? 0;
    this.#more.set(key, k + 1);
    return k;
  }
}

/** The origins of one run. */
export class Origins {
  readonly #program = new Origin("program", ZERO);
  #born = 0;

  /** Of a call whose result is another each time: it sends something, or takes public values. */
  ofCall(of: OperationId, parameters: readonly number[], operands: readonly Origin[]): Origin {
    const base = derive(of.words, parameters, operands);
    const k = Origin.counterOf(operands, this.#program).count(base);
    const id = k === 0 ? base : stepOf(base, k);
    return new Origin(of.name, id, { k, born: ++this.#born });
  }

  /** Of what follows from `operands` alone. */
  ofResult(of: OperationId, parameters: readonly number[], operands: readonly Origin[]): Origin {
    const counter = Origin.counterOf(operands, this.#program);
    const id = derive(of.words, parameters, operands);
    return new Origin(of.name, id, { born: ++this.#born, counter });
  }
}

/** "multiply", "input of P0 no. 2": as reports name an operand. */
export const describeOrigin = ({ operation, k }: Origin): string =>
  k === 0 ? operation : `${operation} no. ${k + 1}`;

const same = (x: Words, y: Words): boolean =>
  x.a === y.a && x.b === y.b && x.c === y.c && x.d === y.d;

/** H: `from`, then numbers, then operands, in order, and how many of each. */
function derive(from: Words, parameters: readonly number[], operands: readonly Origin[]): Words {
  const mixer = new Mixer(from);
  for (const x of parameters) mixer.absorb({ a: x, b: 0, c: 0, d: 0 });
  for (const { id } of operands) mixer.absorb(id);
  return mixer.end(parameters.length * 2 ** 16 + operands.length);
}
