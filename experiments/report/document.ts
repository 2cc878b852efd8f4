/** The contents of a report, in order: findings, figures, tables, details, and where everything comes from. */
import { MADE_ONLINE } from "../../host/node/party/statistics.ts";
import { evaluateAll } from "../findings/evaluate.ts";
import { type Block, type Document, heading, paragraph } from "./blocks.ts";
import { isInsecure } from "./dimensions.ts";
import { draw } from "./plots/plots.ts";
import type { RunFolder } from "./run-folder.ts";
import { findingsSection } from "./tables/findings.ts";
import { growthSection } from "./tables/growth.ts";
import {
  methodSection,
  networksSection,
  provenanceSection,
  securitySection,
} from "./tables/origin.ts";
import { overheadSection } from "./tables/overhead.ts";
import { partiesSection } from "./tables/parties.ts";
import { predictionSection } from "./tables/prediction.ts";
import { slowdownSection } from "./tables/slowdown.ts";
import { missingSection, resultsSection, timesSection } from "./tables/times.ts";

/** @throws UsageError for an unknown plot or an invalid finding in the config. */
export function documentOf(run: RunFolder): Document {
  const { folder, config, cells } = run;
  const { baseline, plots } = config.report;
  const findings = evaluateAll(config.findings, { cells, baseline });
  const { figures, empty } = draw(plots, { cells, baseline });
  return {
    title: folder.experiment,
    blocks: [
      ...(config.question === "" ? [] : [paragraph(config.question)]),
      ...warnings(run),
      ...findingsSection(findings),
      ...(figures.length === 0 ? [] : [heading("Figures"), ...figures]),
      ...(empty.length === 0
        ? []
        : [paragraph(`Nothing to draw in these runs for: ${empty.join(", ")}.`)]),
      ...missingSection(cells),
      ...timesSection(cells),
      ...slowdownSection(cells, baseline),
      ...overheadSection(cells),
      ...growthSection(cells),
      ...predictionSection(cells),
      ...resultsSection(cells),
      ...partiesSection(cells),
      ...networksSection(cells),
      ...securitySection(cells),
      ...provenanceSection(run),
      ...methodSection(),
    ],
  };
}

function warnings({ folder, cells, torn }: RunFolder): readonly Block[] {
  const insecure = [...new Set(cells.filter(isInsecure).flatMap(({ labels }) => labels))];
  const says = [
    folder.quick ? "A quick run: a small grid and few repetitions, no result to quote." : "",
    folder.provenance.dirty ? "The tree that was measured differed from its commit." : "",
    torn ? "The last record was cut off while it was written, and is not counted." : "",
    cells.every(({ ok }) => ok.length === 0) ? "No run went well: there is nothing to show." : "",
    insecure.length > 0
      ? `Some runs are labelled ${insecure.map((l) => `“${l}”`).join(", ")}.`
      : "",
    cells.some(({ labels }) => labels.includes(MADE_ONLINE))
      ? `Of some runs, ${MADE_ONLINE}: their programs do not say what they need.`
      : "",
  ];
  return says.filter((text) => text !== "").map((text) => ({ kind: "warning", text }));
}
