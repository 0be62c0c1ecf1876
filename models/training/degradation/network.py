"""The networks of He et al. 2016, section 4.2: 6 n + 2 layers at 16, 32 and 64 channels, with shortcuts or without."""
import torch
from torch import nn

from common.residual import BasicBlock, initialise, stage


class PlainBlock(BasicBlock):
    """The same two convolutions without the shortcut."""

    def __init__(self, wide_in, wide_out, stride=1):
        super().__init__(wide_in, wide_out, stride)
        del self.shortcut

    def forward(self, x):
        return torch.relu(self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x))))))


class Deep(nn.Module):
    """(N, 1, S, S) → logits (N, 3)."""

    def __init__(self, depth, residual):
        super().__init__()
        block, n = (BasicBlock if residual else PlainBlock), (depth - 2) // 6
        self.stem = nn.Sequential(nn.Conv2d(1, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU())
        self.body = nn.Sequential(stage(block, 16, 16, 1, n), stage(block, 16, 32, 2, n), stage(block, 32, 64, 2, n))
        self.head = nn.Linear(64, 3)
        initialise(self)

    def forward(self, x):
        return self.head(self.body(self.stem(x)).mean((2, 3)))
