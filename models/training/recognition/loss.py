"""Supervised contrastive loss (Khosla et al. 2020): among all others of the batch, one's own second image should be the
most similar."""
import torch

TEMPERATURE = 0.1


def loss_of(net, batch):
    images, persons, patients = batch
    places = net(images)
    similar = places @ places.T / TEMPERATURE
    same = persons[:, None] == persons
    # An equal patient number in two lists: perhaps one person, perhaps two. Neither is taught.
    unknown = (patients[:, None] == patients) & ~same
    self = torch.eye(len(images), dtype=torch.bool)
    similar = similar.masked_fill(unknown | self, float('-inf'))
    wanted = same & ~self
    shares = similar - torch.logsumexp(similar, 1, keepdim=True)
    return -(shares.masked_fill(~wanted, 0).sum(1) / wanted.sum(1)).mean()
