#!/usr/bin/python3
"""Trains plain and residual networks of growing depth alike and draws what docs/resnet.md tells of them.

    python3 models/training/plain_and_residual.py --data ../shared/data/chest-pneumonia --docs docs

Interrupted, the same command goes on with the network it had not finished.
"""
import argparse
import json
import re
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import cross_entropy, interpolate

from chest import data
from common.statistics import interval
from degradation.figures import draw
from degradation.network import Deep

DEPTHS, SIDE, EPOCHS, BATCH, SEED = (8, 20, 44), 32, 6, 64, 20200
MARKS = '<!-- measured: written by plain_and_residual.py -->', '<!-- end of measured -->'


def small(cases):
    return data.normalise(interpolate(cases['images'], size=(SIDE, SIDE), mode='area')), cases['labels']


def gradients(net, images, labels):
    """Norm of the loss's gradient by each convolution's weights, from the image to the answer, on the training batch."""
    net.zero_grad()
    cross_entropy(net(images), labels).backward()
    norms = [float(module.weight.grad.norm()) for name, module in net.named_modules() if isinstance(module, torch.nn.Conv2d) and 'shortcut' not in name]
    net.zero_grad()
    return norms


def learn(depth, residual, train, test, patients):
    """Same seed, order, steps and learning rates for every network (SGD with momentum, one cycle)."""
    torch.manual_seed(SEED)
    net, (images, labels) = Deep(depth, residual), train
    run = {'depth': depth, 'residual': residual, 'gradients': gradients(net, images[:256], labels[:256]), 'loss': []}
    steps = len(labels) // BATCH
    optimiser = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 0.1, total_steps=EPOCHS * steps, pct_start=0.2)
    for _ in range(EPOCHS):
        total = 0.0
        for rows in torch.randperm(len(labels))[:steps * BATCH].split(BATCH):
            optimiser.zero_grad()
            loss = cross_entropy(net(images[rows]), labels[rows])
            loss.backward()
            optimiser.step()
            schedule.step()
            total += float(loss)
        run['loss'].append(total / steps)
    net.eval()
    with torch.no_grad():
        right = (net(test[0]).argmax(1) == test[1]).numpy()
    return {**run, 'accuracy': interval(right, patients)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--data', type=Path, required=True)
    parser.add_argument('--docs', type=Path, default=Path('docs'))
    parser.add_argument('--work', type=Path, default=Path('checkpoints/degradation'))
    args = parser.parse_args()
    torch.set_num_threads(2)
    args.work.mkdir(parents=True, exist_ok=True)
    test = data.load(args.data, 'test')
    order = torch.from_numpy(np.random.default_rng(SEED).permutation(len((train := data.load(args.data, 'train'))['labels'])))
    images, labels = small(train)
    runs = []
    for depth in DEPTHS:
        for residual in False, True:
            kept = args.work / f'{"residual" if residual else "plain"}-{depth}.json'
            if not kept.exists():
                kept.write_text(json.dumps(learn(depth, residual, (images[order], labels[order]), small(test), test['patients'])))
            runs.append(json.loads(kept.read_text()))
            print(depth, residual, round(runs[-1]['loss'][-1], 4), runs[-1]['accuracy'], flush=True)
    table = draw(args.docs, runs)
    path = args.docs / 'resnet.md'
    path.write_text(re.sub(f'(?<={re.escape(MARKS[0])}\n).*?(?={re.escape(MARKS[1])})', lambda _: table + '\n', path.read_text(), flags=re.S))


if __name__ == '__main__':
    main()
