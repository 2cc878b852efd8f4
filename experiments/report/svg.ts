/** Gives figures the colours of a theme, and draws them as files for Markdown. */
import type { Figure, Specification } from "./blocks.ts";
import { INK } from "./plots/palette.ts";

export interface Theme {
  /** The colour of text, of axes, and of everything that has no colour of its own. */
  readonly ink: string;
  /** Null: transparent. */
  readonly background: string | null;
}

/** For files that are viewed alone. */
const PAPER: Theme = { ink: "#222222", background: "#ffffff" };

/** For a page. It takes the page's text colour, so that dark, light and print need no new drawing. */
export const PAGE: Theme = { ink: "currentColor", background: null };

const FONT = "sans-serif";

/** The complete vega-lite specification, with the colours of a theme. */
export function themed({ specification }: Figure, { ink, background }: Theme): Specification {
  const text = { labelColor: ink, titleColor: ink, labelFont: FONT, titleFont: FONT };
  const colored = JSON.parse(
    JSON.stringify(specification, (key, value: unknown) =>
      key === "color" && value === INK ? ink : value,
    ),
  ) as Specification;
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    ...colored,
    background,
    config: {
      // Pages and files have their own descriptions of figures.
      aria: false,
      font: FONT,
      view: { stroke: ink, strokeOpacity: 0.25 },
      axis: {
        ...text,
        titleFontWeight: "normal",
        gridColor: ink,
        gridOpacity: 0.12,
        domainColor: ink,
        tickColor: ink,
        titleLimit: 0,
      },
      legend: {
        ...text,
        labelLimit: 0,
        columns: 1,
        labelFontSize: 11.5,
        symbolSize: 70,
        symbolOpacity: 1,
      },
      header: { ...text, labelFontSize: 12, labelFontWeight: "bold" },
      facet: { spacing: { row: 18, column: 14 } },
    },
  };
}

/** @throws Error if vega refuses the specification, which is a bug here. */
export async function toSvg(figure: Figure): Promise<string> {
  const { compile } = await import("vega-lite");
  const vega = await import("vega");
  const specification = titled(themed(figure, PAPER), figure);
  const compiled = compile(specification as unknown as Parameters<typeof compile>[0]);
  const view = new vega.View(vega.parse(compiled.spec), { renderer: "none" });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

const LINE = 105;

/** A picture alone has to say what it shows, and what is insecure. On a page its caption says this. */
function titled(specification: Specification, { title, caption }: Figure): Specification {
  return {
    ...specification,
    padding: 12,
    title: {
      text: title,
      subtitle: wrapped(caption.join(" ")),
      color: PAPER.ink,
      subtitleColor: PAPER.ink,
      font: FONT,
      subtitleFont: FONT,
      anchor: "start",
      offset: 12,
    },
  };
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line.length + word.length >= LINE) {
      lines.push(line);
      line = "";
    }
    line += line === "" ? word : ` ${word}`;
  }
  return [...lines, line];
}
