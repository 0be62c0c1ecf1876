import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { useSpeech } from '../i18n.tsx';
import { Button } from './parts.tsx';

type SheetProps = {
  open: boolean;
  onClose(): void;
  title: string;
  look?: string;
  act?: ReactNode;
  children: ReactNode;
};

/** A dialog that shows something and is closed again; `act`: what else its foot offers. */
export function Sheet({ open, onClose, title, look = '', act, children }: SheetProps) {
  const { t } = useSpeech();
  return (
    <Dialog.Root open={open} onOpenChange={(stays) => !stays && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="dialog-shade" />
        <Dialog.Content className={`dialog ${look}`} aria-describedby={undefined}>
          <Dialog.Title className="dialog-title">{title}</Dialog.Title>
          {children}
          <div className="dialog-foot">
            <Dialog.Close asChild>
              <Button keys="Esc">{t('close')}</Button>
            </Dialog.Close>
            {act}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
