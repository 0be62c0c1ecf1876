#!/usr/bin/python3
"""Trains, measures and exports the package chest-pneumonia.

    python3 models/training/chest_pneumonia.py --data ../shared/data/chest-pneumonia --out models/chest-pneumonia

Interrupted, the same command goes on from the last checkpoint in --work. `--only export` writes what the last
checkpoint has, finished or not. Then `python3 models/training/package.py` makes the package whole.
"""
import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from torch.nn.functional import cross_entropy

from chest import data, export, measure
from chest.network import ChestNet
from common.command import arguments, prepare_machine, trained, write_measured
from common.fit import fit
from common.settle import settle

EPOCHS, BATCH = 20, 32


def loss_of(net, batch):
    images, labels = batch
    # Smoothed: the labels of bacteria and virus are noisy (the data's own README says so).
    return cross_entropy(net(images), labels, label_smoothing=0.05)


def main():
    args = arguments(__doc__, EPOCHS, 'checkpoints/chest-pneumonia')
    prepare_machine(args)
    net = ChestNet().to(memory_format=torch.channels_last)
    val = data.load(args.data, 'val')
    labels = val['labels'].numpy()

    def score(average):
        logits = measure.logits_of(average, val['images'])
        shares = measure.probabilities(logits)
        return {'auc': round(roc_auc_score(labels != 0, 1 - shares[:, 0]), 4), 'accuracy': round(np.mean(shares.argmax(1) == labels), 4),
                'binary': round(np.mean((shares.argmax(1) != 0) == (labels != 0)), 4)}

    if 'train' in args.only:
        train = data.load(args.data, 'train')
        fit(net, lambda epoch: data.batches(train, epoch, args.seed, BATCH), loss_of, score, args.work,
            args.epochs, len(train['labels']) // BATCH, lr=2e-3, weight_decay=5e-2, decay=0.998, score_every=2, seed=args.seed)
    if {'export', 'measure'} & set(args.only):
        settle(trained(net, args), data.load(args.data, 'train')['images'], data.normalise, args.seed)
        offset = measure.normal_offset(measure.logits_of(net, val['images']), labels)
        # Into the network itself: then every reader of the file has it, and the activation map stays exact.
        net.head.bias.data[0] += offset
        print(f'offset of normal: {offset:.2f}')
    if 'export' in args.only:
        export.write(net, args.out)
    if 'measure' in args.only:
        logits = measure.logits_of(net, val['images'])
        temperature = measure.best_temperature(logits, labels)
        shares = measure.probabilities(logits, temperature)
        thresholds = {key: measure.balanced_threshold(shares[:, i], labels == i) for i, key in enumerate(data.LABELS)}
        splits = {'val': val, 'test': data.load(args.data, 'test')}
        write_measured(args, dataSet=data.NAME, temperature=temperature, thresholds=thresholds, **{
            name: {**measure.figures(measure.logits_of(net, split['images']), split['labels'], split['patients'], temperature, thresholds),
                   **measure.stress(net, split, temperature)}
            for name, split in splits.items()})


if __name__ == '__main__':
    main()
