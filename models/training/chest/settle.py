"""Statistics of the batch normalisation, counted again over the images as they are.

Training sees every image blurred, sharpened, noisy or covered, the app sees it plain. Its features then have another
mean and spread than those that the running statistics hold, and the network leaned towards "normal" (validation:
normal against pneumonia 0.91 by the largest probability at an AUC of 0.99). No weight changes."""
import torch

from .data import normalise


def settle(net, images, size=64):
    """`images` (N, 1, S, S) of 0…1, in an order that mixes the classes."""
    layers = [module for module in net.modules() if isinstance(module, torch.nn.BatchNorm2d)]
    for layer in layers:
        layer.reset_running_stats()
        layer.momentum = None  # a plain mean over the batches
    net.train()
    with torch.no_grad():
        for part in images.split(size):
            net(normalise(part))
    return net.eval()
