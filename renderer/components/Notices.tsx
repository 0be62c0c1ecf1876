import { Check, CircleX, X } from 'lucide-react';
import { useSpeech } from '../i18n.tsx';
import { change, dismiss, useWindow } from '../state.ts';
import { undoLast } from '../undo.ts';
import { Button } from './parts.tsx';

/** Problems as an alert that stays, things done as short-lived notes. */
export function Notices() {
  const { t, tell } = useSpeech();
  const toasts = useWindow((state) => state.toasts);
  const problem = useWindow((state) => state.problem);
  const told = problem && tell(problem);
  return (
    <div className="notices">
      {told && (
        <div className="notice notice-problem" role="alert">
          <CircleX className="tone-no" />
          <div className="notice-body">
            <strong>{told.text}</strong>
            <p>{told.next}</p>
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
