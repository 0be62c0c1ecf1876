#!/usr/bin/python3
"""Trains, measures and exports the package brain-tumor-mr.

    python3 models/training/brain_tumor_mr.py --data ../shared/data/brain-tumor-mr --out models/brain-tumor-mr

Interrupted, the same command goes on from the last checkpoint in --work. `--only export` writes what the last
checkpoint has, finished or not. Then `python3 models/training/package.py` makes the package whole.
"""
import numpy as np
import torch

from common import pictures
from common.command import arguments, prepare_machine, trained, write_measured
from common.fit import fit
from common.prepare import zscore
from common.settle import settle
from tumor import data, export, measure
from tumor.loss import loss_of
from tumor.network import TumorNet

# First small and long, then at full size: what was learnt coarsely is only refined there, at a third more work each.
COARSE_SIDE, COARSE_EPOCHS, EPOCHS, BATCH = 192, 80, 10, 16


def main():
    args = arguments(__doc__, EPOCHS, 'checkpoints/brain-tumor-mr')
    prepare_machine(args)
    net = TumorNet().to(memory_format=torch.channels_last)
    train = data.load(args.data, 'train')
    val = data.load(args.data, 'val')

    def score(average):
        found = measure.figures(*measure.outputs_of(average, val['images']), val, draws=1)
        return {name: round(float(figure['value']), 4) for name, figure in found.items()}

    if 'train' in args.only:
        steps = len(train['labels']) // BATCH
        coarse = fit(net, lambda epoch: data.batches(train, epoch, args.seed, BATCH, COARSE_SIDE), loss_of, score, args.work / 'coarse',
                     COARSE_EPOCHS, steps, lr=1.5e-3, weight_decay=5e-2, decay=0.998, score_every=4, seed=args.seed)
        net.load_state_dict(coarse.state_dict())
        fit(net, lambda epoch: data.batches(train, COARSE_EPOCHS + epoch, args.seed, BATCH), loss_of, score, args.work,
            args.epochs, steps, lr=5e-4, weight_decay=5e-2, decay=0.998, score_every=6, seed=args.seed)
    if {'export', 'measure'} & set(args.only):
        settle(trained(net, args), train['images'], zscore, args.seed)
    if 'export' in args.only:
        export.write(net, args.out)
    if 'measure' in args.only:
        outputs = measure.outputs_of(net, val['images'])
        temperature = measure.best_temperature(*outputs, val)
        found = measure.detections(*outputs, temperature)
        thresholds = {key: measure.balanced_threshold(found, val, label) for label, key in enumerate(data.LABELS)}
        test, without = data.load(args.data, 'test'), data.without_tumour(args.data)
        write_measured(args, dataSet=data.NAME, temperature=temperature, thresholds=thresholds,
                       noTumour={'slices': len(without), 'alarms': measure.alarms(measure.detections(*measure.outputs_of(net, without), temperature), thresholds)},
                       **{name: measure.figures(*measure.outputs_of(net, part['images']), part, temperature, thresholds)
                          for name, part in (('val', val), ('test', test))})
        show(args, measure.detections(*measure.outputs_of(net, test['images']), temperature), test)


def show(args, found, truth):
    """The surest failures of the test split, and the calibration."""
    label, sure, placed = measure.best_boxes(found, truth)
    right = placed & (label == truth['labels'].numpy())
    wrong = sorted(np.flatnonzero(~right), key=lambda i: -sure[i])[:12]
    names = [key[:6] for key in data.LABELS] + ['none']
    pictures.failures(args.out / 'pictures/failures.jpg', [
        (truth['images'][i, 0].numpy(), f'{names[truth["labels"][i]]}: {names[label[i]]} {sure[i]:.2f}', truth['boxes'][i], found[i][2][0] if len(found[i][2]) else None)
        for i in wrong])
    pictures.reliability(args.out / 'pictures/calibration.svg', sure, right)


if __name__ == '__main__':
    main()
