"""ResNet-18 with a feature pyramid (Lin et al. 2017) and one head for all its levels, without anchors: every cell says
which tumour it sees and how far from its own centre the box ends to the left, top, right and bottom (Tian et al. 2019)."""
import torch
from torch import nn
from torch.nn.functional import interpolate

from common.residual import BasicBlock, initialise, stage, stem

STRIDES = (8, 16, 32)


def convolved(wide):
    return nn.Sequential(nn.Conv2d(wide, wide, 3, 1, 1, bias=False), nn.BatchNorm2d(wide), nn.ReLU())


class TumorNet(nn.Module):
    """(N, 1, S, S), S a multiple of 32 → `scores` (N, C, K) class logits and `boxes` (N, C, 4) logarithms of the
    distances left, top, right, bottom in strides; C cells, level by level in order of rising stride, row by row."""

    def __init__(self, widths=(32, 64, 128, 256), wide=64, labels=3):
        super().__init__()
        a, b, c, d = widths
        self.stem = stem(a)
        self.stage1, self.stage2 = stage(BasicBlock, a, a, 1, 2), stage(BasicBlock, a, b, 2, 2)
        self.stage3, self.stage4 = stage(BasicBlock, b, c, 2, 2), stage(BasicBlock, c, d, 2, 2)
        self.lateral = nn.ModuleList([nn.Conv2d(n, wide, 1) for n in (b, c, d)])
        self.smooth = nn.ModuleList([convolved(wide) for _ in STRIDES])
        self.what, self.where = nn.Sequential(convolved(wide), convolved(wide)), nn.Sequential(convolved(wide), convolved(wide))
        self.scores, self.boxes = nn.Conv2d(wide, labels, 3, 1, 1), nn.Conv2d(wide, 4, 3, 1, 1)
        initialise(self)
        for head in self.scores, self.boxes:
            nn.init.normal_(head.weight, std=0.01)
        # Nearly every cell sees no tumour (RetinaNet's prior), and a box starts two strides wide in each direction.
        nn.init.constant_(self.scores.bias, -4.6)
        nn.init.constant_(self.boxes.bias, 0.7)

    def forward(self, x):
        two = self.stage2(self.stage1(self.stem(x)))
        three = self.stage3(two)
        four = self.stage4(three)
        level = self.lateral[2](four)
        levels = [level]
        for lateral, finer in (self.lateral[1], three), (self.lateral[0], two):
            level = lateral(finer) + interpolate(level, scale_factor=2.0, mode='nearest')
            levels.insert(0, level)
        levels = [smooth(level) for smooth, level in zip(self.smooth, levels)]
        scores = [self.scores(self.what(level)).flatten(2) for level in levels]
        boxes = [self.boxes(self.where(level)).flatten(2) for level in levels]
        return torch.cat(scores, 2).transpose(1, 2), torch.cat(boxes, 2).transpose(1, 2)
