"""What scikit-learn, SciPy and the training code say of the cases on standard input, as JSON."""
import json
import sys
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import average_precision_score, roc_auc_score, roc_curve

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / 'models/training'))
from chest.measure import calibration_error
from common.statistics import bootstrap, interval
from hippocampus.measure import dice, surface_distance
from tumor import measure as tumor

asked = json.load(sys.stdin)
scores, positive, patients = (np.array(asked[key]) for key in ('scores', 'positive', 'patients'))
shares, labels = np.array(asked['shares']), np.array(asked['labels'])
a, b = (np.array(asked[key], bool).reshape(asked['size'][::-1]) for key in ('found', 'truth'))
spacing = asked['spacing'][::-1]


def surface(one, other):
    """As hippocampus.measure, with a spacing."""
    from scipy.ndimage import binary_erosion, distance_transform_edt
    edges = [mask & ~binary_erosion(mask) for mask in (one, other)]
    far = [distance_transform_edt(~edge, sampling=spacing) for edge in edges]
    return float(np.concatenate([far[1][edges[0]], far[0][edges[1]]]).mean())


def over(statistic):
    return bootstrap(statistic, len(scores), patients)


def precision():
    truth = {'labels': torch.tensor([c['marked']['label'] for c in asked['slices']]),
             'boxes': torch.tensor([c['marked']['boxPx'] for c in asked['slices']])}
    found = [(torch.tensor([x['label'] for x in c['boxes']]), torch.tensor([x['score'] for x in c['boxes']]),
              torch.tensor([x['boxPx'] for x in c['boxes']], dtype=torch.float32).reshape(-1, 4)) for c in asked['slices']]
    rows = np.array(tumor.hits(found, truth, 0), float).reshape(-1, 3)
    of_image = [np.flatnonzero(rows[:, 0] == image) for image in range(len(found))]

    def ap(drawn):
        mine = rows[np.concatenate([of_image[image] for image in drawn]).astype(int)]
        return tumor.average_precision(mine[:, 1], mine[:, 2], int((truth['labels'].numpy()[drawn] == 0).sum()))
    return bootstrap(ap, len(found), [c['patient'] for c in asked['slices']])


def sensitivity(share):
    def at(r):
        if not 0 < positive[r].sum() < len(r):
            return float('nan')
        alarms, found, _ = roc_curve(positive[r], scores[r], drop_intermediate=False)
        return float(np.interp(share, alarms, found))
    return over(at)


print(json.dumps({
    'draws': [np.random.default_rng(asked['seed']).integers(n, size=40).tolist() for n in asked['below']],
    'auc': over(lambda r: roc_auc_score(positive[r], scores[r]) if 0 < positive[r].sum() < len(r) else float('nan')),
    'averagePrecision': over(lambda r: average_precision_score(positive[r], scores[r])),
    'roc': [sensitivity(share) for share in asked['at']],
    'ece': over(lambda r: calibration_error(shares[r], labels[r])),
    'mean': interval(np.where(np.array(asked['missing']), np.nan, scores), patients),
    'dice': dice(a, b), 'unitSurface': surface_distance(a, b), 'surface': surface(a, b),
    'boxPrecision': precision(),
}))
