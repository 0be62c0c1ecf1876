#!/usr/bin/python3
"""Fills in what can be computed in a package and checks the manifest against the app's own schema.

    python3 models/training/package.py models/chest-pneumonia [work/chest-pneumonia/measured.json]

Writes into model.json the size and SHA-256 of every file and, from measured.json, the figures of the test split,
temperature and operating points; into CARD.md the table between its two marks. All else in both is written by hand.
"""
import argparse
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MARKS = '<!-- measured: written by package.py -->', '<!-- end of measured -->'
VALIDATE = """
const { readFileSync } = await import('node:fs');
const { Manifest } = await import(process.argv[1]);
const said = Manifest.safeParse(JSON.parse(readFileSync(process.argv[2], 'utf8')));
if (!said.success) { console.error(JSON.stringify(said.error.issues, null, 1)); process.exit(1); }
"""


def put_figures(manifest, measured):
    """Figures, temperature and thresholds of measured.json into the manifest."""
    data_set = measured['dataSet']
    rounded = {name: {key: round(value, 4) for key, value in m.items()} for name, m in measured['test'].items()}
    manifest['measured'] = [{'dataSet': data_set, 'split': 'test', 'metric': name, **m} for name, m in rounded.items()]
    for step in manifest['finish']:
        if step['step'] == 'calibrate':
            step['temperature'] = round(measured['temperature'], 4)
    for label in manifest['labels']:
        threshold = measured.get('thresholds', {}).get(label['key'])
        if threshold is not None:
            label['operatingPoints'] = [{
                'name': 'balanced', 'threshold': round(threshold, 4),
                'sensitivity': rounded[f'sensitivity@balanced.{label["key"]}']['value'],
                'specificity': rounded[f'specificity@balanced.{label["key"]}']['value'],
                'measuredOn': f'{data_set}, test',
            }]


def table(measured):
    """Markdown table of the test figures, validation figures beside them."""
    rows = ['| metric | test | 95 % interval | validation |', '| --- | --- | --- | --- |']
    for name, m in measured['test'].items():
        rows.append(f'| {name} | {m["value"]:.3f} | {m["low"]:.3f} to {m["high"]:.3f} | {measured["val"][name]["value"]:.3f} |')
    return '\n'.join(rows)


def put_files(manifest, package):
    paths = sorted(p for p in package.rglob('*') if p.is_file() and p.name != 'model.json')
    manifest['files'] = {
        p.relative_to(package).as_posix(): {'sha256': hashlib.sha256(p.read_bytes()).hexdigest(), 'bytes': p.stat().st_size} for p in paths
    }


def validate(path):
    """The schema of the app, run by the Node that the project pins; there is no second definition to drift."""
    node = ROOT / 'node_modules/.bin/node'
    subprocess.run([str(node), '-e', VALIDATE, '--', str(ROOT / 'core/models/manifest.ts'), str(path)], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('package', type=Path)
    parser.add_argument('measured', type=Path, nargs='?')
    args = parser.parse_args()
    path, card = args.package / 'model.json', args.package / 'CARD.md'
    manifest = json.loads(path.read_text())
    if args.measured:
        measured = json.loads(args.measured.read_text())
        put_figures(manifest, measured)
        text, count = re.subn(f'(?<={re.escape(MARKS[0])}\n).*?(?={re.escape(MARKS[1])})', table(measured) + '\n', card.read_text(), flags=re.S)
        if count != 1:
            sys.exit(f'{card} lacks the two marks for the table')
        card.write_text(text)
    put_files(manifest, args.package)
    path.write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + '\n')
    validate(path)
    print(f'{path}: {len(manifest["files"])} files, {sum(f["bytes"] for f in manifest["files"].values()) / 1e6:.2f} MB, fits the schema')


if __name__ == '__main__':
    main()
