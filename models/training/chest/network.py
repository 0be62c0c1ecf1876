"""ResNet-18 at half its width, whose class activation map is exact: the mean over the last map and one linear layer
are all that follows it, so the score is the sum of the map's cells."""
import torch
from torch import nn


class Block(nn.Module):
    """ResNet's basic block: two 3 × 3 convolutions and a shortcut, projected where the shape changes."""

    def __init__(self, wide_in, wide_out, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(wide_in, wide_out, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(wide_out)
        self.conv2 = nn.Conv2d(wide_out, wide_out, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(wide_out)
        self.shortcut = nn.Identity()
        if stride != 1 or wide_in != wide_out:
            self.shortcut = nn.Sequential(nn.Conv2d(wide_in, wide_out, 1, stride, bias=False), nn.BatchNorm2d(wide_out))

    def forward(self, x):
        y = torch.relu(self.norm1(self.conv1(x)))
        return torch.relu(self.norm2(self.conv2(y)) + self.shortcut(x))


class ChestNet(nn.Module):
    """(N, 1, 128, 128) → logits (N, 3) for normal, bacteria, virus."""

    def __init__(self, widths=(32, 64, 128, 256), labels=3):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(1, widths[0], 7, 2, 3, bias=False), nn.BatchNorm2d(widths[0]), nn.ReLU(), nn.MaxPool2d(3, 2, 1))
        # The last stage keeps its grid, so the activation map has 8 × 8 cells instead of 4 × 4.
        strides, wide, stages = (1, 2, 2, 1), widths[0], []
        for width, stride in zip(widths, strides):
            stages += [Block(wide, width, stride), Block(width, width, 1)]
            wide = width
        self.body = nn.Sequential(*stages)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.head = nn.Linear(wide, labels)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode='fan_out', nonlinearity='relu')

    def forward(self, x):
        return self.head(torch.flatten(self.pool(self.body(self.stem(x))), 1))
