/**
 * Follows loaded data through the text form of a WebAssembly module: which branches, addresses and
 * instructions of variable time depend on it. Locals are followed without regard to order, so a finding may
 * be a false alarm but none is missed.
 */
export type Expression = string | Expression[];

/** The expressions of a text in folded form. */
export function parse(text: string): Expression[] {
  const stack: Expression[][] = [[]];
  for (const [token] of text.matchAll(/"(?:\\.|[^"\\])*"|;;[^\n]*|[()]|[^\s()"]+/g))
    if (token === "(") stack.push([]);
    else if (token === ")") {
      const done = stack.pop()!;
      stack.at(-1)!.push(done);
    } else if (!token.startsWith(";;")) stack.at(-1)!.push(token);
  return stack[0]!;
}

const LOAD = /^(i32|i64|f32|f64|v128)\.load/;
const STORE = /^(i32|i64|f32|f64|v128)\.store/;
/**
 * Floating point whose time does not depend on its operands, as long as none is subnormal: the ring's are integers, or
 * multiples of 2^-90 far above.
 */
const STEADY =
  /^f64x2\.(add|sub|mul|neg|nearest|floor|lt|ge|splat|replace_lane|relaxed_nmadd|convert_low_i32x4_s)$/;
/** Their time depends on their operands on some machines. */
const VARIABLE_TIME = /\.(div|rem)(_|$)|^f(32|64)(x\d)?\.|^i\d+\.trunc_f/;

/** What one function does with loaded data. */
export interface Flow {
  /** One line per branch, address or instruction of variable time that depends on loaded data. */
  readonly leaks: readonly string[];
  /** Whether its result depends on loaded data. */
  readonly returnsData: boolean;
}

/** The flow of each exported function, by export name. Every call inside is a leak: it is not followed. */
export function flowsOf(text: string): Map<string, Flow> {
  const module = parse(text)[0] as Expression[];
  const functions = new Map<string, Expression[]>();
  const flows = new Map<string, Flow>();
  for (const part of module)
    if (Array.isArray(part) && part[0] === "func") functions.set(String(part[1]), part);
  for (const part of module)
    if (Array.isArray(part) && part[0] === "export") {
      const [kind, name] = part[2] as string[];
      if (kind === "func") flows.set(String(part[1]).slice(1, -1), flowOf(functions.get(name!)!));
    }
  return flows;
}

function flowOf(definition: Expression[]): Flow {
  const tainted = new Set<string>();
  let leaks = new Set<string>();
  let returnsData = false;

  /** Whether the expression's value depends on loaded data. */
  const visit = (node: Expression): boolean => {
    if (!Array.isArray(node)) return false;
    const [head, ...rest] = node;
    if (typeof head !== "string") return node.map(visit).some(Boolean);
    const operands = rest.filter(Array.isArray).map(visit);
    const any = operands.some(Boolean);
    const leak = (what: string): void => void leaks.add(`${head}: ${what}`);
    if (head === "local.get") return tainted.has(String(rest[0]));
    if (head === "local.set" || head === "local.tee") {
      if (any) tainted.add(String(rest[0]));
      return any;
    }
    if (head === "if" && operands[rest.filter(Array.isArray).findIndex(isCondition)])
      leak("branch on data");
    if (head === "br_if" && operands.at(-1)) leak("branch on data");
    if (head === "br_table" && any) leak("branch on data");
    if (head === "select" && operands.at(-1)) leak("choice by data");
    if (LOAD.test(head)) {
      if (operands[0]) leak("address from data");
      return true;
    }
    if (STORE.test(head) && operands[0]) leak("address from data");
    if (/^memory\.|^table\./.test(head) && any) leak("extent from data");
    if (VARIABLE_TIME.test(head) && !STEADY.test(head) && any) leak("variable time");
    if (/^call/.test(head)) leak("call");
    if (head === "global.set" && any) leak("data in a global");
    if (head === "return") returnsData ||= any;
    return any;
  };

  const body = definition
    .slice(2)
    .filter(
      (part) => Array.isArray(part) && !["param", "result", "local"].includes(String(part[0])),
    );
  for (let before = -1; before < tainted.size; ) {
    before = tainted.size;
    leaks = new Set();
    const last = body.map(visit).at(-1) ?? false;
    returnsData ||= last;
  }
  const hasResult = definition.some((part) => Array.isArray(part) && part[0] === "result");
  return { leaks: [...leaks], returnsData: hasResult && returnsData };
}

/** In (if (result …) condition (then …) (else …)), the condition. */
const isCondition = (part: Expression): boolean =>
  Array.isArray(part) && !["result", "then", "else"].includes(String(part[0]));
