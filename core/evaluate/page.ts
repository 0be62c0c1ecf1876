import {
  type ComparedPair,
  coverageName,
  coverageValue,
  describeProblem,
  type EvaluatedCase,
  type Evaluation,
  figureName,
  type Language,
  labelName,
  type Metric,
} from '../contract/index.ts';
import { type Html, html } from './html.ts';
import { plotSvg } from './plot-svg.ts';
import { likeliest } from './surest.ts';
import { type Say, wordsIn } from './words.ts';

const STYLE = `
:root{color-scheme:dark;--ground:#0a0b0d;--card:#181b20;--edge:#363c46;--quiet:#aab1bc;--text:#e9ebef;--accent:#9db2ff;--warn:#f0c15c}
@media print{:root{color-scheme:light;--ground:#fff;--card:#fff;--edge:#999;--quiet:#444;--text:#000;--accent:#2f48b8;--warn:#8a6000}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1100px;padding:24px;background:var(--ground);color:var(--text);font:14px/1.5 Inter,"IBM Plex Sans Arabic",system-ui,sans-serif}
header{display:flex;flex-wrap:wrap;justify-content:space-between;gap:8px 24px}
h1{margin:0;font-size:22px;font-weight:600}h2{margin:32px 0 12px;font-size:16px;font-weight:600}
p,dt,figcaption,footer{color:var(--quiet)}a{color:var(--accent)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;margin:12px 0}dd{margin:0;overflow-wrap:anywhere}
.warn{color:var(--warn)}
.plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(300px,1fr));gap:12px}
figure{margin:0;padding:12px;border:1px solid var(--edge);border-radius:10px;background:var(--card);break-inside:avoid}
figcaption{margin-bottom:4px}svg{display:block;width:100%;font-size:11px}svg text{fill:var(--quiet)}
.grid,.even{fill:none;stroke:var(--edge)}.even{stroke-dasharray:3 3}.line{fill:none;stroke:var(--accent);stroke-width:2}
.band{fill:var(--accent);fill-opacity:.22}.interval{stroke:var(--accent);stroke-width:1.5;stroke-opacity:.7}
.dot,.bar{fill:var(--accent);fill-opacity:.75}.mark{fill:none;stroke:var(--warn);stroke-width:2}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}
th,td{padding:4px 12px 4px 0;border-bottom:1px solid var(--edge);text-align:start;font-variant-numeric:tabular-nums}
th{color:var(--quiet);font-weight:500}
footer{margin-top:32px}`;

const WORST = 20;

export const pageName = (language: Language) => `evaluation.${language}.html`;

/** An evaluation as one page that needs nothing else; the page of the other language is a file beside it. */
export function evaluationPage(evaluation: Evaluation, language: Language): string {
  const say = wordsIn(language);
  const { name, version, data, split, cases, patients, provider, startedAt, elapsedMs, notes, plots } = evaluation;
  const other = language === 'en' ? 'ar' : 'en';
  const facts: [string, string][] = [
    [say('model'), `${evaluation.model} ${version}`],
    [say('data'), data],
    [say('split'), split],
    [say('cases'), say('of', { a: cases, b: evaluation.results.length })],
    [say('patients'), String(patients)],
    [say('provider'), provider],
    [say('took'), say('seconds', { n: (elapsedMs / 1000).toFixed(1) })],
    [say('started'), startedAt],
  ];
  const said = notes.map((note) => describeProblem(note, language));
  return html`<!doctype html>
<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${say('evaluation')}: ${name[language]}</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
<header><h1>${name[language]}</h1><a href="${pageName(other)}" lang="${other}">${say('also')}</a></header>
<dl>${facts.map(([term, value]) => html`<dt>${term}</dt><dd><bdi>${value}</bdi></dd>`)}</dl>
${said.map(({ text, next }) => html`<p class="warn">${text} ${next}</p>`)}
<main>
<h2>${say('figures')}</h2>
${figureTable(evaluation, language, say)}
<p>${say('byPatient')}</p>
${doubtTable(evaluation, language, say)}
<h2>${say('curves')}</h2>
<div class="plots">${plots.map((plot) => plotSvg(evaluation, plot, language))}</div>
${coverageTable(evaluation, language, say)}
${worstTable(evaluation, language, say)}
${failedTable(evaluation, language, say)}
</main>
<footer>${say('notice')}</footer>
</body>
</html>
`.markup;
}

function table(heads: string[], rows: (string | number)[][]): Html {
  const cell = (value: string | number) =>
    typeof value === 'number'
      ? html`<td><bdi dir="ltr">${value.toFixed(3)}</bdi></td>`
      : html`<td><bdi>${value}</bdi></td>`;
  return html`<div class="scroll" tabindex="0"><table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map(cell)}</tr>`)}</tbody></table></div>`;
}

function figureTable(evaluation: Evaluation, language: Language, say: Say): Html {
  const without = evaluation.doubts?.without?.metrics;
  const cells = (metric: Metric | undefined) =>
    metric ? [metric.value, `\u2066${metric.low.toFixed(3)} – ${metric.high.toFixed(3)}\u2069`] : ['–', '–'];
  return table(
    [say('figure'), say('value'), say('interval'), ...(without ? [say('without'), say('interval')] : [])],
    Object.entries(evaluation.metrics).map(([name, metric]) => [
      figureName(evaluation, name, language),
      ...cells(metric),
      ...(without ? cells(without[name]) : []),
    ]),
  );
}

function doubtTable({ doubts, results, ...about }: Evaluation, language: Language, say: Say): Html {
  if (!doubts) return html``;
  const labels = new Map(results.map(({ name, label }) => [name, label]));
  const rows = doubts.cases.map(({ name, reason, by, at }) => {
    const label = labels.get(name);
    return [name, label ? labelName(about, label, language) : '–', reason, by, at.slice(0, 10)];
  });
  const heads = [say('case'), say('truth'), say('reason'), say('by'), say('date')];
  return html`<h2>${say('doubted')}</h2><p>${say('doubtedText')}</p>${table(heads, rows)}`;
}

function coverageTable({ coverage = [] }: Evaluation, language: Language, say: Say): Html {
  if (coverage.length === 0) return html``;
  const rows = coverage.flatMap(({ of, values, untold }) => [
    ...values.map(({ value, cases }) => [
      coverageName(of, language),
      coverageValue(of, value, language),
      String(cases),
    ]),
    ...(untold > 0 ? [[coverageName(of, language), say('untold'), String(untold)]] : []),
  ]);
  const without = coverage.some(({ values }) => values.some(({ cases }) => cases === 0));
  const warning = without ? html`<p class="warn">${say('uncovered')}</p>` : html``;
  return html`<h2>${say('coverage')}</h2>${table([say('coverageOf'), say('value'), say('cases')], rows)}${warning}`;
}

/** Wrong answers, the surest first; masks, the least alike first. */
function worstTable(evaluation: Evaluation, language: Language, say: Say): Html {
  if (evaluation.wrongPairs) return pairTable(evaluation.wrongPairs, say);
  const name = (key: string | undefined) => (key ? labelName(evaluation, key, language) : say('none'));
  const answered = evaluation.results.filter(({ problem }) => !problem);
  const masked = answered.filter((one) => diceNames(one).length > 0);
  const rows =
    evaluation.task === 'segmentation'
      ? leastAlike(masked)
      : answered
          .map((one) => ({ one, answer: answerOf(one) }))
          .filter(({ one }) => !one.right)
          .sort((a, b) => b.answer.score - a.answer.score)
          .map(({ one, answer }) => [one.name, one.patient, name(one.label), name(answer.label), answer.score]);
  if (rows.length === 0) return html``;
  const heads =
    evaluation.task === 'segmentation'
      ? [
          say('case'),
          say('patient'),
          ...diceNames(masked[0]!).map((metric) => figureName(evaluation, metric, language)),
        ]
      : [say('case'), say('patient'), say('truth'), say('answer'), say('probability')];
  return html`<h2>${say('worst')}</h2>${table(heads, rows.slice(0, WORST))}`;
}

function pairTable(pairs: ComparedPair[], say: Say): Html {
  if (pairs.length === 0) return html``;
  const rows = pairs.map(({ one, other, similarity, samePerson }) => [
    ...[one, other, say(samePerson ? 'onePerson' : 'twoPersons')],
    similarity,
  ]);
  return html`<h2>${say('worst')}</h2>${table([say('image'), say('image'), say('truth'), say('similarity')], rows)}`;
}

function answerOf({ scores, boxes }: EvaluatedCase): { label?: string; score: number } {
  if (boxes) return boxes[0] ?? { score: 0 };
  const [label, score] = likeliest(scores!);
  return { label, score };
}

/** None where a report was the truth. */
const diceNames = ({ measures = {} }: EvaluatedCase) =>
  Object.keys(measures).filter((metric) => metric.startsWith('dice.'));

function leastAlike(cases: EvaluatedCase[]): (string | number)[][] {
  const values = (one: EvaluatedCase) => diceNames(one).map((metric) => one.measures![metric]!);
  const worst = (one: EvaluatedCase) => Math.min(...values(one));
  return cases.toSorted((a, b) => worst(a) - worst(b)).map((one) => [one.name, one.patient, ...values(one)]);
}

function failedTable({ results }: Evaluation, language: Language, say: Say): Html {
  const rows = results.flatMap(({ name, patient, problem }) =>
    problem ? [[name, patient, describeProblem(problem, language).text]] : [],
  );
  if (rows.length === 0) return html``;
  return html`<h2>${say('failed')}</h2>${table([say('case'), say('patient'), say('reason')], rows)}`;
}
