import { binaryPaths } from '../../core/contract/index.ts';
import { fill } from '../fetching.ts';

type Props = { evaluationId: string; number: number };

/** A small picture beside the name of a case, fetched when it comes into sight. */
export const CaseThumbnail = ({ evaluationId, number }: Props) => (
  <img
    className="evaluate-thumbnail"
    src={fill(binaryPaths.caseThumbnail, { evaluationId, caseNumber: String(number) })}
    alt=""
    loading="lazy"
  />
);
