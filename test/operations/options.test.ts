/** A key that an operation does not have is refused: a misspelt option would silently count for nothing. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clearMpc } from "../../operations/clear.ts";
import { read, sourcesOf } from "../architecture/sources.ts";
import { REAL } from "../online/parties.ts";
import { type Arguments, call, examplesOf, RECORDS, shared } from "./examples.ts";

const optionsIn = (args: Arguments): object | undefined => {
  const last = args.at(-1);
  const isObject = typeof last === "object" && last !== null && !Array.isArray(last);
  return isObject && !("values" in last) ? last : undefined;
};

const TAKING = RECORDS.filter((of) => examplesOf(of, 0).some(optionsIn));

async function refusal(of: (typeof RECORDS)[number], example: number, wrong: unknown) {
  const errors = await Promise.all(
    clearMpc(2, REAL, { turn: setImmediate }).map(async (mpc) => {
      const args = examplesOf(of, mpc.self)[example]!;
      const given = await shared(mpc, args.slice(0, -1));
      const options = typeof wrong === "string" ? { ...optionsIn(args), [wrong]: 1 } : wrong;
      try {
        await call(mpc, of, [...given, options]);
      } catch (error) {
        return error;
      }
      return null;
    }),
  );
  for (const error of errors) assert.ok(error instanceof TypeError, `${of.name}: ${String(error)}`);
  return (errors[0] as TypeError).message;
}

describe("an option that an operation does not have is refused, naming those that it has", () => {
  it("is asked of all records that show options in an example", () => {
    assert.ok(TAKING.length >= 15, TAKING.map(({ name }) => name).join());
  });
  for (const of of TAKING)
    it(of.name, async () => {
      const examples = examplesOf(of, 0);
      for (const [k, args] of examples.entries()) {
        const options = optionsIn(args);
        if (options === undefined) continue;
        const message = await refusal(of, k, "scaels");
        assert.match(message, new RegExp(`^${of.name}: no option "scaels"; there are: \\w`));
        const known = message.split(": ").at(-1)!.split(", ");
        for (const key of Object.keys(options)) assert.ok(known.includes(key), message);
        for (const wrong of [true, null, [1]])
          assert.match(await refusal(of, k, wrong), new RegExp(`^${of.name}: options are an`));
      }
    });
});

it("every record whose call has options by its type shows some in an example", () => {
  const taking = new Set(TAKING);
  const silent = RECORDS.filter(
    (of) => !taking.has(of) && /\b(options|direction|declared|uses)\b/.test(of.prepare.toString()),
  );
  assert.deepEqual(
    silent.map(({ name }) => name),
    [],
  );
});

it("a parameter that has a default is optional in the API reference: the record states its arguments", () => {
  const withDefault = sourcesOf("operations").filter((file) =>
    /^ {2}prepare\([^)]* = /m.test(read(file)),
  );
  assert.ok(withDefault.length >= 5);
  assert.deepEqual(
    withDefault.filter((file) => !/peration<\s*\[/.test(read(file))),
    [],
  );
});
