/**
 * Makes the calls of one party's program. Each call is checked, gets its id, and is carried out by the evaluator. A
 * secret that it gives is held until the end of the run, to be zeroed then.
 *
 *   invariant  ids are given in call order, and only to a call with which nothing can be wrong any more
 *   failures   a call that is refused before it has an id was sent to nobody, and counts nowhere. A program may catch
 *              that and go on. If it does so at one party alone, the parties call different things from there on, which
 *              is "programs-diverged". Whatever fails later ends the run, whoever catches it
 */
import type { Field } from "../algebra/field.ts";
import type { Share } from "../protocols/share.ts";
import { attended } from "./attended.ts";
import type { Comparisons } from "./comparisons.ts";
import type { Computing, Evaluator, Rounding } from "./evaluator.ts";
import { LiveSecrets } from "./live-secrets.ts";
import type { Call } from "./opening-job.ts";
import type {
  Calling,
  Checking,
  LocalCall,
  Operation,
  OtherCall,
  SecretCall,
} from "./operation.ts";
import { type Origin, Origins } from "./origin.ts";
import type { SecretType } from "./secret-type.ts";
import { Operand, SharedSecret } from "./shared-secret.ts";
import type { Secret } from "./values.ts";
import type { Watched } from "./watch.ts";

export class Caller {
  readonly #evaluator: Evaluator;
  readonly #origins = new Origins();
  readonly #live = new LiveSecrets();

  constructor(evaluator: Evaluator) {
    this.#evaluator = evaluator;
  }

  get self(): number {
    return this.#evaluator.self;
  }

  get n(): number {
    return this.#evaluator.n;
  }

  get field(): Field {
    return this.#evaluator.field;
  }

  get labels(): readonly string[] {
    return this.#evaluator.labels;
  }

  /** Calls the method of that record: it returns a secret, or a promise. */
  call(of: Operation, args: readonly unknown[]): unknown {
    const given = args as readonly never[];
    const watched = this.#evaluator.watch?.called(of, args, stackAbove(this.call));
    if (of.form === "local") return this.#placed(() => this.#local(of, given, watched));
    return attended(of.name, () => this.#together(of, given, watched));
  }

  /** Zeroes every share that the program holds: at the end of the run. */
  zeroSecrets(): void {
    this.#live.zero();
  }

  /** A refusal's trace begins where the program calls: our own frames would push that out of it. */
  #placed<T>(refusing: () => T): T {
    try {
      return refusing();
    } catch (error) {
      if (error instanceof RangeError || error instanceof TypeError)
        Error.captureStackTrace?.(error, this.call);
      throw error;
    }
  }

  #local(of: Operation, args: readonly never[], watched?: Watched): Secret {
    const call = of.prepare(this.#checking(of.name), ...args) as LocalCall;
    this.#evaluator.assertRunning(of.name);
    const { operands, parameters = NONE, as = of.id, valued = false } = call;
    const from = operands.map(Operand.originOf);
    const origin = valued
      ? this.#origins.ofCall(as, parameters, from)
      : this.#origins.ofResult(as, parameters, from);
    const gives = this.#evaluator.typed(of.name, call, call.gives);
    watched?.placed(origin, call.domain);
    const local = this.#evaluator.localFor(computing(of.name, call, watched));
    const secret = this.#hold(call.run(local, operands.map(SharedSecret.shareOf)), gives, origin);
    watched?.gave(secret);
    return secret;
  }

  async #together(
    of: Operation,
    args: readonly never[],
    watched: Watched | undefined,
  ): Promise<unknown> {
    const prepare = () => of.prepare(this.#checking(of.name), ...args);
    const call = this.#placed(prepare) as SecretCall | OtherCall<unknown>;
    const evaluator = this.#evaluator;
    evaluator.assertRunning(of.name);
    const { operands, others, parameters = NONE, as = of.id, terms } = call;
    const all: readonly Operand[] = others === undefined ? operands : [...others, ...operands];
    const from = all.map(Operand.originOf);
    // In call order, once nothing can be wrong with the call any more.
    const origin = this.#origins.ofCall(as, parameters, from);
    const noted: Call = { id: origin.id, operands: from, operation: of.name };
    watched?.placed(origin, call.domain);
    const kernel = evaluator.kernelFor(noted, computing(of.name, call, watched));
    if (terms !== undefined) evaluator.rely(terms);
    const shares = operands.map(SharedSecret.shareOf);
    if (of.form === "secret") {
      const { run } = call as SecretCall;
      const gives = evaluator.typed(of.name, call, (call as SecretCall).gives);
      const secret = this.#hold(await run(kernel, shares), gives, origin);
      watched?.gave(secret);
      return secret;
    }
    const { run } = call as OtherCall<unknown>;
    const result = await run(kernel, shares, this.#calling(origin));
    watched?.gave(result);
    return evaluator.shown(result);
  }

  #hold(share: Share, type: SecretType, origin: Origin): Secret {
    const secret = new SharedSecret(this, share, type, origin);
    this.#live.add(secret);
    return secret;
  }

  #checking(name: string): Checking {
    return new CallChecking(this, name, this.#evaluator);
  }

  #calling(origin: Origin): Calling {
    return {
      operand: (make) => {
        const made = make(this, origin);
        this.#live.add(made);
        return made;
      },
      call: (of, ...args) => this.call(of as unknown as Operation, args) as Promise<Secret>,
    };
  }
}

const NONE: readonly never[] = [];

const computing = (
  operation: string,
  { scales, operands }: LocalCall | SecretCall | OtherCall<unknown>,
  watched: Watched | undefined,
): Computing => ({
  operation,
  scales: scales ?? (operands.length > 0 ? [operands[0]!.scale] : []),
  ...(watched && { watched }),
});

/** The frames of whoever called `callee`. */
function stackAbove(callee: (...args: never[]) => unknown): string {
  const trace: { stack?: string } = {};
  Error.captureStackTrace?.(trace, callee);
  return trace.stack ?? "";
}

class CallChecking implements Checking {
  readonly rounding: Rounding;
  readonly comparisons: Comparisons;
  readonly #caller: Caller;
  readonly #name: string;

  constructor(
    caller: Caller,
    name: string,
    { rounding, comparisons }: Pick<Evaluator, "rounding" | "comparisons">,
  ) {
    this.#caller = caller;
    this.#name = name;
    this.rounding = rounding;
    this.comparisons = comparisons;
  }

  get field(): Field {
    return this.#caller.field;
  }

  get self(): number {
    return this.#caller.self;
  }

  get n(): number {
    return this.#caller.n;
  }

  own(x: Secret): SharedSecret {
    return SharedSecret.of(this.#caller, this.#name, x);
  }

  assertParty(party: number): void {
    if (!Number.isInteger(party) || party < 0 || party >= this.n)
      throw new RangeError(`${this.#name}: no party ${party} among ${this.n}`);
  }
}
