import { dicomProblems } from './dicom.ts';
import { evaluateProblems } from './evaluate.ts';
import { hostProblems } from './host.ts';
import { imagingProblems } from './imaging.ts';
import { inferenceProblems } from './inference.ts';
import { libraryProblems } from './library.ts';
import { modelProblems } from './models.ts';
import { reportProblems } from './report.ts';
import { reviewProblems } from './review.ts';

/** Every problem that a user can meet, by code, station by station. */
export const catalogue = {
  ...hostProblems,
  ...libraryProblems,
  ...dicomProblems,
  ...imagingProblems,
  ...modelProblems,
  ...inferenceProblems,
  ...evaluateProblems,
  ...reviewProblems,
  ...reportProblems,
};
export type ProblemCode = keyof typeof catalogue;

const aboutModels = new Set(Object.keys({ ...modelProblems, ...inferenceProblems }));

/** Is this code about a model that cannot be used or run (exit 4), and not about the input or the machine? */
export const isAboutModels = (code: string): boolean => aboutModels.has(code);
