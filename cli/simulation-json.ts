/** A simulation as JSON. Errors are in units in the last place, 2^-scale of the result. */
import type { Site, Spread } from "../online/simulation.ts";
import { resultJson } from "../run/result.ts";
import type { SimulationReport } from "../run/simulate.ts";

export const simulationJson = (report: SimulationReport): object => {
  const {
    program,
    rounding,
    sites,
    outputs,
    first,
    outside,
    refused,
    undeclared,
    parties,
    failed,
    exitCode,
  } = report;
  return {
    inTheClear: true,
    program,
    rounding,
    operations: sites.map(siteJson),
    outputs: outputs.map(({ operation, at, scale, values, shadows }) => ({
      operation,
      at,
      scale,
      values: values.map((v) => Number(v) / 2 ** scale),
      shadows,
    })),
    outOfRange: first,
    outsideDomain: outside,
    refused,
    undeclared,
    parties: parties.map((party) => ({ ...party, result: resultJson(party.result) })),
    failed: failed?.message ?? null,
    exitCode,
  };
};

const spread = ({ worst, sum, count }: Spread) =>
  count === 0 ? null : { worst, mean: sum / count };

const siteJson = (site: Site) => ({
  operation: site.operation,
  at: site.at,
  calls: site.calls,
  elements: site.elements,
  ulps: spread(site.ulps),
  relative: spread(site.relative),
  withoutRealNumber: site.undefined,
  largest: site.largest,
  partOfLimit: site.ofLimit,
  range: site.range,
});
