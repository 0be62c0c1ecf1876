import { Check, CircleX, X } from 'lucide-react';
import { useState } from 'react';
import type { Problem } from '../../core/contract/index.ts';
import { unlock } from '../engine.ts';
import { useSpeech } from '../i18n.tsx';
import { PersonWarning } from '../panels/PersonWarning.tsx';
import { change, dismiss, useWindow } from '../state.ts';
import { undoLast } from '../undo.ts';
import { Button } from './parts.tsx';

/** Problems as an alert that stays, things done as short-lived notes. */
export function Notices() {
  const { t, tell } = useSpeech();
  const toasts = useWindow((state) => state.toasts);
  const problem = useWindow((state) => state.problem);
  const told = problem && tell(problem);
  const archive = problem && lockedArchive(problem);
  return (
    <div className="notices">
      <PersonWarning />
      {told && (
        <div className="notice notice-problem" role="alert">
          <CircleX className="tone-no" />
          <div className="notice-body">
            <strong>{told.text}</strong>
            <p>{told.next}</p>
            {archive && <PasswordForm key={problem.code} archive={archive} />}
            <details>
              <summary>{t('details')}</summary>
              <code dir="ltr">{told.code}</code>
            </details>
          </div>
          <Button look="ghost" icon={<X />} aria-label={t('dismiss')} onClick={() => change({ problem: undefined })} />
        </div>
      )}
      <div role="status" className="notice-list">
        {toasts.map((toast) => (
          <div key={toast.id} className="notice">
            <Check className="tone-ok" />
            <span className="notice-body">{toast.text}</span>
            {toast.undo && (
              <button
                type="button"
                className="link"
                onClick={() => {
                  dismiss(toast.id);
                  void undoLast(t);
                }}
              >
                {t('undo')}
              </button>
            )}
            <Button look="ghost" icon={<X />} aria-label={t('dismiss')} onClick={() => dismiss(toast.id)} />
          </div>
        ))}
      </div>
    </div>
  );
}

/** The archive that a password would open. */
function lockedArchive({ code, values }: Problem): string | undefined {
  if (code === 'archive-locked') return String(values.archive);
  return code === 'archive-password-wrong' ? String(values.path) : undefined;
}

/** Asks for the password of an archive; it is used once and kept nowhere. */
function PasswordForm({ archive }: { archive: string }) {
  const { t } = useSpeech();
  const [password, setPassword] = useState('');
  return (
    <form
      className="row-form"
      onSubmit={(event) => {
        event.preventDefault();
        change({ problem: undefined });
        void unlock(archive, password);
      }}
    >
      <label className="field">
        <span>{t('password')}</span>
        <input
          className="input"
          type="password"
          autoComplete="off"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </label>
      <Button look="primary" type="submit" disabled={!password}>
        {t('unlock')}
      </Button>
    </form>
  );
}
