/**
 * report.html in a real browser: `npm run test:browser`. Needs Chromium (Debian: apt-get install chromium; elsewhere its
 * path in CHROMIUM) and fails without. Leaves screenshots in runs/browser/ to look at.
 */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
// biome-ignore lint/correctness/noUnresolvedImports: its types are in a folder that the linter does not look into
import { type Browser, chromium, type Page } from "playwright-core";
import { writeReport } from "../../experiments/report/write.ts";
import { ownTemporaryFolder } from "../run/leftovers.ts";
import { syntheticRun, syntheticRuns, writeSyntheticFolder } from "../support/run-records.ts";
import {
  SYNTHETIC_EXPERIMENT,
  SYNTHETIC_EXPERIMENT_CONFIG,
} from "../support/synthetic-experiment.ts";

const SCREENSHOTS = resolve("runs/browser");
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
/** Landscape, within margins of 12 mm, at 96 dots an inch. */
const A4_WIDTH = 1031;

const folder = mkdtempSync(join(ownTemporaryFolder(), "browser-"));
let browser: Browser;

function chromiumPath(): string {
  const path = process.env.CHROMIUM ?? PLACES.find((place) => existsSync(place));
  if (path !== undefined && existsSync(path)) return path;
  throw new Error(
    `this test needs Chromium: none at ${path ?? PLACES.join(", ")}; install it (apt-get install chromium) or set CHROMIUM`,
  );
}

interface Opened {
  readonly page: Page;
  /** What the console and the page complained of, and what was loaded beside the page. */
  readonly complaints: readonly string[];
}

interface Look {
  readonly width?: number;
  readonly scheme?: "light" | "dark";
  readonly media?: "print" | "screen";
}

async function open(
  run: string,
  { width = 1200, scheme = "light", media = "screen" }: Look = {},
): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
  const complaints: string[] = [];
  const url = pathToFileURL(join(run, "report.html")).href;
  page.on("console", (m) => complaints.push(`${m.type()}: ${m.text()}`));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (request.url() !== url && !/^(data|blob):/.test(request.url()))
      complaints.push(`loads ${request.url()}`);
  });
  await page.emulateMedia({ media, colorScheme: scheme });
  await page.goto(url);
  await page.waitForSelector("html[data-ready=true]");
  return { page, complaints };
}

/** In the page; the library of types here has no DOM. */
const ask = <T>(page: Page, expression: string): Promise<T> => page.evaluate(expression);

/** Asked from outside: a page of ours lets nothing be evaluated in it. */
async function until(page: Page, expression: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await ask<boolean>(page, expression)) return;
    await sleep(100);
  }
  assert.fail(`in vain: ${expression}`);
}

const shoot = (page: Page, name: string) =>
  page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });

/** Perceived lightness of "rgb(r, g, b)", 0 to 255. */
function lightness(color: string): number {
  const [r, g, b] = color.match(/\d+/g)!.map(Number);
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

const BACKGROUND = "getComputedStyle(document.body).backgroundColor";
const AXIS_LABEL = "getComputedStyle(document.querySelector('.role-axis-label text')).fill";
const OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
const TOO_WIDE = `[...document.querySelectorAll(".chart")].filter((chart) => {
  const svg = chart.querySelector("svg.marks");
  return svg.getBoundingClientRect().right > document.documentElement.clientWidth + 1;
}).map((chart) => chart.id)`;
const SHRUNK = `[...document.querySelectorAll("svg.marks")].filter((svg) =>
  svg.getBoundingClientRect().width < 0.97 * svg.viewBox.baseVal.width).length`;

describe("report.html in Chromium", () => {
  const run = join(folder, "run");
  before(async () => {
    mkdirSync(SCREENSHOTS, { recursive: true });
    writeSyntheticFolder(run, { runs: SYNTHETIC_EXPERIMENT, config: SYNTHETIC_EXPERIMENT_CONFIG });
    await writeReport(run);
    // Chromium has no sandbox for root.
    const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    browser = await chromium.launch({ executablePath: chromiumPath(), args });
  });
  after(() => browser?.close());

  it("a figure that is not drawn, a complaint on the console, or anything loaded", async () => {
    const { page, complaints } = await open(run);
    await shoot(page, "light");
    const charts = await ask<{ id: string; drawn: boolean; points: number; legends: number }[]>(
      page,
      `[...document.querySelectorAll(".chart")].map((chart) => ({
        id: chart.id,
        drawn: chart.dataset.drawn !== undefined,
        points: chart.querySelectorAll(".mark-symbol.role-mark path, .mark-rect.role-mark path").length,
        legends: chart.querySelectorAll(".role-legend").length,
      }))`,
    );
    assert.ok(charts.length > 10, `${charts.length} figures`);
    for (const { id, drawn, points, legends } of charts) {
      assert.ok(drawn && points > 2, `${id}: ${points} points`);
      assert.ok(legends > 0 || id === "overhead-split", `${id} has no legend`);
    }
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it("light and dark: text that cannot be told from what is behind it", async () => {
    for (const scheme of ["light", "dark"] as const) {
      const { page, complaints } = await open(run, { scheme });
      if (scheme === "dark") await shoot(page, "dark");
      const behind = lightness(await ask(page, BACKGROUND));
      const label = lightness(await ask(page, AXIS_LABEL));
      const text = lightness(await ask(page, "getComputedStyle(document.body).color"));
      assert.equal(behind > 128, scheme === "light");
      assert.ok(Math.abs(behind - label) > 150 && Math.abs(behind - text) > 150, scheme);
      assert.deepEqual(complaints, []);
      await page.close();
    }
  });

  it("a reader who changes to dark keeps drawn figures", async () => {
    const { page, complaints } = await open(run);
    await page.emulateMedia({ colorScheme: "dark" });
    await until(page, "document.querySelectorAll('.chart:not([data-drawn])').length === 0");
    assert.ok(lightness(await ask(page, AXIS_LABEL)) > 150);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it("a phone on which the page scrolls sideways, or figures shrink until nobody can read them", async () => {
    for (const width of [360, 390]) {
      const { page, complaints } = await open(run, { width });
      if (width === 360) await shoot(page, "phone");
      assert.ok((await ask<number>(page, OVERFLOW)) <= 0, "the page scrolls sideways");
      assert.deepEqual(await ask(page, TOO_WIDE), []);
      assert.equal(await ask(page, SHRUNK), 0, "shrunk figures");
      assert.deepEqual(complaints, []);
      await page.close();
    }
  });

  it("a window that becomes narrow after figures were drawn", async () => {
    const { page } = await open(run);
    await page.setViewportSize({ width: 400, height: 900 });
    await until(
      page,
      "[...document.querySelectorAll('.chart')].every((c) => c.dataset.drawn === String(c.clientWidth))",
    );
    assert.deepEqual(await ask(page, TOO_WIDE), []);
    assert.ok((await ask<number>(page, OVERFLOW)) <= 0);
    await page.close();
  });

  it("print: dark paper, cut tables, or no figures", async () => {
    const { page, complaints } = await open(run, {
      scheme: "dark",
      media: "print",
      width: A4_WIDTH,
    });
    await shoot(page, "print");
    assert.equal(await ask(page, BACKGROUND), "rgb(255, 255, 255)");
    assert.ok(lightness(await ask(page, AXIS_LABEL)) < 60);
    assert.ok((await ask<number>(page, OVERFLOW)) <= 0, "cut at the right edge");
    const hidden = await ask<number>(
      page,
      `[...document.querySelectorAll("svg.marks")].filter((svg) => svg.getBoundingClientRect().width === 0).length`,
    );
    assert.equal(hidden, 0);
    const paper = await page.pdf({ preferCSSPageSize: true, path: join(SCREENSHOTS, "print.pdf") });
    assert.ok(paper.length > 50_000);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it("a point that does not tell its value, interval and label", async () => {
    const { page } = await open(run);
    const point = page.locator("#time-by-latency-online .mark-symbol.role-mark path").last();
    await point.hover({ force: true });
    const tooltip = page.locator("#vg-tooltip-element.visible");
    await tooltip.waitFor();
    const says = (await tooltip.textContent()) ?? "";
    for (const part of ["label", "insecure", "median", "from", "to", "95 % interval", "runs", "10"])
      assert.ok(says.includes(part), `${part} in "${says}"`);
    await page.close();
  });

  it("a legend that picks out nothing", async () => {
    const { page } = await open(run);
    const chart = page.locator("#time-by-latency-online");
    const faint = () => chart.locator('.mark-symbol.role-mark path[opacity="0.12"]').count();
    assert.equal(await faint(), 0);
    await chart.locator(".role-legend-label text").first().click();
    await until(
      page,
      `document.querySelectorAll('#time-by-latency-online .mark-symbol.role-mark path[opacity="0.12"]').length > 0`,
    );
    await page.close();
  });

  it("a name in the records that becomes a script or a tag", async () => {
    const hostile =
      '</script><script>window.stolen=1</script><img src=x onerror="window.stolen=1">';
    const attacked = writeSyntheticFolder(join(folder, "attacked"), {
      runs: [
        ...syntheticRuns(
          [0, 10].map((latencyMs) => ({
            latencyMs,
            kind: "shaped" as const,
            security: "plain" as const,
            labels: [`insecure: ${hostile}`],
          })),
          { repetitions: 2 },
        ),
        syntheticRun({ parties: 3, status: "failed", reason: hostile, networkName: hostile }),
      ],
      config: `question: ${JSON.stringify(hostile)}\n`,
    });
    await writeReport(attacked);
    const { page, complaints } = await open(attacked);
    await page.locator(".mark-symbol.role-mark path").last().hover({ force: true });
    await page.locator("#vg-tooltip-element.visible").waitFor();
    assert.equal(await ask(page, "window.stolen"), undefined);
    assert.equal(await ask(page, "document.querySelectorAll('img').length"), 0);
    assert.deepEqual(complaints, []);
    await page.close();
  });
});
