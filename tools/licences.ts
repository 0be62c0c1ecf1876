/*
 * Refuses a dependency whose licence is not permissive, and writes the notices that go out with the app.
 * MPL-2.0 (file-level copyleft) is let in for tools that do not ship.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type InitOpts, init, type ModuleInfos } from 'license-checker-rseidelsohn';

const PERMISSIVE =
  /^\(?(MIT|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|BlueOak-1\.0\.0|Zlib|Python-2\.0|BSL-1\.0|CC0-1\.0|CC-BY-[34]\.0|OFL-1\.1|WTFPL)( (AND|OR) (MIT|ISC|Apache-2\.0|Zlib|CC0-1\.0|CC-BY-3\.0|OFL-1\.1))*\)?\*?$/;
const FOR_TOOLS = /^MPL-2\.0$/;
const NOTICES = 'dist/THIRD-PARTY-NOTICES.txt';

const packagesOf = (options: Omit<InitOpts, 'start'>) =>
  new Promise<ModuleInfos>((resolve, reject) =>
    init({ start: '.', excludePackagesStartingWith: 'skiagraph', ...options }, (error, found) =>
      error ? reject(error) : resolve(found),
    ),
  );

const shipped = await packagesOf({ production: true });
const all = await packagesOf({});
const bad = Object.entries(all).filter(([name, { licenses }]) => {
  const licence = [licenses].flat().join(' AND ');
  return !PERMISSIVE.test(licence) && (name in shipped || !FOR_TOOLS.test(licence));
});
for (const [name, { licenses }] of bad) console.error(`${name}: ${licenses} is not on the list of permissive licences`);
if (Object.keys(shipped).length < 20) throw new Error('too few packages were seen: the check itself is broken');

const texts = Object.entries(shipped).map(([name, { licenses, publisher, licenseFile }]) =>
  [
    `${name} (${licenses})${publisher ? `, ${publisher}` : ''}`,
    '',
    licenseFile ? readFileSync(licenseFile, 'utf8').trim() : 'No licence text in the package.',
  ].join('\n'),
);
mkdirSync('dist', { recursive: true });
writeFileSync(NOTICES, `${texts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`);
console.log(
  `licences: ${Object.keys(all).length} packages, ${bad.length} refused; notices of ${texts.length} shipped ones in ${NOTICES}`,
);
process.exit(bad.length ? 1 : 0);
