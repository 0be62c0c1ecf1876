import { useQuery } from '@tanstack/react-query';
import { Dialog } from 'radix-ui';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { DraftProgress, PreparationStep, Series } from '../../core/contract/index.ts';
import { call } from '../client.ts';
import { Button, Ltr } from '../components/parts.tsx';
import { attempt, queries } from '../engine.ts';
import { useSpeech } from '../i18n.tsx';
import { toast } from '../state.ts';
import { stepWords } from './preparation.ts';
import { todoInArabic } from './todo-words.ts';

/** How often a draft is read again while its author writes in an editor. */
const READ_EVERY_MS = 1500;

/** From an ONNX file to an installed model: what is left to write, and what the preparation does to the open series. */
export function NewModelDialog({ series, onDone }: { series: Series | undefined; onDone(): void }) {
  const { t } = useSpeech();
  const [folder, setFolder] = useState<string>();
  return (
    <Dialog.Root open onOpenChange={onDone}>
      <Dialog.Portal>
        <Dialog.Overlay className="dialog-shade" />
        <Dialog.Content className="dialog dialog-draft" aria-describedby={undefined}>
          <Dialog.Title className="dialog-title">{t('newModelTitle')}</Dialog.Title>
          {folder === undefined ? (
            <Start onStarted={setFolder} />
          ) : (
            <Draft folder={folder} series={series} onDone={onDone} />
          )}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Start({ onStarted }: { onStarted(folder: string): void }) {
  const { t } = useSpeech();
  const [file, setFile] = useState('');
  const [typed, setTyped] = useState<string>();
  const folder = (typed ?? file.replace(/\.onnx$/i, '')).trim();
  const start = async (event: FormEvent) => {
    event.preventDefault();
    const asked = { file: file.trim(), folder };
    if (await attempt(() => (asked.file ? call('draft', asked) : call('draftProgress', { folder })))) onStarted(folder);
  };
  return (
    <form className="new-model" onSubmit={(event) => void start(event)}>
      <p className="soft">{t('newModelNote')}</p>
      <label>
        <span>{t('newModelFile')}</span>
        <input className="input mono" dir="ltr" value={file} onChange={({ target }) => setFile(target.value)} />
      </label>
      <label>
        <span>{t('newModelFolder')}</span>
        <input className="input mono" dir="ltr" value={folder} onChange={({ target }) => setTyped(target.value)} />
      </label>
      <div className="dialog-foot">
        <Dialog.Close asChild>
          <Button keys="Esc">{t('cancel')}</Button>
        </Dialog.Close>
        <Button look="primary" type="submit" disabled={!folder}>
          {t(file.trim() ? 'newModelStart' : 'newModelContinue')}
        </Button>
      </div>
    </form>
  );
}

function Draft({ folder, series, onDone }: { folder: string; series: Series | undefined; onDone(): void }) {
  const { t } = useSpeech();
  const [installing, setInstalling] = useState(false);
  const seriesInstanceUid = series?.seriesInstanceUid;
  const { data: draft } = useQuery({
    queryKey: ['look', 'draft', folder, seriesInstanceUid],
    queryFn: () => call('draftProgress', { folder, seriesInstanceUid }),
    refetchInterval: READ_EVERY_MS,
    staleTime: 0,
  });
  const install = async () => {
    setInstalling(true);
    const installed = await attempt(() => call('installDraft', { folder }));
    setInstalling(false);
    if (!installed) return;
    toast(t('newModelInstalled', { id: `${installed.id} ${installed.version}` }));
    void queries.invalidateQueries({ queryKey: ['models'] });
    onDone();
  };
  return (
    <>
      <p className="soft">
        {t('newModelWhere')} <Ltr className="mono">{`${folder}/model.json`}</Ltr>
      </p>
      {draft && <Progress draft={draft} />}
      <div className="dialog-foot">
        <Dialog.Close asChild>
          <Button keys="Esc">{t('close')}</Button>
        </Dialog.Close>
        <Button
          look="primary"
          disabled={!draft || draft.todo.length > 0 || draft.problem !== undefined || installing}
          onClick={() => void install()}
        >
          {t('newModelInstall')}
        </Button>
      </div>
    </>
  );
}

/** What a step made; its words stand before it. */
function StepPicture({ columns, rows, grey }: NonNullable<PreparationStep['picture']>) {
  const place = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const pixels = new ImageData(columns, rows);
    Uint8Array.from(atob(grey), (letter) => letter.charCodeAt(0)).forEach((value, n) => {
      pixels.data.set([value, value, value, 255], n * 4);
    });
    place.current!.getContext('2d')!.putImageData(pixels, 0, 0);
  }, [columns, rows, grey]);
  return <canvas ref={place} className="step-picture" width={columns} height={rows} />;
}

/** What is left to write, in the language of the window where we have words for it. */
function Asked({ what }: { what: string }) {
  const { language } = useSpeech();
  const arabic = language === 'ar' ? todoInArabic(what) : undefined;
  return arabic ? (
    <span className="quiet">{arabic}</span>
  ) : (
    <bdi dir="ltr" lang="en" className="quiet">
      {what}
    </bdi>
  );
}

function Progress({ draft: { todo, problem, preparation } }: { draft: DraftProgress }) {
  const { t, tell } = useSpeech();
  return (
    <div className="draft-parts">
      <section aria-live="polite">
        <h3>{todo.length ? t('newModelLeft', { n: todo.length }) : t('newModelComplete')}</h3>
        {problem && (
          <p className="tone-warn">
            {tell(problem).text} {tell(problem).next}
          </p>
        )}
        <ul className="todo-list">
          {todo.map((one) => (
            <li key={one.where}>
              <Ltr className="mono">{one.where}</Ltr>
              <Asked what={one.todo.replace(/^TODO:?\s*/, '')} />
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h3>{t('newModelPreview')}</h3>
        {preparation ? (
          <ol className="preparation">
            {preparation.steps.map((step, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: steps are a fixed list
              <li key={n}>
                {stepWords(step, t)}
                {step.picture && <StepPicture {...step.picture} />}
              </li>
            ))}
          </ol>
        ) : (
          <p className="soft">{t('newModelNoPreview')}</p>
        )}
      </section>
    </div>
  );
}
