/**
 * The portable entry: what a program, a backend or a transport is made of, in Node and in a browser.
 * A Node user who wants a running party takes `spdz-lab/node`.
 */
import "./host/node/node-version.ts";

export type { Field, Scalar, Vector } from "./algebra/field.ts";
export { prime60 } from "./algebra/prime60.ts";
export { referenceField } from "./algebra/reference.ts";
export { hash } from "./crypto/hash.ts";
export { Prg } from "./crypto/prg.ts";
export { portable, type Suite } from "./crypto/suite.ts";
export type { Family } from "./items/columns.ts";
export { takeBits } from "./items/kinds/bit.ts";
export { type ComparisonMasks, takeComparisonMasks } from "./items/kinds/comparison-mask.ts";
export { type DigitMasks, takeDigitMasks } from "./items/kinds/digit-mask.ts";
export { type InputMasks, takeInputMasks } from "./items/kinds/input-mask.ts";
export {
  type MatrixShape,
  type MatrixTriple,
  takeMatrixTriple,
} from "./items/kinds/matrix-triple.ts";
export { takeRandoms } from "./items/kinds/random.ts";
export { type Squares, takeSquares } from "./items/kinds/square.ts";
export { type Triples, takeTriples } from "./items/kinds/triple.ts";
export { type TruncationMasks, takeTruncationMasks } from "./items/kinds/truncation-mask.ts";
export { type ItemKind, kindName } from "./items/kinds.ts";
export type { Preprocessing } from "./items/preprocessing.ts";
export { preload, Stock } from "./items/stock.ts";
export {
  Abort,
  type AbortCode,
  ConfigurationMismatch,
  Interrupted,
  OutOfMaterial,
} from "./network/abort.ts";
export { type MemoryOptions, memoryNetwork } from "./network/memory.ts";
export { Meter, type Traffic, trafficSince } from "./network/meter.ts";
export { Channel, Session } from "./network/session.ts";
export type { Transport } from "./network/transport.ts";
export { dealLocally } from "./offline/dealer/local.ts";
export type { PlannedOutputs } from "./online/plan.ts";
export type { PublicValues } from "./online/public-values.ts";
export { MAX_INTEGER } from "./online/public-values.ts";
export type { NumberType, Range, SecretType } from "./online/secret-type.ts";
export type { Shape } from "./online/shape.ts";
export type { Value } from "./online/value.ts";
export type { InputOptions, MaskedMatrix, Secret } from "./online/values.ts";
export type { FromBitsOptions } from "./operations/bits/from-bits.ts";
export { clearMpc } from "./operations/clear.ts";
export type { DivideOptions } from "./operations/division/secret-divisors.ts";
export {
  createEngine,
  type Engine,
  type EngineOptions,
  type Security,
  type Statistics,
} from "./operations/engine.ts";
export type { TruncateOptions, TruncateRounding } from "./operations/fixed/truncate.ts";
export type { ConvolutionOptions } from "./operations/images/convolution.ts";
export type { PoolingOptions } from "./operations/images/pooling.ts";
export type { Pair } from "./operations/images/windows.ts";
export type { Uses } from "./operations/matrix/masked-secret.ts";
export type { Mpc, Program } from "./operations/mpc.ts";
export type { Direction } from "./operations/order/direction.ts";
export { type Plan, type PlanOptions, planProgram } from "./operations/plan.ts";
export type { MeanOptions, VarianceOptions } from "./operations/statistics/centred.ts";
export type { Declared } from "./operations/values/declared.ts";
export { type KeyGuard, MacKey } from "./protocols/mac-key.ts";
