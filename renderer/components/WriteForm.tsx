import { useEffect, useRef, useState } from 'react';
import { useSpeech } from '../i18n.tsx';
import { Button } from './parts.tsx';

type WriteProps = { name: string; placeholder: string; act: string; onWrite(text: string): void; onLeave(): void };

/** Asks for words that the journal keeps: Enter writes, Shift+Enter breaks the line, Escape leaves; never empty. */
export function WriteForm({ name, placeholder, act, onWrite, onLeave }: WriteProps) {
  const { t } = useSpeech();
  const [text, setText] = useState('');
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const submit = () => {
    if (!text.trim()) return setMissing(true);
    onWrite(text.trim());
  };
  return (
    <form
      className="write"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <textarea
        ref={field}
        className="input"
        dir="auto"
        rows={2}
        maxLength={10_000}
        aria-label={name}
        aria-invalid={missing}
        placeholder={placeholder}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setMissing(false);
        }}
        onKeyDown={(event) => {
          if (event.code === 'Escape') onLeave();
          if (event.code === 'Enter' && !event.shiftKey) {
            event.preventDefault();
            submit();
          }
        }}
      />
      {missing && (
        <p className="missing" role="alert">
          {t('reasonMissing')}
        </p>
      )}
      <div className="button-row">
        <Button look="primary" type="submit">
          {act}
        </Button>
        <Button look="ghost" onClick={onLeave}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}
