"""The small pictures of a model card: what went wrong, and how far scores can be taken at their word."""
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

SIDE, COLUMNS, GREEN, RED = 160, 6, (90, 220, 120), (255, 90, 90)


def failures(path, cases):
    """One sheet of [(image 0…1 (S, S), caption, true box or None, found box or None)]; boxes in pixels of the image,
    the truth green, the answer red."""
    rows = -(-len(cases) // COLUMNS)
    sheet = Image.new('RGB', (SIDE * COLUMNS, (SIDE + 14) * rows))
    for number, (image, caption, true, found) in enumerate(cases):
        picture = Image.fromarray((np.clip(image, 0, 1) * 255).astype(np.uint8)).convert('RGB').resize((SIDE, SIDE))
        draw = ImageDraw.Draw(picture)
        for box, colour in (true, GREEN), (found, RED):
            if box is not None:
                draw.rectangle([float(edge) * SIDE / len(image) for edge in box], outline=colour)
        left, top = number % COLUMNS * SIDE, number // COLUMNS * (SIDE + 14)
        sheet.paste(picture, (left, top + 14))
        ImageDraw.Draw(sheet).text((left + 3, top + 1), caption, fill=(255, 255, 255))
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    sheet.save(path, quality=80)


def reliability(path, sure, right, bins=10):
    """SVG: in bins of the score, how often it was right; the area of a dot is the number of cases."""
    which = np.minimum((np.asarray(sure) * bins).astype(int), bins - 1)
    dots = []
    for b in np.unique(which):
        x, y, share = np.mean(sure[which == b]), np.mean(right[which == b]), np.mean(which == b)
        dots.append(f'<circle cx="{40 + 240 * x:.1f}" cy="{260 - 240 * y:.1f}" r="{2 + 14 * share ** 0.5:.1f}" fill="#57cc99" fill-opacity="0.8"/>')
    lines = ''.join(f'<text x="{40 + 240 * t:.0f}" y="276" text-anchor="middle">{t:g}</text><text x="34" y="{264 - 240 * t:.0f}" text-anchor="end">{t:g}</text>'
                    for t in (0, 0.5, 1))
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 300" font-family="sans-serif" font-size="11" fill="#8a97a6">'
        '<rect width="300" height="300" fill="#10151b"/><rect x="40" y="20" width="240" height="240" fill="none" stroke="#3a4552"/>'
        f'<path d="M40 260 280 20" stroke="#3a4552"/>{"".join(dots)}{lines}'
        '<text x="160" y="294" text-anchor="middle">score</text><text x="12" y="140" transform="rotate(-90 12 140)" text-anchor="middle">share that was right</text></svg>\n')
