"""Figures of the detector: everything is counted from the boxes that the package gives."""
import numpy as np
import torch
from torchvision.ops import batched_nms

from common.prepare import zscore
from common.statistics import DRAWS, bootstrap

from .data import LABELS, SIZE
from .loss import decode, overlap

MINIMUM, IOU, MOST = 0.02, 0.5, 10


def outputs_of(net, images):
    """Logits (N, C, K) and boxes (N, C, 4) in pixels of the SIZE image."""
    net.eval()
    with torch.no_grad():
        parts = [net(zscore(part)) for part in images.split(32)]
    return torch.cat([scores for scores, _ in parts]), decode(torch.cat([boxes for _, boxes in parts]), SIZE).clamp(0, SIZE)


def detect(scores, boxes):
    """One image's probabilities (C, K) and boxes (C, 4) → (label, score, box) of what is left after suppressing, among
    equal labels, what overlaps a better box by more than IOU; best first."""
    cell, label = torch.nonzero(scores >= MINIMUM, as_tuple=True)
    kept = batched_nms(boxes[cell], scores[cell, label], label, IOU)[:MOST]
    return label[kept], scores[cell, label][kept], boxes[cell][kept]


def detections(logits, boxes, temperature=1.0):
    return [detect(s, b) for s, b in zip(torch.sigmoid(logits / temperature), boxes)]


def hits(found, truth, label):
    """Of one label, all images together: (image, score, right) per detection, best score first within its image; right
    if it overlaps that image's tumour by IoU ≥ 0.5 and none before it did."""
    rows = []
    for image, (labels, scores, boxes) in enumerate(found):
        mine = labels == label
        free = truth['labels'][image] == label
        for score, box in zip(scores[mine].tolist(), boxes[mine]):
            right = bool(free) and overlap(box, truth['boxes'][image])[0] >= 0.5
            free = free and not right
            rows.append((image, score, bool(right)))
    return rows


def average_precision(scores, right, tumours):
    """Area under the precision–recall curve, precision at each recall being the best at that recall or beyond."""
    if not tumours:
        return float('nan')
    order = np.argsort(-scores, kind='stable')
    true = np.cumsum(right[order])
    precision = true / np.arange(1, len(order) + 1)
    best = np.maximum.accumulate(precision[::-1])[::-1]
    return float((best * right[order]).sum() / tumours)


def best_boxes(found, truth):
    """Of each image's best box: label (−1: no box), score, and whether it overlaps the tumour by IoU ≥ 0.5."""
    label = np.array([int(f[0][0]) if len(f[0]) else -1 for f in found])
    score = np.array([float(f[1][0]) if len(f[1]) else 0 for f in found])
    placed = np.array([len(f[2]) > 0 and float(overlap(f[2][0], box)[0]) >= 0.5 for f, box in zip(found, truth['boxes'])])
    return label, score, placed


def best_temperature(logits, boxes, truth):
    """The divisor of the logits that makes it likeliest, on the validation split, that a best box's score is the chance of
    its being right. Which box is best does not depend on it."""
    label, _, placed = best_boxes(detections(logits, boxes), truth)
    right, top = placed & (label == truth['labels'].numpy()), logits.flatten(1).amax(1).numpy()

    def unlikely(t):
        share = 1 / (1 + np.exp(-top / t))
        return -np.where(right, np.log(share), np.log(1 - share)).mean()

    return float(min(np.exp(np.linspace(np.log(0.3), np.log(4), 400)), key=unlikely))


def balanced_threshold(found, truth, label):
    """The threshold with the largest sensitivity (tumours found) + specificity (slices without this label without a box
    of it), midway between the two scores that it parts."""
    rows, best = hits(found, truth, label), loudest(found, label)
    positive = truth['labels'].numpy() == label
    right = np.zeros(len(found))
    for image, score, is_right in rows:
        if is_right:
            right[image] = score
    order = np.unique(np.concatenate([[MINIMUM], best[best > 0]]))
    cuts = (order[1:] + order[:-1]) / 2
    gains = [(right[positive] >= cut).mean() + (best[~positive] < cut).mean() for cut in cuts]
    return float(cuts[int(np.argmax(gains))])


def loudest(found, label):
    """Each image's largest score of a label, 0 without a box of it."""
    return np.array([float(f[1][f[0] == label].max()) if bool((f[0] == label).any()) else 0 for f in found])


def figures(logits, boxes, truth, temperature=1.0, thresholds={}, draws=DRAWS):
    """{metric: {value, low, high}} over the slices with tumour, intervals over patients. `thresholds` {label key: …}."""
    found = detections(logits, boxes, temperature)
    labels = truth['labels'].numpy()
    rows = {label: np.array(hits(found, truth, label), float).reshape(-1, 3) for label in range(len(LABELS))}
    # Drawn images count as often as they were drawn.
    of_image = {label: [np.flatnonzero(rows[label][:, 0] == image) for image in range(len(labels))] for label in rows}

    def ap(drawn, label):
        mine = rows[label][np.concatenate([of_image[label][image] for image in drawn]).astype(int)]
        return average_precision(mine[:, 1], mine[:, 2], int((labels[drawn] == label).sum()))

    def over(statistic):
        return bootstrap(statistic, len(labels), truth['patients'], draws=draws)

    first, sure, placed = best_boxes(found, truth)
    right = placed & (first == labels)
    result = {'ap50': over(lambda r: float(np.nanmean([ap(r, label) for label in rows])))}
    for label, name in enumerate(LABELS):
        result[f'ap50.{name}'] = over(lambda r, label=label: ap(r, label))
    result['accuracy'] = over(lambda r: float((first == labels)[r].mean()))
    for label, name in enumerate(LABELS):
        result[f'accuracy.{name}'] = over(lambda r, label=label: float((first == label)[r][labels[r] == label].mean()))
    result['localised'] = over(lambda r: float(placed[r].mean()))
    result['ece'] = over(lambda r: calibration_error(sure[r], right[r]))
    for key, threshold in thresholds.items():
        label = LABELS.index(key)
        true, best = np.zeros(len(labels)), loudest(found, label)
        for image, score, is_right in rows[label]:
            true[int(image)] = max(true[int(image)], score * is_right)
        result[f'sensitivity@balanced.{key}'] = over(lambda r, t=true, c=threshold, k=label: float((t[r] >= c)[labels[r] == k].mean()))
        result[f'specificity@balanced.{key}'] = over(lambda r, b=best, c=threshold, k=label: float((b[r] < c)[labels[r] != k].mean()))
    return result


def alarms(found, thresholds):
    """Share of images with any box at or above its label's threshold."""
    return float(np.mean([any(loudest([f], LABELS.index(key))[0] >= cut for key, cut in thresholds.items()) for f in found]))


def calibration_error(sure, right, bins=10):
    """Expected calibration error of the best box's score as the chance that box and label are right."""
    which = np.minimum((sure * bins).astype(int), bins - 1)
    return float(sum(abs(right[which == b].mean() - sure[which == b].mean()) * (which == b).mean() for b in np.unique(which)))
