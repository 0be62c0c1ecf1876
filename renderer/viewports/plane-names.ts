/** The word that names each plane. */
export const PLANES = {
  acquired: 'planeAcquired',
  axial: 'planeAxial',
  sagittal: 'planeSagittal',
  coronal: 'planeCoronal',
} as const;
