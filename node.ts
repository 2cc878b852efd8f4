/**
 * The entry for Node: a party of a real session from a config.
 *
 *     const party = await joinSession({ self, identity: loadIdentity(folder), members, security: "spdz+dealer" });
 *     const result = await party.run(program, args);
 *     await party.close();
 *
 * What a program file needs besides the types: `about`, arguments, tables. And experiments, as `spdz experiment`
 * runs them:
 *
 *     const testbeds = { engine: "processes", ...testbedsOf("processes"), cores: coresHere() };
 *     const { folder } = await runExperiment(readExperiment("config.yaml", { quick: true }), testbeds);
 */
import "./host/node/node-version.ts";

export type { Experiment } from "./experiments/config/read.ts";
export { experimentJsonSchema } from "./experiments/config/schema.ts";
export { coresHere } from "./experiments/harness/choose-testbed.ts";
export { type ListedRun, listRuns } from "./experiments/harness/list.ts";
export {
  type RunnerEvent,
  type RunSummary,
  resumeExperiment,
  runExperiment,
} from "./experiments/harness/runner.ts";
export type {
  RunOutcome,
  RunSpec,
  Testbed,
} from "./experiments/harness/testbed.ts";
export { folderRecord, runRecord } from "./experiments/records/record.ts";
export { readExperiment } from "./experiments/report/read-experiment.ts";
export { type Reproduced, reproduce } from "./experiments/reproduce/reproduce.ts";
export { DEFAULT_TESTBED, testbedsOf } from "./experiments/testbeds.ts";
export { type ConnectOptions, connect, ListenError } from "./host/node/connect.ts";
export {
  createIdentity,
  type Identity,
  IdentityError,
  loadIdentity,
  saveIdentity,
} from "./host/node/identity.ts";
export { filling, fillSession } from "./host/node/party/fill.ts";
export { dealSession, type JoinOptions, joinSession } from "./host/node/party/join.ts";
export type { Party } from "./host/node/party/party.ts";
export type { PartyStatistics, Phase, PhaseCost } from "./host/node/party/statistics.ts";
export {
  invitationOf,
  type Member,
  memberOf,
  parseInvitation,
  pinMember,
  readRoster,
} from "./host/node/roster.ts";
export { blockBytesFor } from "./host/node/stock/block-size.ts";
export { createStore } from "./host/node/stock/generate.ts";
export { openStore } from "./host/node/stock/open.ts";
export type { StorePlaces } from "./host/node/stock/places.ts";
export { type StoreReport, showStore, verifyStore } from "./host/node/stock/show.ts";
export { nodeSuite } from "./host/node/suite.ts";
export { describeBudget, type RunBudget } from "./host/party/budget.ts";
export { combinationOf, SECURITIES, type Security } from "./host/party/combination.ts";
export { UsageError } from "./host/usage-error.ts";
export { type About, ANY_OUTPUTS, parseArguments, tally } from "./programs/about.ts";
export type { Code } from "./programs/data/codes.ts";
export {
  column,
  columns,
  integerColumn,
  type Missing,
  type Reading,
  readingArguments,
} from "./programs/data/column.ts";
export { IDENTIFIER_BITS, identifierOf, identifiers } from "./programs/data/identifiers.ts";
export { invented } from "./programs/data/invented.ts";
export { splitRows, standardise, trainingSize } from "./programs/data/standardise.ts";
export { dataFile, readTable, type Table } from "./programs/data/table.ts";
export { type SimulationOptions, type SimulationReport, simulate } from "./run/simulate.ts";
