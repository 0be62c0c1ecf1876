"""Figures of the classifier: everything is counted from the probabilities that the package gives."""
import numpy as np
import torch
from sklearn.metrics import average_precision_score, roc_auc_score
from torch.nn.functional import interpolate

from common.augment import blurred
from common.statistics import bootstrap

from .data import LABELS, normalise

ASPECT = 1.2


def logits_of(net, images):
    net.eval()
    with torch.no_grad():
        return torch.cat([net(normalise(part)) for part in images.split(64)]).numpy()


def probabilities(logits, temperature=1.0):
    scaled = logits / temperature
    scaled = np.exp(scaled - scaled.max(1, keepdims=True))
    return scaled / scaled.sum(1, keepdims=True)


def normal_offset(logits, labels):
    """What to add to the logit of "normal" so that the largest probability says normal or pneumonia rightly most
    often; the middle of the best stretch. It takes away the lean towards normal that has two causes: pneumonia's
    share is split between two classes, and training saw changed images where the app sees plain ones."""
    candidates = np.linspace(-2, 1, 301)
    sick = labels != 0
    right = np.array([((logits + [c, 0, 0]).argmax(1) != 0) == sick for c in candidates]).mean(1)
    return float(np.median(candidates[right == right.max()]))


def best_temperature(logits, labels):
    """The divisor of the logits that makes the validation labels likeliest."""
    candidates = np.exp(np.linspace(np.log(0.3), np.log(4), 400))
    rows = np.arange(len(labels))
    return float(min(candidates, key=lambda t: -np.log(probabilities(logits, t)[rows, labels]).mean()))


def calibration_error(shares, labels, bins=10):
    """Expected calibration error of the likeliest class, in bins of equal width."""
    sure, right = shares.max(1), shares.argmax(1) == labels
    which = np.minimum((sure * bins).astype(int), bins - 1)
    return float(sum(abs(right[which == b].mean() - sure[which == b].mean()) * (which == b).mean() for b in np.unique(which)))


def balanced_threshold(scores, positive):
    """The threshold with the largest sensitivity + specificity; midway between the two scores that it parts, so that
    a rounding error decides nothing."""
    order = np.unique(scores)
    cuts = (order[1:] + order[:-1]) / 2
    gains = [(scores[positive] >= cut).mean() + (scores[~positive] < cut).mean() for cut in cuts]
    return float(cuts[int(np.argmax(gains))])


def figures(logits, labels, patients, temperature, thresholds):
    """{metric: {value, low, high}} with intervals over patients. `thresholds` {label key: threshold}."""
    shares, labels = probabilities(logits, temperature), np.asarray(labels)
    sick = labels != 0

    def over(statistic):
        return bootstrap(statistic, len(labels), patients)

    result = {
        'auc': over(lambda r: roc_auc_score(sick[r], 1 - shares[r, 0])),
        'averagePrecision': over(lambda r: average_precision_score(sick[r], 1 - shares[r, 0])),
        'auc.virusAgainstBacteria': over(lambda r: roc_auc_score(labels[r][sick[r]] == 2, (shares[r, 2] / (shares[r, 1] + shares[r, 2]))[sick[r]])),
        'accuracy': over(lambda r: float((shares[r].argmax(1) == labels[r]).mean())),
        'accuracy.normalAgainstPneumonia': over(lambda r: float(((shares[r].argmax(1) != 0) == sick[r]).mean())),
        'ece': over(lambda r: calibration_error(shares[r], labels[r])),
    }
    for key, threshold in thresholds.items():
        index = LABELS.index(key)
        positive, found = labels == index, shares[:, index] >= threshold
        result[f'sensitivity@balanced.{key}'] = over(lambda r, p=positive, f=found: float(f[r][p[r]].mean()))
        result[f'specificity@balanced.{key}'] = over(lambda r, p=positive, f=found: float((~f[r][~p[r]]).mean()))
    return result


def widened(images, factor):
    """Stretched to the sides by `factor` ≥ 1 about the middle; what leaves the square is lost."""
    side = images.shape[-1]
    wide = round(side * factor)
    start = (wide - side) // 2
    return interpolate(images, size=(side, wide), mode='bilinear', align_corners=False)[..., start:start + side]


def stress(net, split, temperature):
    """{metric: interval}: does the AUC survive when what the shortcuts live on is taken away or turned round? The images
    blurred (sharpness alone tells the classes apart in this data set), each brought to one mean and spread of grey, and
    stretched: all of them, and one side of the question alone, since the squares were squeezed from wider originals,
    pneumonia more than normals, and the native aspect of each is not recorded."""
    images, sick = split['images'], split['labels'].numpy() != 0
    mean, spread = images.mean((2, 3), keepdim=True), images.std((2, 3), keepdim=True)
    wide, is_sick = widened(images, ASPECT), torch.from_numpy(sick)[:, None, None, None]
    changed = {
        'auc.blurred': blurred(images, 1.5),
        'auc.sameGrey': ((images - mean) / spread * 0.2 + 0.5).clamp(0, 1),
        'auc.widened': wide,
        'auc.pneumoniaWidened': torch.where(is_sick, wide, images),
        'auc.normalWidened': torch.where(is_sick, images, wide),
    }
    result = {}
    for name, pixels in changed.items():
        scores = 1 - probabilities(logits_of(net, pixels), temperature)[:, 0]
        result[name] = bootstrap(lambda r, s=scores: roc_auc_score(sick[r], s[r]), len(sick), split['patients'])
    return result
