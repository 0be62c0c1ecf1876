/*
 * `npm test` on a fresh clone: installs what the tests need (the pinned Node and the libraries; where apt-get is there,
 * Chromium and the judges), builds the page, holds the code against its rules, and runs every test. What cannot be had
 * is said, and its tests skip.
 */
import { spawnSync } from 'node:child_process';
import { environment, installDependencies, run } from './dependencies.mjs';

/** Programs of other people that judge ours, and the Debian packages that bring them. */
const judges = {
  chromium: 'chromium',
  dcmdump: 'dcmtk',
  dciodvfy: 'dicom3tools',
  pdfinfo: 'poppler-utils',
};
const pythonJudges = {
  pydicom: 'python3-pydicom',
  gdcm: 'python3-gdcm',
  numpy: 'python3-numpy',
  nibabel: 'python3-nibabel',
  PIL: 'python3-pil',
  scipy: 'python3-scipy',
  skimage: 'python3-skimage',
  torch: 'python3-torch',
  torchvision: 'python3-torchvision',
  onnx: 'python3-onnx',
};

const succeeds = (command, args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;
const onPath = (program) => succeeds('sh', ['-c', `command -v ${program}`]);

function missingJudges() {
  const programs = Object.keys(judges).filter((program) => !onPath(program));
  // find_spec looks a module up without loading it: torch alone takes seconds to load.
  const modules = Object.keys(pythonJudges).filter(
    (module) =>
      !succeeds('/usr/bin/python3', [
        '-c',
        `import importlib.util as u, sys; sys.exit(u.find_spec('${module}') is None)`,
      ]),
  );
  return [...programs.map((program) => judges[program]), ...modules.map((module) => pythonJudges[module])];
}

function installJudges() {
  const packages = missingJudges();
  if (!packages.length) return;
  if (!onPath('apt-get') || process.getuid?.() !== 0) {
    console.error(`Not installed, so their tests skip: ${packages.join(', ')}`);
    return;
  }
  console.error(`Installing the judges: ${packages.join(', ')}`);
  const quiet = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, stdio: ['ignore', 'ignore', 'inherit'] };
  run('apt-get', ['update', '-qq'], quiet);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], quiet);
}

installDependencies();
installJudges();
run('npm', ['run', '--silent', 'build']);
if (!process.argv[2]) run('npm', ['run', '--silent', 'check']);
const done = spawnSync('vitest', ['run', ...process.argv.slice(2)], { env: environment, stdio: 'inherit' });
process.exit(done.status ?? 1);
