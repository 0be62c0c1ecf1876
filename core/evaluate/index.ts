export { mapOfCase, masksOfCase } from './answer.ts';
export { withDoubts } from './doubts.ts';
export { evaluate } from './evaluate.ts';
export { openImages } from './images.ts';
export { readLabelledSet } from './labelled-set.ts';
export { refuseExisting, writeEvaluation } from './write.ts';
