import type { Elements } from '../dicom/index.ts';
import { type Code, codeItem } from './codes.ts';

/*
 * Content items of structured reports (PS3.3 C.17.3). Each takes its relationship to the parent, the concept and the
 * value, and children where it has some.
 */
export type Relationship =
  | 'CONTAINS'
  | 'HAS CONCEPT MOD'
  | 'HAS OBS CONTEXT'
  | 'HAS ACQ CONTEXT'
  | 'INFERRED FROM'
  | 'SELECTED FROM';

const item = (
  relationship: Relationship,
  type: string,
  concept: Code | undefined,
  value: Elements,
  children: Elements[] = [],
): Elements => ({
  RelationshipType: relationship,
  ValueType: type,
  ...(concept ? { ConceptNameCodeSequence: [codeItem(concept)] } : {}),
  ...value,
  ...(children.length ? { ContentSequence: children } : {}),
});

const template = (identifier: string): Elements => ({
  ContentTemplateSequence: [{ MappingResource: 'DCMR', TemplateIdentifier: identifier }],
});

/** The root of a document has no relationship. */
export const rootContainer = (concept: Code, templateId: string, children: Elements[]): Elements => ({
  ValueType: 'CONTAINER',
  ConceptNameCodeSequence: [codeItem(concept)],
  ContinuityOfContent: 'SEPARATE',
  ...template(templateId),
  ContentSequence: children,
});

export const container = (concept: Code, children: Elements[], templateId?: string): Elements =>
  item(
    'CONTAINS',
    'CONTAINER',
    concept,
    { ContinuityOfContent: 'SEPARATE', ...(templateId ? template(templateId) : {}) },
    children,
  );

export const text = (relationship: Relationship, concept: Code, value: string): Elements =>
  item(relationship, 'TEXT', concept, { TextValue: value });

export const coded = (relationship: Relationship, concept: Code, value: Code, children?: Elements[]): Elements =>
  item(relationship, 'CODE', concept, { ConceptCodeSequence: [codeItem(value)] }, children);

export const uidReference = (relationship: Relationship, concept: Code, uid: string): Elements =>
  item(relationship, 'UIDREF', concept, { UID: uid });

export const personName = (relationship: Relationship, concept: Code, name: string): Elements =>
  item(relationship, 'PNAME', concept, { PersonName: name });

/** A measurement: its decimal text and its unit. */
export const measurement = (
  relationship: Relationship,
  concept: Code,
  value: string,
  units: Code,
  children?: Elements[],
): Elements =>
  item(
    relationship,
    'NUM',
    concept,
    { MeasuredValueSequence: [{ NumericValue: value, MeasurementUnitsCodeSequence: [codeItem(units)] }] },
    children,
  );

/** `reference` = a Referenced SOP Sequence item; frames count from 1, segments likewise. */
export const image = (relationship: Relationship, concept: Code | undefined, reference: Elements): Elements =>
  item(relationship, 'IMAGE', concept, { ReferencedSOPSequence: [reference] });

export const composite = (relationship: Relationship, concept: Code, reference: Elements): Elements =>
  item(relationship, 'COMPOSITE', concept, { ReferencedSOPSequence: [reference] });

/** Column, row pairs on one image; 0,0 is the outer corner of the first pixel (PS3.3 C.18.6.1). */
export const spatialCoordinates = (
  relationship: Relationship,
  concept: Code | undefined,
  graphic: 'POINT' | 'POLYLINE' | 'ELLIPSE',
  points: number[],
  of: Elements,
): Elements =>
  item(relationship, 'SCOORD', concept, { GraphicType: graphic, GraphicData: points }, [
    image('SELECTED FROM', undefined, of),
  ]);

/** Triples in mm (LPS) of a frame of reference (PS3.3 C.18.9). */
export const spatialCoordinates3d = (
  relationship: Relationship,
  concept: Code | undefined,
  graphic: 'POINT' | 'POLYLINE' | 'ELLIPSE',
  points: number[],
  frameOfReferenceUid: string,
): Elements =>
  item(relationship, 'SCOORD3D', concept, {
    GraphicType: graphic,
    GraphicData: points,
    ReferencedFrameOfReferenceUID: frameOfReferenceUid,
  });
