import { FileCheck, FileOutput } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useState } from 'react';
import type { Evaluation, Problem } from '../../core/contract/index.ts';
import { call, problemBehind } from '../client.ts';
import { FolderField } from '../components/FolderField.tsx';
import { Button, Ltr } from '../components/parts.tsx';
import { useStatus } from '../engine.ts';
import { useSpeech } from '../i18n.tsx';

type Props = { evaluation: Evaluation; evaluationId: string };

/** Writes an evaluation, with what readers doubt by now, into a folder of the reader's choice. */
export function ExportDialog(about: Props) {
  const { t } = useSpeech();
  return (
    <Dialog.Root>
      <Dialog.Trigger asChild>
        <Button icon={<FileOutput />}>{t('export')}</Button>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="dialog-shade" />
        <Dialog.Content className="dialog">
          <Dialog.Title className="dialog-title">{t('evaluationExport')}</Dialog.Title>
          <Dialog.Description className="soft">{t('evaluationExportText')}</Dialog.Description>
          <ExportForm {...about} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function ExportForm({ evaluation: { model, split, startedAt }, evaluationId }: Props) {
  const { t, tell } = useSpeech();
  const status = useStatus();
  const [folder, setFolder] = useState('');
  const [written, setWritten] = useState<{ folder: string; files: string[] }>();
  const [problem, setProblem] = useState<Problem>();
  const name = `${model}-${split}-${startedAt.slice(0, 10)}`;
  const where = folder.trim() || (status ? `${status.dataDir}/exports/${name}` : '');
  const write = () =>
    call('exportEvaluation', { folder: where }, { evaluationId }).then(
      (said) => {
        setProblem(undefined);
        setWritten(said);
      },
      (thrown) => {
        setWritten(undefined);
        setProblem(problemBehind(thrown));
      },
    );
  return (
    <form
      className="export-form"
      onSubmit={(event) => {
        event.preventDefault();
        void write();
      }}
    >
      <div className="row-form">
        <FolderField name={t('exportFolder')} value={folder} placeholder={where} onChange={setFolder} />
      </div>
      {problem && (
        <div className="problem-card" role="alert">
          <strong>{tell(problem).text}</strong>
          <p>{tell(problem).next}</p>
        </div>
      )}
      {written && (
        <div className="export-state" role="status">
          <p className="tone-ok">
            <FileCheck /> {t('exportWritten', { n: written.files.length, folder: written.folder })}
          </p>
          <ul className="file-list" aria-label={t('exportFiles')}>
            {written.files.map((file) => (
              <li key={file}>
                <Ltr className="mono">{file}</Ltr>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className="dialog-foot">
        <Dialog.Close asChild>
          <Button look="ghost" keys="Esc">
            {t('close')}
          </Button>
        </Dialog.Close>
        <Button look="primary" type="submit" icon={<FileOutput />} disabled={!where}>
          {t('exportAct')}
        </Button>
      </div>
    </form>
  );
}
