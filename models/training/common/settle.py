"""Statistics of the batch normalisation, counted again over the images as they are.

Training sees every image blurred, sharpened, noisy or covered, the app sees it plain. Its features then have another
mean and spread than those that the running statistics hold (a first chest network leaned towards "normal" for it:
validation 0.91 by the largest probability at an AUC of 0.99). No weight changes."""
import torch


def settle(net, images, normalise, seed, size=64):
    """`images` (N, 1, S, S) of 0…1; in mixed order, so that every batch has all classes."""
    layers = [module for module in net.modules() if isinstance(module, torch.nn.BatchNorm2d)]
    for layer in layers:
        layer.reset_running_stats()
        layer.momentum = None  # a plain mean over the batches
    net.train()
    with torch.no_grad():
        for rows in torch.randperm(len(images), generator=torch.Generator().manual_seed(seed)).split(size):
            net(normalise(images[rows]))
    return net.eval()
