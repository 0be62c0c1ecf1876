import { problems } from './catalogue.ts';

/** Networks (ONNX files), their packages, and which series they may read. */
export const modelProblems = problems({
  'onnx-empty': {
    en: ['The model file is empty.', 'Download or export it again.'],
    ar: ['ملف النموذج فارغ.', 'نزّله أو صدّره من جديد.'],
  },
  'onnx-web-page': {
    en: ['This is a web page, not an ONNX model.', 'Sign in where it came from and download the file itself.'],
    ar: ['هذه صفحة ويب وليست نموذج ONNX.', 'سجّل الدخول في مصدرها ونزّل الملف نفسه.'],
  },
  'onnx-pickle': {
    en: [
      'This is a PyTorch checkpoint, which can run code when it is opened.',
      'Export it to ONNX first (torch.onnx.export).',
    ],
    ar: ['هذا ملف أوزان PyTorch، وقد ينفذ أوامر عند فتحه.', 'صدّره أولًا إلى ONNX (torch.onnx.export).'],
  },
  'onnx-lfs': {
    en: ['This is a Git LFS pointer, not the model itself.', 'Fetch the file with "git lfs pull".'],
    ar: ['هذا مؤشر Git LFS وليس النموذج نفسه.', 'اجلب الملف بالأمر "git lfs pull".'],
  },
  'onnx-other-format': {
    en: ['This is a {format} file, not an ONNX model.', 'Convert the network to ONNX first.'],
    ar: ['هذا ملف {format} وليس نموذج ONNX.', 'حوّل الشبكة إلى ONNX أولًا.'],
  },
  'not-onnx': {
    en: ['This is not an ONNX model.', 'Choose a file that ends in .onnx, or export the network again.'],
    ar: ['هذا الملف ليس نموذج ONNX.', 'اختر ملفًا ينتهي بـ .onnx أو صدّر الشبكة من جديد.'],
  },
  'onnx-cut': {
    en: ['The model file is cut off or damaged.', 'Copy or download it again.'],
    ar: ['ملف النموذج مقطوع أو تالف.', 'انسخه أو نزّله من جديد.'],
  },
  'onnx-damaged': {
    en: ['The model file says the same thing twice in two ways.', 'Export the network again.'],
    ar: ['يصف ملف النموذج الشيء نفسه مرتين على نحوين مختلفين.', 'صدّر الشبكة من جديد.'],
  },
  'onnx-too-big': {
    en: ['The model file is larger than 2 GB.', 'Export a smaller network, or one with half-precision weights.'],
    ar: ['ملف النموذج أكبر من 2 غيغابايت.', 'صدّر شبكة أصغر أو بأوزان نصفية الدقة.'],
  },
  'onnx-too-large': {
    en: ['This network has {nodes} operators; at most {limit} are accepted.', 'Simplify it before the export.'],
    ar: ['تحوي هذه الشبكة {nodes} من العمليات، والحد الأقصى {limit}.', 'بسّطها قبل التصدير.'],
  },
  'onnx-too-deep': {
    en: [
      'The conditions and loops of this network are nested more than {limit} deep.',
      'Export it with the branches resolved (constant folding).',
    ],
    ar: ['تتداخل شروط هذه الشبكة وحلقاتها أعمق من {limit} مستويات.', 'صدّرها بعد حسم التفرعات (طي الثوابت).'],
  },
  'onnx-sparse': {
    en: ['Sparse weights are not accepted.', 'Export the network with dense weights.'],
    ar: ['الأوزان المتناثرة غير مقبولة.', 'صدّر الشبكة بأوزان كثيفة.'],
  },
  'onnx-external-data': {
    en: [
      'Weights in other files are refused: "{name}" is kept outside the model file.',
      'Save the network as one file (save_as_external_data=False).',
    ],
    ar: [
      'الأوزان المحفوظة في ملفات أخرى مرفوضة: "{name}" محفوظ خارج ملف النموذج.',
      'احفظ الشبكة في ملف واحد (save_as_external_data=False).',
    ],
  },
  'onnx-weight-type': {
    en: ['Weight "{name}" has a number type that is not known ({type}).', 'Export the network again.'],
    ar: ['نوع أعداد الوزن "{name}" غير معروف ({type}).', 'صدّر الشبكة من جديد.'],
  },
  'onnx-weight-size': {
    en: ['Weight "{name}" has an impossible size: {size}.', 'Export the network again.'],
    ar: ['للوزن "{name}" حجم مستحيل: {size}.', 'صدّر الشبكة من جديد.'],
  },
  'onnx-weight-short': {
    en: ['Weight "{name}" says {wanted} numbers and has {has}.', 'Copy the file or export the network again.'],
    ar: ['يعلن الوزن "{name}" عن {wanted} من الأعداد وفيه {has}.', 'انسخ الملف أو صدّر الشبكة من جديد.'],
  },
  'onnx-weight-twice': {
    en: ['The numbers of weight "{name}" are stored twice or in the wrong place.', 'Export the network again.'],
    ar: ['أعداد الوزن "{name}" مخزنة مرتين أو في غير موضعها.', 'صدّر الشبكة من جديد.'],
  },
  'onnx-name-twice': {
    en: ['Two parts of this network make the same value "{name}".', 'Export the network again.'],
    ar: ['جزءان من هذه الشبكة ينتجان القيمة نفسها "{name}".', 'صدّر الشبكة من جديد.'],
  },
  'onnx-missing-value': {
    en: ['"{node}" of this network needs "{name}", which nothing makes.', 'Export the network again.'],
    ar: ['يحتاج "{node}" في هذه الشبكة إلى "{name}" ولا شيء ينتجه.', 'صدّر الشبكة من جديد.'],
  },
  'onnx-cycle': {
    en: ['"{node}" of this network needs its own result.', 'Export the network again.'],
    ar: ['يحتاج "{node}" في هذه الشبكة إلى نتيجته هو نفسها.', 'صدّر الشبكة من جديد.'],
  },
  'onnx-operator': {
    en: [
      'Operator {operator} is not allowed: it would need code from outside.',
      'Export the network with standard ONNX operators.',
    ],
    ar: ['العملية {operator} غير مسموح بها لأنها تحتاج إلى برنامج خارجي.', 'صدّر الشبكة بعمليات ONNX القياسية.'],
  },
  'onnx-operator-unknown': {
    en: [
      'Operator {operator} is not known; the nearest is {nearest}.',
      'Export the network with standard ONNX operators.',
    ],
    ar: ['العملية {operator} غير معروفة، وأقرب اسم إليها {nearest}.', 'صدّر الشبكة بعمليات ONNX القياسية.'],
  },
  'onnx-opset': {
    en: [
      'This network uses ONNX operator set {opset}; the oldest that is accepted is {oldest}.',
      'Export it with a newer operator set.',
    ],
    ar: ['تستخدم هذه الشبكة مجموعة عمليات ONNX رقم {opset}، وأقدم ما يقبل هو {oldest}.', 'صدّرها بمجموعة أحدث.'],
  },
  'onnx-no-network': {
    en: ['The model file holds no network.', 'Export the network again.'],
    ar: ['لا يحوي ملف النموذج أي شبكة.', 'صدّر الشبكة من جديد.'],
  },
  'onnx-endless-loop': {
    en: ['This network contains an endless loop ("{node}").', 'Export it with a fixed number of rounds.'],
    ar: ['تحوي هذه الشبكة حلقة لا تنتهي ("{node}").', 'صدّرها بعدد ثابت من الدورات.'],
  },

  'model-not-proved': {
    en: [
      '"{id}" does not compute here what its authors computed: {reason}.',
      'Get the package again, or ask its authors.',
    ],
    ar: ['لا يحسب "{id}" على هذا الجهاز ما حسبه مؤلفوه: {reason}.', 'احصل على الحزمة من جديد أو راجع مؤلفيها.'],
  },
  'no-such-model': {
    en: ['There is no model "{id}" here{nearest}.', 'See "skiagraph models list".'],
    ar: ['لا يوجد هنا نموذج باسم "{id}"{nearest}.', 'راجع "skiagraph models list".'],
  },
  'not-a-package': {
    en: ['{path} is not a model package: it has no model.json.', 'Choose the folder or ZIP that holds model.json.'],
    ar: ['{path} ليس حزمة نموذج، إذ لا يحوي model.json.', 'اختر المجلد أو ملف ZIP الذي يحوي model.json.'],
  },
  'onnx-without-manifest': {
    en: [
      'An ONNX file alone does not say what it may be given and what its numbers mean.',
      'Write its manifest first: "skiagraph models new {file}".',
    ],
    ar: ['لا يبيّن ملف ONNX وحده ما يصلح له وما تعنيه أعداده.', 'اكتب بيانه أولًا: "skiagraph models new {file}".'],
  },
  'package-manifest-too-big': {
    en: ['model.json is larger than {limit} bytes.', 'Ask the author for a correct package.'],
    ar: ['حجم model.json أكبر من {limit} بايت.', 'اطلب من المؤلف حزمة صحيحة.'],
  },
  'package-manifest-too-deep': {
    en: ['model.json is nested more than {limit} deep.', 'Ask the author for a correct package.'],
    ar: ['يتداخل model.json أعمق من {limit} مستوى.', 'اطلب من المؤلف حزمة صحيحة.'],
  },
  'package-manifest-not-json': {
    en: ['model.json is not valid JSON: {detail}.', 'Correct it there, or get the package again.'],
    ar: ['model.json ليس JSON صحيحًا: {detail}.', 'صحّحه في ذلك الموضع أو احصل على الحزمة من جديد.'],
  },
  'package-manifest-unknown-key': {
    en: ['model.json has an unknown key "{key}" in {where}{nearest}.', 'Remove or correct it.'],
    ar: ['في model.json مفتاح غير معروف "{key}" في {where}{nearest}.', 'احذفه أو صحّحه.'],
  },
  'package-manifest-unknown-name': {
    en: ['model.json says "{found}" in {where}, which is not known{nearest}.', 'Use one of: {known}.'],
    ar: ['يذكر model.json في {where} الاسم "{found}" وهو غير معروف{nearest}.', 'استخدم أحد هذه الأسماء: {known}.'],
  },
  'package-manifest-invalid': {
    en: ['model.json is not right in {where}: {detail}.', 'Correct it, or ask the author for a correct package.'],
    ar: ['في model.json خطأ في {where}: {detail}.', 'صحّحه أو اطلب من المؤلف حزمة صحيحة.'],
  },
  'package-manifest-lacks': {
    en: ['model.json lacks {where}.', 'Add it; docs/model-authors.md says what belongs there.'],
    ar: ['ينقص model.json العنصر {where}.', 'أضفه، ويبيّن docs/model-authors.md ما ينبغي أن يكون فيه.'],
  },
  'package-todo': {
    en: ['{where} is not filled in: {todo}', 'Write it; docs/model-authors.md says what belongs there.'],
    ar: ['لم يُملأ {where} بعد: {todo}', 'اكتبه، ويبيّن docs/model-authors.md ما ينبغي أن يكون فيه.'],
  },
  'network-not-expressible': {
    en: [
      'A model package cannot describe this network: {what}.',
      'Export it with one float32 input (N, 1 or 3 channels, then the axes) and logits as its output.',
    ],
    ar: [
      'لا تستطيع حزمة نموذج وصف هذه الشبكة: {what}.',
      'صدّرها بمدخل واحد من نوع float32 ‏(N ثم قناة واحدة أو ثلاث ثم المحاور) وبقيم logits مخرجًا.',
    ],
  },
  'package-folder-used': {
    en: ['{path} has files already and was left as it is.', 'Name another folder with --out.'],
    ar: ['في {path} ملفات من قبل، فتُرك كما هو.', 'اذكر مجلدًا آخر بالخيار --out.'],
  },
  'import-unknown': {
    en: [
      'Nothing in {path} is known here.',
      'Name a folder with configs/metadata.json (MONAI bundle), plans.json and dataset.json (nnU-Net), or torchxrayvision.json.',
    ],
    ar: [
      'ليس في {path} ما هو معروف هنا.',
      'اذكر مجلدًا فيه configs/metadata.json (حزمة MONAI) أو plans.json وdataset.json ‏(nnU-Net) أو torchxrayvision.json.',
    ],
  },
  'import-not-json': {
    en: ['{file} is not valid JSON: {detail}.', 'Correct it, or export it again.'],
    ar: ['{file} ليس JSON صحيحًا: {detail}.', 'صحّحه أو صدّره من جديد.'],
  },
  'import-not-expressible': {
    en: [
      '{file} says in {where} "{found}", which a model package cannot say; nothing was written.',
      'Start without --from and write the manifest by hand, if the network gives the same without it.',
    ],
    ar: [
      'يذكر {file} في {where} "{found}"، ولا تستطيع حزمة نموذج قول ذلك، فلم يُكتب شيء.',
      'ابدأ دون --from واكتب البيان بنفسك إن كانت الشبكة تعطي النتيجة نفسها من دونه.',
    ],
  },
  'golden-not-there': {
    en: [
      '{file} is not there: the proof that other machines compute what yours does.',
      'Save the array with numpy.save, or take its case out of "golden".',
    ],
    ar: [
      'الملف {file} غير موجود، وهو البرهان على أن الأجهزة الأخرى تحسب ما يحسبه جهازك.',
      'احفظ المصفوفة بالأمر numpy.save أو احذف حالتها من "golden".',
    ],
  },
  'package-manifest-range': {
    en: ['The range in {where} of model.json is empty: {low} to {high}.', 'Put the smaller number first.'],
    ar: ['المجال في {where} من model.json فارغ: من {low} إلى {high}.', 'ضع العدد الأصغر أولًا.'],
  },
  'package-label-twice': {
    en: ['Two labels of model.json have the key "{label}".', 'Give each label a key of its own.'],
    ar: ['لوسمين في model.json المفتاح نفسه "{label}".', 'اجعل لكل وسم مفتاحًا خاصًا به.'],
  },
  'package-box-axes': {
    en: [
      '{where} does not fit a network whose input has {axes} axes.',
      'Give a number for each axis and a list for each level; in volumes, anchors have "shapes".',
    ],
    ar: [
      'لا يلائم {where} شبكة لمدخلها {axes} محاور.',
      'اذكر عددًا لكل محور وقائمة لكل مستوى، وللمراسي في الحجوم "shapes".',
    ],
  },
  'package-value-type': {
    en: [
      'The {what} "{name}" of the network is of type {type}, and has to be {wanted}.',
      'Export the network with that type. Inputs of float16 and uint8 need the step "type" at the end of "prepare".',
    ],
    ar: [
      'نوع {what} «{name}» في الشبكة هو {type}، ويجب أن يكون {wanted}.',
      'صدّر الشبكة بهذا النوع. تحتاج مدخلات float16 وuint8 إلى الخطوة "type" في نهاية "prepare".',
    ],
  },
  'package-folds': {
    en: [
      'An ensemble (run.folds) does not go with {what}.',
      'Average classes or masks of different files, with explain.kind "none".',
    ],
    ar: ['لا تتفق المجموعة (run.folds) مع {what}.', 'خذ متوسط أصناف أو أقنعة من ملفات مختلفة، مع explain.kind "none".'],
  },
  'package-channel-twice': {
    en: ['Two channels of model.json have the key "{channel}".', 'Give each channel a key of its own.'],
    ar: ['لقناتين في model.json المفتاح نفسه "{channel}".', 'اجعل لكل قناة مفتاحًا خاصًا بها.'],
  },
  'package-channel-unknown': {
    en: [
      'The step at {where} in model.json names the channel "{channel}", which there is not.',
      'Name channels of "input.channels" by their keys: {known}.',
    ],
    ar: [
      'تذكر الخطوة عند {where} في model.json القناة "{channel}"، وليست موجودة.',
      'اذكر قنوات "input.channels" بمفاتيحها: {known}.',
    ],
  },
  'package-channels-image': {
    en: [
      'Several series as channels are for networks of volumes; "input.kind" is "image".',
      'Leave "input.channels" out, or read volumes.',
    ],
    ar: [
      'السلاسل المتعددة بوصفها قنوات هي لشبكات الحجوم، وقيمة "input.kind" هي "image".',
      'احذف "input.channels" أو اقرأ حجومًا.',
    ],
  },
  'package-channel-count': {
    en: [
      'The manifest names {channels} series as channels, the network reads {inputs}.',
      'Name one series for each channel of the network.',
    ],
    ar: [
      'يذكر البيان {channels} من السلاسل قنواتٍ، وتقرأ الشبكة {inputs}.',
      'اذكر سلسلة واحدة لكل قناة من قنوات الشبكة.',
    ],
  },
  'package-label-count': {
    en: [
      'The manifest has {labels} labels, the network gives {channels} channels.',
      'List one label for each channel.',
    ],
    ar: ['في البيان {labels} من الوسوم، وتعطي الشبكة {channels} من القنوات.', 'أدرج وسمًا واحدًا لكل قناة.'],
  },
  'package-layout': {
    en: [
      'A network of layout {layout} does not read input of kind "{kind}".',
      'Use NCHW or NHWC for images; NCDHW, NCXYZ, NDHWC or NXYZC for volumes.',
    ],
    ar: [
      'لا تقرأ شبكة ترتيبها {layout} مدخلًا من نوع "{kind}".',
      'استخدم NCHW أو NHWC للصور، وNCDHW أو NCXYZ أو NDHWC أو NXYZC للحجوم.',
    ],
  },
  'package-run-task': {
    en: [
      '{where} of the manifest is for another task or for axes that the input has not; this is {task}.',
      'Leave it out.',
    ],
    ar: ['{where} في البيان لمهمة أخرى أو لمحاور ليست في المدخل، وهذا {task}.', 'احذفه.'],
  },
  'package-too-big': {
    en: ['The package is larger than {limit}.', 'Ask the author for a smaller one.'],
    ar: ['حجم الحزمة أكبر من {limit}.', 'اطلب من المؤلف حزمة أصغر.'],
  },
  'package-file-missing': {
    en: ['{file} is missing from the package.', 'Get the package again.'],
    ar: ['الملف {file} ناقص من الحزمة.', 'احصل على الحزمة من جديد.'],
  },
  'package-file-changed': {
    en: ['{file} has changed since it was packed.', 'Get the package again.'],
    ar: ['تغيّر الملف {file} بعد إعداد الحزمة.', 'احصل على الحزمة من جديد.'],
  },
  'package-file-unlisted': {
    en: [
      '{file} is in the package but not in its list of files.',
      'Get the package again, or list the file in model.json.',
    ],
    ar: ['الملف {file} موجود في الحزمة وليس في قائمة ملفاتها.', 'احصل على الحزمة من جديد أو أدرج الملف في model.json.'],
  },
  'package-outside': {
    en: ['"{file}" points outside the package.', 'Do not use this package; ask where it came from.'],
    ar: ['يشير "{file}" إلى خارج الحزمة.', 'لا تستخدم هذه الحزمة، واسأل عن مصدرها.'],
  },
  'package-link': {
    en: ['{file} in the package is a link or a device, not a file.', 'Pack the file itself.'],
    ar: ['{file} في الحزمة رابط أو جهاز وليس ملفًا.', 'ضع الملف نفسه في الحزمة.'],
  },
  'package-too-many-files': {
    en: ['The package has more than {limit} files.', 'Ask the author for a correct package.'],
    ar: ['تحوي الحزمة أكثر من {limit} ملفًا.', 'اطلب من المؤلف حزمة صحيحة.'],
  },
  'package-zip-damaged': {
    en: [
      'The ZIP of the package is damaged or protected by a password.',
      'Get it again, or unpack it and choose the folder.',
    ],
    ar: ['ملف ZIP للحزمة تالف أو محمي بكلمة مرور.', 'احصل عليه من جديد أو فكّه واختر المجلد.'],
  },
  'package-zip-bomb': {
    en: [
      'The ZIP unpacks to more than its list of files says ({file}).',
      'Do not use this package; ask where it came from.',
    ],
    ar: ['يتجاوز ملف ZIP عند فكّه ما تقوله قائمة ملفاته ({file}).', 'لا تستخدم هذه الحزمة، واسأل عن مصدرها.'],
  },
  'package-network-mismatch': {
    en: ['The manifest names {what} "{name}", which the network does not have.', 'The network has: {known}.'],
    ar: ['يذكر البيان {what} "{name}" ولا وجود له في الشبكة.', 'في الشبكة: {known}.'],
  },
  'package-no-cam': {
    en: [
      'The manifest promises an activation map, but the head of this network is not pooled and linear.',
      'Set "explain" to "occlusion" or "none".',
    ],
    ar: [
      'يَعِد البيان بخريطة تنشيط، لكن رأس هذه الشبكة ليس متوسطًا شاملًا تليه طبقة خطية.',
      'اجعل "explain" مساويًا لـ "occlusion" أو "none".',
    ],
  },
  'model-same-version': {
    en: [
      'Model {id} {version} is installed already, with other content.',
      'Remove it first, or ask the author for a new version number.',
    ],
    ar: ['النموذج {id} {version} مثبّت من قبل بمحتوى آخر.', 'احذفه أولًا أو اطلب من المؤلف رقم إصدار جديدًا.'],
  },
  'model-shipped': {
    en: [
      'Model {id} is part of Skiagraph and cannot be replaced or removed.',
      'Install another model under another id.',
    ],
    ar: ['النموذج {id} جزء من Skiagraph فلا يُستبدل ولا يُحذف.', 'ثبّت نموذجًا آخر بمعرّف آخر.'],
  },
});
