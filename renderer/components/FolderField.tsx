import { desktop } from '../host.ts';
import { useSpeech } from '../i18n.tsx';
import { Button } from './parts.tsx';

type FolderProps = { name: string; value: string; placeholder: string; onChange(folder: string): void };

/** A field for the path of a folder; on the desktop with the system's own picker beside it. For a `row-form`. */
export function FolderField({ name, value, placeholder, onChange }: FolderProps) {
  const { t } = useSpeech();
  const pickFolder = desktop?.pickFolder;
  return (
    <>
      <label className="field">
        <span>{name}</span>
        <input
          className="input mono"
          dir="ltr"
          value={value}
          placeholder={placeholder}
          spellCheck={false}
          onChange={(event) => onChange(event.target.value)}
        />
      </label>
      {pickFolder && (
        <Button onClick={() => void pickFolder().then((chosen) => chosen && onChange(chosen))}>
          {t('chooseFolder')}
        </Button>
      )}
    </>
  );
}
