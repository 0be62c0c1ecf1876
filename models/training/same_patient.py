#!/usr/bin/python3
"""Trains, measures and exports the package same-patient.

    python3 models/training/same_patient.py --data ../shared/data/chest-pneumonia --out models/same-patient

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
from recognition import data, export, measure
from recognition.loss import loss_of
from recognition.network import RecognitionNet

EPOCHS, BATCH = 20, 32


def main():
    args = arguments(__doc__, EPOCHS, 'checkpoints/same-patient')
    prepare_machine(args)
    net = RecognitionNet().to(memory_format=torch.channels_last)
    val = data.load(args.data, 'val')

    def score(average):
        pairs = measure.Pairs(val, measure.cosine(measure.places_of(average, val['images'])))
        times = np.ones(pairs.count, int)
        return {'auc': round(pairs.auc(times), 4), 'eer': round(float(np.mean(pairs.rates(pairs.equal_error(), times))), 4)}

    train = data.load(args.data, 'train')
    if 'train' in args.only:
        fit(net, lambda epoch: data.batches(train, epoch, args.seed, BATCH), loss_of, score, args.work,
            args.epochs, len(np.unique(train['persons'])) // BATCH, lr=2e-3, weight_decay=5e-2, decay=0.998, score_every=3, seed=args.seed)
    if {'export', 'measure'} & set(args.only):
        settle(trained(net, args), train['images'], zscore, args.seed)
    if 'export' in args.only:
        export.write(net, args.out)
    if 'measure' in args.only:
        threshold = measure.Pairs(val, measure.cosine(measure.places_of(net, val['images']))).equal_error()
        test = data.load(args.data, 'test')
        write_measured(args, dataSet=data.NAME, thresholds={'same-patient': threshold}, **{
            name: {**measure.figures(net, split, threshold), **measure.shortcuts(net, split, threshold)}
            for name, split in (('val', val), ('test', test))})
        show(args, net, test)


def show(args, net, test):
    """The test split's six least similar pairs of one person and six most similar of two, two pictures each."""
    i, j, same = measure.pairs_of(test)
    similar = measure.cosine(measure.places_of(net, test['images']))(i, j)
    one = sorted(np.flatnonzero(same), key=lambda pair: similar[pair])[:6]
    two = sorted(np.flatnonzero(~same), key=lambda pair: -similar[pair])[:6]
    pictures.failures(args.out / 'pictures/failures.jpg', [
        (test['images'][row, 0].numpy(), f'{word} {similar[pair]:.2f}', None, None)
        for word, pairs in (('one person', one), ('two persons', two)) for pair in pairs for row in (i[pair], j[pair])])


if __name__ == '__main__':
    main()
