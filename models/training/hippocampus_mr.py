#!/usr/bin/python3
"""Trains, measures and exports the package hippocampus-mr.

    python3 models/training/hippocampus_mr.py --data ../shared/data/hippocampus-mr --out models/hippocampus-mr

Interrupted, the same command goes on from the last checkpoint in --work. `--only export` writes what the last
checkpoint has, finished or not. Then `python3 models/training/package.py` makes the package whole.
"""
from common.command import arguments, prepare_machine, trained, write_measured
from common.fit import fit
from common.statistics import interval
from hippocampus import data, export, loss, measure
from hippocampus.network import HippocampusNet

EPOCHS, BATCH, CROP = 45, 2, (32, 48, 32)


def main():
    args = arguments(__doc__, EPOCHS, 'checkpoints/hippocampus-mr')
    prepare_machine(args)
    net = HippocampusNet()
    val = data.load(args.data, 'val')

    def score(average):
        return {name: round(interval(values)['value'], 4) for name, values in measure.per_case(average, val).items() if 'dice' in name}

    if 'train' in args.only:
        train = data.load(args.data, 'train')
        fit(net, lambda epoch: data.batches(train, epoch, args.seed, BATCH, CROP), loss.loss_of, score, args.work,
            args.epochs, len(train) // BATCH, lr=2e-3, weight_decay=1e-2, decay=0.995, score_every=3, seed=args.seed)
    if 'export' in args.only:
        export.write(trained(net, args), args.out)
    if 'measure' in args.only:
        trained(net, args)
        splits = {split: measure.per_case(net, data.load(args.data, split), surfaces=True) for split in ('val', 'test')}
        write_measured(args, dataSet=data.NAME, **{split: {name: interval(values) for name, values in rows.items()} for split, rows in splits.items()})


if __name__ == '__main__':
    main()
