import { problems } from './catalogue.ts';

/** Evaluating on labelled sets: what is no set, and what a reader of the figures must know. */
export const evaluateProblems = problems({
  'set-not-found': {
    en: ['{path} is not there: a labelled set has a table of its cases.', 'Give a folder that holds split.csv.'],
    ar: ['{path} غير موجود، ولكل مجموعة موسومة جدول بحالاتها.', 'اختر مجلدًا يحوي split.csv.'],
  },
  'set-column-missing': {
    en: ['{file} has no column “{column}”.', 'Add it; docs/evaluate.md says what belongs there.'],
    ar: ['ليس في {file} عمود باسم «{column}».', 'أضفه، ويبيّن docs/evaluate.md ما ينبغي أن يكون فيه.'],
  },
  'set-label-missing': {
    en: ['{file} has no label for “{name}”.', 'Write it in, or take out the row.'],
    ar: ['ليس في {file} وسم للحالة «{name}».', 'اكتبه أو احذف السطر.'],
  },
  'set-split-empty': {
    en: ['The set has no case in “{split}”.', 'Choose one of: {splits}.'],
    ar: ['ليس في المجموعة حالة في «{split}».', 'اختر واحدًا من: {splits}.'],
  },
  'set-pairs-missing': {
    en: [
      'The split has no two images of one person, or none of two.',
      'Give a set with several images of some patients.',
    ],
    ar: ['ليس في القسم صورتان لشخص واحد، أو ليس فيه صور لشخصين.', 'استعمل مجموعة فيها عدة صور لبعض المرضى.'],
  },
  'set-box-impossible': {
    en: [
      'A box of {file} in boxes.csv has no width, no height or no depth.',
      'Correct it: x0 < x1 and y0 < y1 in pixels; of volumes also z0 < z1, all in mm.',
    ],
    ar: [
      'في boxes.csv إطار للملف {file} بلا عرض أو ارتفاع أو عمق.',
      'صحّحه: x0 < x1 و y0 < y1 بالبكسل، وللأحجام z0 < z1 أيضًا وكلها بالمليمتر.',
    ],
  },
  'set-file-outside': {
    en: ['The table of the set names {path}, which is outside its folder.', 'Move the file into the folder.'],
    ar: ['يذكر جدول المجموعة {path} وهو خارج مجلدها.', 'انقل الملف إلى المجلد.'],
  },
  'set-labels-unknown': {
    en: ['The set knows {found}, the model {known}: they have no label in common.', 'Choose a set of the same labels.'],
    ar: ['وسوم المجموعة {found} ووسوم النموذج {known}، ولا وسم مشتركًا بينهما.', 'اختر مجموعة لها الوسوم نفسها.'],
  },
  'truth-not-segments': {
    en: ['{name} holds no segments.', 'Give a SEG, an SR with volumes, or a NIfTI or PNG file of label numbers.'],
    ar: [
      'ليس في {name} أي أجزاء موسومة.',
      'استعمل ملف SEG، أو ملف SR فيه أحجام، أو ملف NIfTI أو PNG فيه أرقام الوسوم.',
    ],
  },
  'truth-no-report': {
    en: ['{name} is no structured report.', 'Name an SR in the column “report”.'],
    ar: ['{name} ليس تقريرًا مهيكلًا.', 'اذكر ملف SR في العمود «report».'],
  },
  'truth-not-told': {
    en: [
      'The report {name} tells of {found}, the model knows {known}.',
      'Give a report whose findings have the codes, keys or names of the labels.',
    ],
    ar: [
      'يذكر التقرير {name} ‏{found}، ويعرف النموذج {known}.',
      'استعمل تقريرًا لنتائجه رموز الوسوم أو مفاتيحها أو أسماؤها.',
    ],
  },
  'truth-without-box': {
    en: ['The report {name} does not say where {label} lies.', 'Give a report with an outline around each finding.'],
    ar: ['لا يذكر التقرير {name} موضع {label}.', 'استعمل تقريرًا يحيط كل نتيجة بحدود.'],
  },
  'truth-elsewhere': {
    en: [
      '{name} says where {label} lies, but not on these images nor in their frame of reference.',
      'Give a report that was made on this series.',
    ],
    ar: [
      'يذكر {name} موضع {label}، لكن ليس على هذه الصور ولا في إطارها المرجعي.',
      'استعمل تقريرًا أُعدّ على هذه السلسلة.',
    ],
  },
  'truth-without-segments': {
    en: [
      '{name} has no segment of a label that the model knows: {known}.',
      'Give a SEG with a segment for each thing, called after its label, or name the boxes in boxes.csv.',
    ],
    ar: [
      'ليس في {name} جزء لوسم يعرفه النموذج: {known}.',
      'استعمل ملف SEG فيه جزء لكل شيء يحمل اسم وسمه، أو اذكر الإطارات في boxes.csv.',
    ],
  },
  'case-ambiguous': {
    en: ['{path} holds {series} series of images; a case is one.', 'Give each case a folder of its own.'],
    ar: ['في {path} عدد من سلاسل الصور ({series})، والحالة سلسلة واحدة.', 'اجعل لكل حالة مجلدًا خاصًا بها.'],
  },
  'case-channel-missing': {
    en: [
      'No series of this case can be “{channel}”. {reasons}',
      'Add it to the case; docs/evaluate.md says how a set names several series.',
    ],
    ar: [
      'لا تصلح أي سلسلة في هذه الحالة لتكون «{channel}». {reasons}',
      'أضفها إلى الحالة، ويبيّن docs/evaluate.md كيف تسمّي المجموعة عدة سلاسل.',
    ],
  },
  'case-channel-unclear': {
    en: [
      'Which series of this case is “{channel}” is not clear; it may be {candidates}.',
      'Leave one of them in its folder, or name the files in a column for each channel.',
    ],
    ar: [
      'ليس واضحًا أي سلسلة في هذه الحالة هي «{channel}»، وقد تكون {candidates}.',
      'أبقِ واحدة منها في مجلد الحالة، أو اذكر الملفات في عمود لكل قناة.',
    ],
  },
  'truth-grid-differs': {
    en: ['The mask {name} does not lie on the grid of its image.', 'Resample the mask to the image.'],
    ar: ['لا يقع القناع {name} على شبكة صورته.', 'أعد أخذ عينات القناع على شبكة الصورة.'],
  },
  'case-failed': {
    en: ['{name}: {reason}', 'The other cases were evaluated without it.'],
    ar: ['{name}: {reason}', 'قُيّمت الحالات الأخرى من دونه.'],
  },
  'eligibility-not-asked': {
    en: [
      'These images carry no age, modality or body part, so it was not asked whether the model may read them.',
      'Read the figures only for the people that the set says it is of.',
    ],
    ar: [
      'لا تحمل هذه الصور عمرًا ولا نوع تصوير ولا منطقة من الجسم، فلم يُسأل هل يجوز للنموذج قراءتها.',
      'لا تعتمد الأرقام إلا لمن تقول المجموعة إنها منهم.',
    ],
  },
  'set-patients-shared': {
    en: [
      'Patients of “{split}” who have images in another split too: {patients}.',
      'If the model was trained on those, these figures are too good.',
    ],
    ar: [
      'مرضى «{split}» الذين لهم صور في قسم آخر أيضًا: {patients}.',
      'إذا دُرّب النموذج على تلك الصور فهذه الأرقام أفضل من حقيقته.',
    ],
  },
  'set-labels-coarser': {
    en: [
      'The set knows {found}, the model {known}: only normal against everything else is measured.',
      'Choose a set of the same labels to measure each of them.',
    ],
    ar: [
      'وسوم المجموعة {found} ووسوم النموذج {known}، فلا يُقاس إلا السليم مقابل ما سواه.',
      'اختر مجموعة لها الوسوم نفسها لقياس كل منها.',
    ],
  },
});
