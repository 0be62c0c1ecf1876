/*
 * Holds the imports against the walls and draws them into docs/architecture.md. A checker that saw no module has
 * checked nothing (PROBES: it once said "0 modules, no violations"), so a floor stands on their number.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cruise, type IConfiguration, type ICruiseResult } from 'dependency-cruiser';
import walls from './walls.json' with { type: 'json' };

const LEAST_MODULES = 20;
const PAGE = 'docs/architecture.md';
const START = '<!-- walls: drawn by node tools/layers.ts --draw -->';
const END = '<!-- /walls -->';

const { forbidden, options } = createRequire(import.meta.url)('../.dependency-cruiser.cjs') as IConfiguration;

const folders = ['core', 'cli', 'electron', 'renderer', 'test', 'tools'].filter((folder) => existsSync(folder));
const { output } = await cruise(folders, { ...options, ruleSet: { forbidden }, validate: true });
const { summary } = output as ICruiseResult;
for (const { rule, from, to } of summary.violations) console.error(`${rule.name}: ${from} → ${to}`);
if (summary.totalCruised < LEAST_MODULES) {
  console.error(`only ${summary.totalCruised} modules were seen: the check itself is broken`);
  process.exit(1);
}

/** The walls as a Mermaid graph, one arrow for each allowed import but those of the contract, which all may import. */
function drawn(): string {
  const arrows = Object.entries(walls).flatMap(([folder, allowed]) =>
    allowed
      .filter((to) => !to.startsWith('core/contract'))
      .map((to) => `  ${to.replace('core/', '')} --> ${folder.replace('core/', '')}`),
  );
  return [START, '```mermaid', 'graph LR', ...arrows, '```', END].join('\n');
}

if (existsSync(PAGE)) {
  const page = readFileSync(PAGE, 'utf8');
  const next = page.slice(0, page.indexOf(START)) + drawn() + page.slice(page.indexOf(END) + END.length);
  if (process.argv.includes('--draw')) writeFileSync(PAGE, next);
  else if (next !== page) {
    console.error(`${PAGE} does not show today's walls: node tools/layers.ts --draw`);
    process.exit(1);
  }
}
console.log(`layers: ${summary.totalCruised} modules, ${summary.violations.length} violations`);
process.exit(summary.violations.length ? 1 : 0);
