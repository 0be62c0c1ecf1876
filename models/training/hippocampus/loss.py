"""Cross-entropy says which voxel is wrong, soft Dice keeps two small labels from drowning in background."""
import torch
from torch.nn.functional import cross_entropy, one_hot


def loss_of(net, batch):
    image, truth = batch
    logits = net(image)
    shares = torch.softmax(logits, 1)[:, 1:]
    wanted = one_hot(truth, logits.shape[1]).movedim(-1, 1)[:, 1:].float()
    # Over the whole batch: a crop that lost a label at its border would otherwise divide by nearly nothing.
    both = (shares * wanted).sum((0, 2, 3, 4))
    dice = (2 * both + 1) / (shares.sum((0, 2, 3, 4)) + wanted.sum((0, 2, 3, 4)) + 1)
    return cross_entropy(logits, truth) + 1 - dice.mean()
