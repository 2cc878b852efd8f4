/** The "plain" combination: the same program without any protection, with all parties in this process. */
import { prime60 } from "../algebra/prime60.ts";
import { cpuMs, processCost } from "../host/node/party/statistics.ts";
import { nodeSuite } from "../host/node/suite.ts";
import { nextTurn } from "../host/node/turn.ts";
import { combinationOf } from "../host/party/combination.ts";
import { Abort } from "../network/abort.ts";
import type { Comparisons } from "../online/comparisons.ts";
import { clearMpc, ROUNDED } from "../operations/clear.ts";
import { EXIT, type Failure, failureOf, worstOf } from "./exit-code.ts";
import type { LocalRun, LocalRunOptions, PartyOutcome } from "./outcome.ts";
import { loadProgram } from "./program-module.ts";
import { checkedResult, type Result, ResultRefused } from "./result.ts";

export async function runInTheClear(
  options: LocalRunOptions,
  comparisons: Comparisons = "tree",
): Promise<LocalRun> {
  const { program, parties, args, ownArgs, security, onEvent } = options;
  const loaded = await loadProgram(program);
  const [wall, cpu] = [performance.now(), cpuMs()];
  for (let party = 0; party < parties; party++)
    onEvent?.({ type: "phase", party, phase: "online", at: performance.timeOrigin + wall });
  // One party's failure ends the run of all: the others would wait for inputs that do not come.
  const stopped = Promise.withResolvers<never>();
  stopped.promise.catch(() => undefined);
  const mpcs = clearMpc(parties, prime60(), { suite: nodeSuite, turn: nextTurn, comparisons });
  const outcomes = await Promise.all(
    mpcs.map(async (mpc, party): Promise<PartyOutcome> => {
      let result: Result = null;
      let error: Failure | null = null;
      try {
        const work = loaded.program(mpc, { ...args, ...ownArgs?.[party] });
        const returned = await Promise.race([work, stopped.promise]);
        await Promise.race([mpc.close(), stopped.promise]);
        result = checkedResult(returned);
      } catch (thrown) {
        error = failureOf(thrown);
        // A party whose result is no value fails alone: the others have theirs.
        if (!(thrown instanceof ResultRefused))
          stopped.reject(new Abort("peer-aborted", "clear", [], `P${party} stopped`));
      }
      const cost = { wallMs: performance.now() - wall, cpuMs: cpuMs() - cpu, traffic: null };
      const statistics = {
        phases: { online: cost },
        rounds: 0,
        made: {},
        used: {},
        wasted: {},
        madeOnline: false,
        budget: null,
        ...processCost(),
      };
      const ended = { error, afterwards: null, exit: error?.exitCode ?? EXIT.ok };
      const outcome = { party, result, statistics, ...ended };
      onEvent?.({ type: "ended", party, outcome });
      return outcome;
    }),
  );
  return {
    program,
    security,
    labels: [...combinationOf(security).labels, ROUNDED],
    parties: outcomes,
    dealer: null,
    wallMs: performance.now() - wall,
    exitCode: worstOf(outcomes.map(({ exit }) => Number(exit))),
  };
}
