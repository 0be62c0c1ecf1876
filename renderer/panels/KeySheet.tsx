import { Keys } from '../components/parts.tsx';
import { Sheet } from '../components/Sheet.tsx';
import { useSpeech } from '../i18n.tsx';
import { change, useWindow } from '../state.ts';
import type { PlainWord } from '../words.ts';

const SHEET: [PlainWord, string[]][] = [
  ['keyFindings', ['J', 'K']],
  ['keyDecide', ['Y', 'N']],
  ['keyComment', ['C']],
  ['editBox', ['E']],
  ['keyBox', ['↑', 'Alt ↑', 'Enter']],
  ['keyOverlay', ['O']],
  ['sawTitle', ['V']],
  ['keySeries', ['[', ']']],
  ['keySlice', ['↑', '↓']],
  ['keyTenSlices', ['PgUp', 'PgDn']],
  ['keyPresets', ['1', '–', '9']],
  ['keyTools', ['W', 'Z', 'P', 'M', 'X']],
  ['keyMeasure', ['M', 'Enter']],
  ['keyNudge', ['Alt ↑', 'Shift Alt ↑']],
  ['keyDelete', ['Del']],
  ['keyReset', ['R', 'I', 'F']],
  ['keyLayout', ['L']],
  ['keyBlock', ['[', ']']],
  ['toolWindowRegion', ['Shift W']],
  ['toolMagnifier', ['G']],
  ['fuse', ['U']],
  ['keyCompare', ['B']],
  ['linkViews', ['Shift L']],
  ['keyTurn', ['Shift [', 'Shift ]']],
  ['keySlab', ['+', '−']],
  ['keyPlay', ['Space']],
  ['keySpeed', [',', '.']],
  ['tags', ['T']],
  ['keyUndo', ['Ctrl Z', 'Shift Ctrl Z']],
  ['keySearch', ['/']],
  ['keyRegions', ['F6']],
  ['keySheet', ['?']],
  ['keyLeave', ['Esc']],
];

export function KeySheet() {
  const { t } = useSpeech();
  const open = useWindow((state) => state.keySheet);
  return (
    <Sheet open={open} onClose={() => change({ keySheet: false })} title={t('keys')}>
      <dl className="key-sheet">
        {SHEET.map(([word, keys]) => (
          <div key={word}>
            <dt>{t(word)}</dt>
            <dd dir="ltr">
              {keys.map((key) => (
                <Keys key={key}>{key}</Keys>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}
