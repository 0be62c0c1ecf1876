"""ResNet-18 at half its width, that gives each radiograph a place on a sphere: near for one person, far for two."""
import torch
from torch import nn

from common.residual import BasicBlock, initialise, stage, stem


class RecognitionNet(nn.Module):
    """(N, 1, 128, 128) → (N, 128) of length 1; the similarity of two radiographs is the product of theirs."""

    def __init__(self, widths=(32, 64, 128, 256), size=128):
        super().__init__()
        a, b, c, d = widths
        self.stem = stem(a)
        self.body = nn.Sequential(stage(BasicBlock, a, a, 1, 2), stage(BasicBlock, a, b, 2, 2), stage(BasicBlock, b, c, 2, 2), stage(BasicBlock, c, d, 2, 2))
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.head = nn.Linear(d, size)
        initialise(self)

    def forward(self, x):
        y = self.head(torch.flatten(self.pool(self.body(self.stem(x))), 1))
        return y / torch.sqrt((y * y).sum(1, keepdim=True) + 1e-12)
