import { FolderInput } from 'lucide-react';
import { useEffect, useState } from 'react';
import { openPaths, uploadFiles } from '../engine.ts';
import { desktop } from '../host.ts';
import { useSpeech } from '../i18n.tsx';

/** All files below what was dropped; a folder is walked through. */
async function filesOf(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile)
    return [await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: File[] = [];
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return files;
    for (const one of batch) files.push(...(await filesOf(one)));
  }
}

/** Opens what was dropped: by its path on the desktop, by copying it in a browser, which knows no paths. */
async function takeDrop(data: DataTransfer) {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const pathOf = desktop?.pathOf;
  if (pathOf) {
    const paths = [...data.files].map((file) => pathOf(file)).filter(Boolean);
    if (paths.length > 0) return openPaths(paths);
  }
  const files = (await Promise.all(entries.map(filesOf))).flat();
  return files.length > 0 ? uploadFiles(files) : undefined;
}

/** The whole window takes drops; while files hover over it, it says so. */
export function DropZone() {
  const { t } = useSpeech();
  const [over, setOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const enter = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      depth++;
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      depth--;
      if (depth <= 0) setOver(false);
    };
    const hover = (event: DragEvent) => holdsFiles(event) && event.preventDefault();
    const drop = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      if (event.dataTransfer) void takeDrop(event.dataTransfer);
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('dragover', hover);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('dragover', hover);
      window.removeEventListener('drop', drop);
    };
  }, []);
  if (!over) return null;
  return (
    <div className="drop-over" aria-hidden="true">
      <div className="drop-over-card">
        <FolderInput className="icon-large" />
        <strong>{t('dropHere')}</strong>
        <span>{t('dropNote')}</span>
      </div>
    </div>
  );
}
