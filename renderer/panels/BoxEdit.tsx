import { Check } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { keepBox, leaveBox } from '../box-edit.ts';
import { commands } from '../commands.ts';
import { Announcer } from '../components/Announcer.tsx';
import { Button, Ltr } from '../components/parts.tsx';
import { leftToRight } from '../format.ts';
import { useSpeech } from '../i18n.tsx';
import { useInstances } from '../instances.ts';
import { framesReached, type ReadFinding } from '../reading.ts';
import { type BoxEdges, toast } from '../state.ts';

type BoxEditProps = { read: ReadFinding; name: string; box: BoxEdges };

/** Where a reader lays the box of a finding: its edges as they are now, how to move them, and what keeps them. */
export function BoxEdit({ read, name, box }: BoxEditProps) {
  const { t } = useSpeech();
  const keepButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    keepButton.current?.scrollIntoView({ block: 'nearest' });
    // A hand or a key on the picture stays there.
    if (!document.activeElement?.closest('.viewport')) keepButton.current?.focus();
    return leaveBox;
  }, []);
  const instances = useInstances(box.boxSlices && read.run.seriesInstanceUid);
  const reached = framesReached({ ...read, finding: { ...read.finding, ...box } }, instances);
  const [x0, y0, x1, y1] = box.boxPx;
  const edges: [string, string][] = [
    [t('boxColumns'), rangeText(x0, x1)],
    [t('boxRows'), rangeText(y0, y1)],
    ...(reached ? [[t('boxSlices'), rangeText(reached[0] + 1, reached[1] + 1)] satisfies [string, string]] : []),
  ];
  const keep = async () => {
    if (await keepBox(read, box)) toast(t('didEdit', { finding: name }), true);
  };
  return (
    <section className="box-edit" aria-label={t('editBox')}>
      <p className="soft">{t(reached ? 'editBoxInVolume' : 'editBoxText')}</p>
      <dl className="box-edges">
        {edges.map(([what, range]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>
              <Ltr>{range}</Ltr>
            </dd>
          </div>
        ))}
      </dl>
      <Announcer text={edges.map(([what, range]) => `${what} ${leftToRight(range)}`).join(', ')} />
      {reached && (
        <div className="button-row">
          <Button keys="Home" aria-keyshortcuts="Home" onClick={() => commands.send({ kind: 'end-box', side: -1 })}>
            {t('boxFirstSlice')}
          </Button>
          <Button keys="End" aria-keyshortcuts="End" onClick={() => commands.send({ kind: 'end-box', side: 1 })}>
            {t('boxLastSlice')}
          </Button>
        </div>
      )}
      <div className="button-row">
        <Button
          ref={keepButton}
          look="primary"
          icon={<Check />}
          keys="Enter"
          aria-keyshortcuts="Enter"
          data-act="keep-box"
          onClick={() => void keep()}
        >
          {t('keepBox')}
        </Button>
        <Button look="ghost" keys="Esc" aria-keyshortcuts="Escape" onClick={leaveBox}>
          {t('cancel')}
        </Button>
      </div>
    </section>
  );
}

const rangeText = (from: number, to: number) => `${Number(from.toFixed(1))} – ${Number(to.toFixed(1))}`;
