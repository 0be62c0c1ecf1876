import type { FrameDecoder } from '../dicom/index.ts';
import { isPicture, type Picture, readPicture } from '../pictures/index.ts';

/**
 * A decoder that takes research pictures too. The picture that was asked for last is kept, since the frames of one are
 * asked for one after another.
 */
export function withPictures(decoder: FrameDecoder): FrameDecoder {
  let last: { key: string; picture: Promise<Picture> } | undefined;
  return {
    async decode(source, n) {
      if (!isPicture(source)) return decoder.decode(source, n);
      const key = JSON.stringify(source);
      if (last?.key !== key) last = { key, picture: readPicture(source) };
      const { picture } = last;
      picture.catch(() => {
        if (last?.picture === picture) last = undefined;
      });
      return (await picture).decode(n);
    },
    close: () => decoder.close(),
  };
}
