/*
 * Where a window finds what its first picture is made of. Apart from the schemas, so that the picture need not wait
 * until they are loaded.
 */
export const statusPath = '/api/status';
export const studiesPath = '/api/studies';

/**
 * Binary answers beside the operations:
 * - `GET /api/series/:uid/frames` → JSON `FrameInfo[]` in reading order (typed arrays as plain arrays);
 * - `GET /api/series/:uid/pixels?from=0&count=n&of=m` → the frames' stored values after each other, refused where
 *   the series does not have m frames (any, without `of`); header `x-pixel-type` names the type; frame n starts at n × rows × columns × samplesPerPixel × bytes;
 * - `GET /api/series/:uid/thumbnail` → image/png, 96 px;
 * - `GET /api/series/:uid/documents/:sop/page` → application/pdf, the document that an instance encapsulates;
 * - `GET /api/series/:uid/overlays/:sop/segments/:number` → a segment as a mask over the series, one byte a pixel;
 * - `GET /api/series/:uid/overlays/:sop/values?frame=n` → a map's numbers over frame n, f32, NaN outside; headers
 *   `x-low` and `x-high` say between which numbers all of the map lies;
 * - `GET /api/artefacts/:sha256` → the artefact's bytes (`Artefact` says how to read them);
 * - `GET /api/looks/:lookId/input` and `…/blocks/:block` → pictures as float32, channel by channel, row by row; header
 *   `x-shape` has channels, rows and columns: what a network was given, and what a block of it gives on;
 * - `GET /api/series/:uid/models/:id/seen/:frame/:channel` → what a network was given as a channel, brought back onto the
 *   frame, or onto all frames of a volume: a byte a pixel, 0 where it was cut away, 1 to 255 between the headers `x-low` and `x-high`;
 * - `GET /api/evaluations/:id/cases/:n/picture?frame=n` → image/png, a frame of a case (the middle one, without `frame`),
 *   and `…/thumbnail`, 96 px;
 * - `GET /api/evaluations/:id/cases/:n/masks` → of the slice where they differ most the label of each pixel, by its place
 *   in the manifest, one byte a pixel: first what the set says, then what the network found; headers `x-shape` (columns,
 *   rows) and `x-frame`; 204 where the set has no masks;
 * - `GET /api/evaluations/:id/cases/:n/maps/:label` → its activation map, f32, row by row; headers `x-shape` (columns,
 *   rows) and `x-covers` (the rectangle of the image); 204 where the model explains nothing;
 * - `GET /api/events` → server-sent events: `job` with a `Job`, `changed` with what to fetch again;
 * - `POST /api/upload` → multipart files from a browser's drop or picker; answers a `Job` like `open`.
 */
export const binaryPaths = {
  frames: '/api/series/:seriesInstanceUid/frames',
  pixels: '/api/series/:seriesInstanceUid/pixels',
  thumbnail: '/api/series/:seriesInstanceUid/thumbnail',
  page: '/api/series/:seriesInstanceUid/documents/:sopInstanceUid/page',
  segment: '/api/series/:seriesInstanceUid/overlays/:sopInstanceUid/segments/:number',
  values: '/api/series/:seriesInstanceUid/overlays/:sopInstanceUid/values',
  artefact: '/api/artefacts/:sha256',
  seen: '/api/series/:seriesInstanceUid/models/:modelId/seen/:frame/:channel',
  lookInput: '/api/looks/:lookId/input',
  lookBlock: '/api/looks/:lookId/blocks/:block',
  casePicture: '/api/evaluations/:evaluationId/cases/:caseNumber/picture',
  caseThumbnail: '/api/evaluations/:evaluationId/cases/:caseNumber/thumbnail',
  caseMasks: '/api/evaluations/:evaluationId/cases/:caseNumber/masks',
  caseMap: '/api/evaluations/:evaluationId/cases/:caseNumber/maps/:label',
  events: '/api/events',
  upload: '/api/upload',
} as const;
