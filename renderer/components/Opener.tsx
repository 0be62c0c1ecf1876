import { File, FolderOpen } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { type ReactNode, useRef, useState } from 'react';
import { openPaths, uploadFiles, watchFolder } from '../engine.ts';
import { desktop } from '../host.ts';
import { useSpeech } from '../i18n.tsx';
import { Button } from './parts.tsx';

/** File and folder pickers: the desktop's own, or in a browser a dialog with a path field beside them. */
export function Opener({ trigger }: { trigger: ReactNode }) {
  const { t } = useSpeech();
  const [open, setOpen] = useState(false);
  const pickPaths = desktop?.pickPaths;
  if (pickPaths) {
    const pick = async () => {
      const paths = await pickPaths();
      if (paths.length > 0) await openPaths(paths);
    };
    // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: the button inside is what is clicked
    return <span onClick={() => void pick()}>{trigger}</span>;
  }
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger asChild>{trigger}</Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="dialog-shade" />
        <Dialog.Content className="dialog" aria-describedby={undefined}>
          <Dialog.Title className="dialog-title">{t('openAny')}</Dialog.Title>
          <PathForm onDone={() => setOpen(false)} />
          <FilePickers onDone={() => setOpen(false)} />
          <p className="quiet">{t('uploadNote')}</p>
          <div className="dialog-foot">
            <Dialog.Close asChild>
              <Button look="ghost" keys="Esc">
                {t('cancel')}
              </Button>
            </Dialog.Close>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function PathForm({ onDone }: { onDone: () => void }) {
  const { t } = useSpeech();
  const [path, setPath] = useState('');
  return (
    <form
      className="row-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!path.trim()) return;
        void openPaths([path.trim()]);
        onDone();
      }}
    >
      <label className="field">
        <span>{t('pathField')}</span>
        <input
          className="input mono"
          dir="ltr"
          value={path}
          placeholder={t('pathPlaceholder')}
          spellCheck={false}
          onChange={(event) => setPath(event.target.value)}
        />
      </label>
      <Button look="primary" type="submit" disabled={!path.trim()}>
        {t('openPath')}
      </Button>
      <Button
        disabled={!path.trim()}
        onClick={() => {
          void watchFolder(path.trim());
          onDone();
        }}
      >
        {t('watchPath')}
      </Button>
    </form>
  );
}

function FilePickers({ onDone }: { onDone: () => void }) {
  const { t } = useSpeech();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = (list: FileList | null) => {
    if (!list || list.length === 0) return;
    void uploadFiles([...list]);
    onDone();
  };
  return (
    <div className="button-row">
      <input
        ref={files}
        type="file"
        multiple
        hidden
        aria-label={t('openFiles')}
        onChange={(event) => take(event.target.files)}
      />
      <input
        ref={folder}
        type="file"
        multiple
        hidden
        aria-label={t('openFolder')}
        {...{ webkitdirectory: '' }}
        onChange={(event) => take(event.target.files)}
      />
      <Button icon={<FolderOpen />} onClick={() => folder.current?.click()}>
        {t('openFolder')}
      </Button>
      <Button icon={<File />} onClick={() => files.current?.click()}>
        {t('openFiles')}
      </Button>
    </div>
  );
}
