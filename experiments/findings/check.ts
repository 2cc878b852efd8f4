/** Checks the names and values of a predicate, before any record is read. */
import { isSecurity, SECURITIES } from "../../host/party/combination.ts";
import { METRIC_NAMES, metricOf } from "../statistics/metrics.ts";
import { DEFAULT_SLOWDOWN, FUNCTIONS, shapeOf } from "./functions.ts";
import { type Call, type Expression, FindingError, type Predicate } from "./language.ts";
import { SELECTOR_NAMES, selectorOf } from "./selectors.ts";

/** What is wrong with a word, and what is allowed; null if nothing is wrong. */
const OBJECTIONS = {
  metric: (text: string) =>
    metricOf(text) === null ? `no metric "${text}"; there are ${METRIC_NAMES.join(", ")}` : null,
  security: (text: string) =>
    isSecurity(text) ? null : `no security "${text}"; there are ${SECURITIES.join(", ")}`,
  axis: (text: string) =>
    /^(parties|args\..+)$/.test(text) ? null : `over=parties or over=args.NAME, not over=${text}`,
};

/** @throws FindingError at the first unknown word. */
export function check({ text, comparisons }: Predicate): void {
  const calls = comparisons.flatMap(({ first, rest }) =>
    [first, ...rest.map(({ right }) => right)].flatMap(callsOf),
  );
  for (const call of calls) checkCall(text, call);
}

/** The names of all metrics that a predicate reads, those after `of=` too, and what a slowdown without it is of. */
export const metricNames = ({ comparisons }: Predicate): readonly string[] =>
  comparisons
    .flatMap(({ first, rest }) => [first, ...rest.map(({ right }) => right)].flatMap(callsOf))
    .flatMap((call) => {
      const { shape, first } = shapeOf(call);
      if (shape.first === "metric") return [first.text];
      return shape === FUNCTIONS.slowdown ? [call.named.get("of")?.text ?? DEFAULT_SLOWDOWN] : [];
    });

function callsOf(expression: Expression): readonly Call[] {
  switch (expression.kind) {
    case "number":
      return [];
    case "negated":
      return callsOf(expression.of);
    case "operation":
      return [...callsOf(expression.left), ...callsOf(expression.right)];
    case "call":
      return [expression];
  }
}

function checkCall(text: string, call: Call): void {
  const { name, positional, named } = call;
  const object = (at: number, says: string | null): void => {
    if (says !== null) throw new FindingError(text, at, says);
  };
  const isFunction = Object.hasOwn(FUNCTIONS, name.text);
  if (!isFunction && metricOf(name.text) === null)
    object(
      name.at,
      `no function "${name.text}"; there are ${Object.keys(FUNCTIONS).join(", ")} and the metrics ${METRIC_NAMES.join(", ")}`,
    );
  const wanted = isFunction ? 1 : 0;
  const usage = isFunction ? FUNCTIONS[name.text]!.usage : `${name.text}(selectors)`;
  if (positional.length !== wanted)
    object(positional[wanted]?.at ?? name.at, `${usage} is expected`);
  const { shape, first } = shapeOf(call);
  object(first.at, OBJECTIONS[shape.first](first.text));
  if (shape === FUNCTIONS.exponent && !named.has("over")) object(name.at, `${usage} is expected`);
  for (const [key, { text: value, at, keyAt }] of named) {
    const option = Object.hasOwn(shape.options, key) ? shape.options[key]! : null;
    if (option !== null) {
      object(at, OBJECTIONS[option](value));
      continue;
    }
    const selector = selectorOf(key);
    if (selector === null || (shape === FUNCTIONS.slowdown && key === "security")) {
      const names = [...SELECTOR_NAMES, ...Object.keys(shape.options)];
      object(keyAt, `no selector "${key}"; there are ${names.join(", ")}`);
    } else if (selector.refuses(value)) {
      object(at, `${key}=${value}: allowed is ${selector.allowed}`);
    }
  }
}
