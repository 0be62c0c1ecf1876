"""Curves as SVG and the table of the text."""

COLOURS = ('#57cc99', '#4cc9f0', '#ffb020', '#ff5c5c')


def chart(path, title, lines, across, logarithmic=False):
    """`lines` {name: (values, dashed, colour number)} over 1, 2, …; plain networks are drawn dashed."""
    from math import log10
    turn = log10 if logarithmic else (lambda v: v)
    values = [turn(max(v, 1e-12)) for line, _, _ in lines.values() for v in line]
    low, high = min(values), max(values)
    span, parts = (high - low) or 1, []
    for number, (name, (line, dashed, colour)) in enumerate(lines.items()):
        step = 400 / max(len(line) - 1, 1)
        points = ' '.join(f'{60 + i * step:.1f},{250 - 210 * (turn(max(v, 1e-12)) - low) / span:.1f}' for i, v in enumerate(line))
        dash = ' stroke-dasharray="5 4"' if dashed else ''
        parts.append(f'<polyline points="{points}" fill="none" stroke="{COLOURS[colour]}" stroke-width="2"{dash}/>'
                     f'<path d="M475 {50 + 18 * number}h24" stroke="{COLOURS[colour]}" stroke-width="2"{dash}/><text x="505" y="{54 + 18 * number}">{name}</text>')
    ends = [10 ** v if logarithmic else v for v in (low, high)]
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 290" font-family="sans-serif" font-size="12" fill="#c3ccd6">'
        f'<rect width="600" height="290" fill="#10151b"/><text x="60" y="24" font-size="14">{title}</text>'
        f'<path d="M60 40V250H460" fill="none" stroke="#3a4552"/><text x="54" y="254" text-anchor="end">{ends[0]:.2g}</text>'
        f'<text x="54" y="46" text-anchor="end">{ends[1]:.2g}</text><text x="260" y="276" text-anchor="middle">{across}</text>{"".join(parts)}</svg>\n')


def draw(out, runs):
    """`runs` [{depth, residual, loss [per epoch], accuracy, gradients [per layer]}] → two charts and a table."""
    depths = sorted({run['depth'] for run in runs})
    named = {f'{"residual" if run["residual"] else "plain"} {run["depth"]}': run for run in runs}

    def lines(key):
        return {name: (run[key], not run['residual'], depths.index(run['depth'])) for name, run in named.items()}

    chart(out / 'degradation-loss.svg', 'Training loss', lines('loss'), 'epoch')
    deepest = {name: line for name, line in lines('gradients').items() if name.endswith(f' {depths[-1]}')}
    chart(out / 'degradation-gradients.svg', f'Gradient norm per layer before the first step, {depths[-1]} layers (logarithmic)', deepest, 'layer, from the image to the answer', True)
    rows = ['| layers | shortcuts | training loss, last epoch | test accuracy | gradient, first ÷ last convolution |', '| --- | --- | --- | --- | --- |']
    rows += [f'| {run["depth"]} | {"identity and projection" if run["residual"] else "none"} | {run["loss"][-1]:.3f} | {run["accuracy"]["value"]:.3f} '
             f'({run["accuracy"]["low"]:.3f} to {run["accuracy"]["high"]:.3f}) | {run["gradients"][0] / run["gradients"][-1]:.2f} |' for run in named.values()]
    return '\n'.join(rows)
