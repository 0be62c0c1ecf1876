"""ResNet-50 at half its width, whose class activation map is exact: the mean over the last map and one linear layer
are all that follows it, so the score is the mean of the map's cells."""
import torch
from torch import nn

from common.residual import Bottleneck, initialise, stage, stem


class ChestNet(nn.Module):
    """(N, 1, 128, 128) → logits (N, 3) for normal, bacteria, virus."""

    def __init__(self, widths=(128, 256, 512, 1024), depths=(3, 4, 6, 3), labels=3):
        super().__init__()
        self.stem = stem(widths[0] // 4)
        # The last stage keeps its grid, so the activation map has 8 × 8 cells instead of 4 × 4.
        strides, wide, stages = (1, 2, 2, 1), widths[0] // 4, []
        for width, depth, stride in zip(widths, depths, strides):
            stages.append(stage(Bottleneck, wide, width, stride, depth))
            wide = width
        self.body = nn.Sequential(*stages)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.head = nn.Linear(wide, labels)
        initialise(self)
        for module in self.modules():
            # Each block starts as its shortcut alone (Goyal et al. 2017), so that sixteen of them train from the start.
            if isinstance(module, Bottleneck):
                nn.init.zeros_(module.norm3.weight)

    def forward(self, x):
        return self.head(torch.flatten(self.pool(self.body(self.stem(x))), 1))
