/**
 * What a draft asks of its author (core/models/todo.ts writes it in English into model.json), in Arabic. `{}` stands for
 * a part that is taken over as it is; isolated, since it may be Latin.
 */
const ARABIC: Record<string, string> = {
  'the model in a few words, as readers should see it': 'اسم النموذج في كلمات قليلة، كما ينبغي أن يراه القارئ',
  'the SPDX id of the licence of the weights, such as CC-BY-4.0': 'معرّف SPDX لرخصة الأوزان، مثل CC-BY-4.0',
  'who made the model': 'من صنع النموذج',
  'what the model is for, and on which images': 'الغرض من النموذج، وعلى أي صور يُستعمل',
  'what it must not be used for': 'ما لا يجوز استعماله له',
  'NCDHW if the axes are z, y, x; NCXYZ if they are x, y, z':
    'NCDHW إذا كان ترتيب المحاور z ثم y ثم x، وNCXYZ إذا كان x ثم y ثم z',
  'NDHWC if the axes are z, y, x; NXYZC if they are x, y, z':
    'NDHWC إذا كان ترتيب المحاور z ثم y ثم x، وNXYZC إذا كان x ثم y ثم z',
  'the modalities that it was trained on, such as CR, DX, CT, MR':
    'أنواع التصوير التي دُرّب عليها، مثل CR أو DX أو CT أو MR',
  'why other modalities mean nothing to it': 'لماذا لا معنى عنده لأنواع التصوير الأخرى',
  'a short name of output channel {}: a–z, 0–9, -': 'اسم قصير لقناة الخرج {}، من الحروف a–z والأرقام 0–9 والشرطة',
  'the name of output channel {}': 'اسم قناة الخرج {}',
  'a short name of input channel {}: a–z, 0–9, -': 'اسم قصير لقناة الدخل {}، من الحروف a–z والأرقام 0–9 والشرطة',
  'the series that input channel {} reads, such as T1 with contrast':
    'السلسلة التي تقرؤها قناة الدخل {}، مثل T1 مع التباين',
  'a word of its Series Description or Protocol Name; other rules are in docs/model-authors.md':
    'كلمة من Series Description أو Protocol Name، والقواعد الأخرى في docs/model-authors.md',
  'why another series would be wrong here': 'لماذا لا تصلح هنا سلسلة أخرى',
  'normal if it means "nothing found", else finding': 'normal إذا كان معناه «لم يوجد شيء»، وإلا فـ finding',
  'background if it is, else finding': 'background إذا كان خلفية، وإلا فـ finding',
  'pixels along {}': 'عدد البكسلات على المحور {}',
  'pixels along this axis': 'عدد البكسلات على هذا المحور',
  'pixels along this axis: rows, then columns': 'عدد البكسلات على هذا المحور: الصفوف ثم الأعمدة',
  'share of a window that the next one covers again, such as 0.5':
    'نسبة ما تعيد النافذة التالية تغطيته من النافذة، مثل 0.5',
  'gaussian or constant': 'gaussian أو constant',
  'whose arithmetic: monai or nnunet': 'حساب أي منهما: monai أو nnunet',
  "window (the file's own), minmax, or fixed with center and width: to 0 … 1":
    'window (نافذة الملف نفسه) أو minmax أو fixed مع center و width، إلى 0 … 1',
  "window (the file's own) or minmax: to 0 … 1": 'window (نافذة الملف نفسه) أو minmax، إلى 0 … 1',
  'what training subtracted: a number, or a list of one for each channel':
    'ما طرحه التدريب: عدد واحد، أو قائمة فيها عدد لكل قناة',
  'what it divided by: a number, or a list of one for each channel':
    'ما قسم عليه التدريب: عدد واحد، أو قائمة فيها عدد لكل قناة',
  'stretch, fit (whole image, borders filled) or fill (cut to fill)':
    'stretch (مدّ) أو fit (الصورة كلها مع ملء الحواف) أو fill (قصّ حتى يمتلئ الإطار)',
  'true as torchvision.transforms.Resize of images, false as torch.nn.functional.interpolate':
    'true كما في torchvision.transforms.Resize للصور، وfalse كما في torch.nn.functional.interpolate',
  'RAS, LPS, LAS or RPS: where the axes run to': 'RAS أو LPS أو LAS أو RPS: الجهات التي تسير المحاور نحوها',
  'RAS, LPS, LAS or RPS: as the training images lay; nnU-Net does not turn them':
    'RAS أو LPS أو LAS أو RPS: كما كانت صور التدريب، فإن nnU-Net لا يديرها',
  'mm along axis {}': 'عدد المليمترات على المحور {}',
  'zscore, minmax, percentile or fixed': 'zscore أو minmax أو percentile أو fixed',
  'all, or foreground: not zero': 'all (الكل)، أو foreground (ما ليس صفرًا)',
  'the product of the strides, such as 16': 'جُداء الخطوات، مثل 16',
  'softmax if exactly one label is right, sigmoid if each is answered for itself':
    'softmax إذا كان وسم واحد بالضبط هو الصحيح، وsigmoid إذا كان لكل وسم جوابه',
  'argmax after softmax; after sigmoid: threshold, with "at": 0.5':
    'argmax بعد softmax، وبعد sigmoid: ‏threshold مع ‎"at": 0.5',
  'points (FCOS), or anchors (RetinaNet) with sizes, ratios and deviations':
    'points ‏(FCOS)، أو anchors ‏(RetinaNet) مع sizes وratios وdeviations',
  'points (FCOS), or shapes (RetinaNet of MONAI or nnDetection) with shapes and deviations':
    'points ‏(FCOS)، أو shapes ‏(RetinaNet كما في MONAI أو nnDetection) مع shapes وdeviations',
  'pixels of the image between cells, a number for each level': 'عدد بكسلات الصورة بين الخلايا، عدد لكل مستوى',
  'ltrb for points; nothing for anchors': 'ltrb مع points، ولا شيء مع anchors',
  'exp, relu or none for points; nothing for anchors': 'exp أو relu أو none مع points، ولا شيء مع anchors',
  'the name in Arabic': 'الاسم بالعربية',
  'the intended use in Arabic': 'الاستخدام المقصود بالعربية',
  '"{}" in Arabic': '«{}» بالعربية',
  'the axes that training mirrored (inference_allowed_mirroring_axes): x, y, z; or none':
    'المحاور التي عكسها التدريب (inference_allowed_mirroring_axes): ‏x وy وz، أو لا شيء',
  'the DICOM modality of "{}", such as MR': 'نوع التصوير في DICOM لقناة «{}»، مثل MR',
  'area as XRayResizer(engine="cv2"), else bilinear': 'area كما في XRayResizer(engine="cv2")، وإلا فـ bilinear',
  'true or false': 'true أو false',
};

/** What is asked once for each language. */
const IN_ARABIC = ', in Arabic';

const PATTERNS = Object.entries(ARABIC)
  .filter(([english]) => english.includes('{}'))
  .map(([english, arabic]) => {
    const parts = english.split('{}').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return { pattern: new RegExp(`^${parts.join('(.+)')}$`), arabic };
  });

/** What a draft asks, without its mark, in Arabic; undefined for what an author wrote himself. */
export function todoInArabic(what: string): string | undefined {
  if (what.endsWith(IN_ARABIC)) {
    const base = todoInArabic(what.slice(0, -IN_ARABIC.length));
    return base && `${base}، بالعربية`;
  }
  if (Object.hasOwn(ARABIC, what)) return ARABIC[what];
  for (const { pattern, arabic } of PATTERNS) {
    const found = pattern.exec(what);
    if (found) return arabic.replace('{}', `\u2068${found[1]}\u2069`);
  }
  return undefined;
}
