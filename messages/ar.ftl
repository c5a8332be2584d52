### Arabic (modern standard). Every language has the same keys with the same variables, in the same order.

## The frame of every page

site-tagline = مَن قال ماذا، وبأي عبارة
skip-to-content = الانتقال إلى المحتوى
skip-to-results = الانتقال إلى الادعاءات
nav-label = القائمة الرئيسية
nav-claims = الادعاءات
nav-actors = الأطراف
nav-topics = الموضوعات
nav-articles = المقالات
nav-dataset = مجموعة البيانات
nav-about = عن المجموعة
nav-compare = مقارنة
nav-matrix = خريطة حرارية
nav-api = واجهة البرمجة
nav-more = المزيد
language-own-name = العربية
read-in-this-language = اقرأ هذه الصفحة بالعربية
footer-note = كل ادعاء منسوب إلى صاحبه، ومعه نص المقطع الذي أُخذ منه إن كان مسجلًا.
dataset-version = إصدار البيانات
facts = لمحة سريعة
next-page = الصفحة التالية
first-page = الصفحة الأولى
previous-page = الصفحة السابقة
last-page = الصفحة الأخيرة
page-range = من { $from } إلى { $to } من أصل { $total }
pages = الصفحات
view-all = عرض الكل:
also-known-as = يُعرف أيضًا بأسماء:
claim-count =
    { PLURAL($count) ->
        [zero] لا ادعاءات
        [one] ادعاء واحد
        [two] ادعاءان
        [few] { $count } ادعاءات
        [many] { $count } ادعاءً
       *[other] { $count } ادعاء
    }

## Search: the form and its filters

search-headline = مَن يدّعي ماذا، وبأي عبارة
search-label = البحث في الادعاءات
search-hint = استخدم «علامتي الاقتباس» للعبارة وعلامة الطرح لاستبعاد كلمة.
search-button = بحث
filters = تصفية النتائج
filters-apply = تطبيق
filters-clear = مسح عوامل التصفية
filters-remove = إزالة:
filters-all-actors = كل الأطراف
filter-dates = التاريخ
filter-date-hint = سنة أو شهر أو يوم، مثل

# The names of the filters, by the name of their parameter.
filter-label-q = الكلمات
filter-label-id = المعرِّف
filter-label-actor = الطرف
filter-label-asserted_by = القائل
filter-label-about = عن
filter-label-all_actors = بمشاركة كل من
filter-label-topic = الموضوع
filter-label-article = المقال
filter-label-kind = النوع
filter-label-certainty = درجة اليقين
filter-label-include_parts = أجزاء الطرف
filter-label-speech = صيغة النقل
filter-label-relation = العلاقة
filter-label-has_review = مدقَّق
filter-label-has_translation_note = ملاحظة ترجمة
filter-label-origin = المصدر الأصلي
filter-label-publisher = الناشر
filter-label-actor_kind = نوع الطرف
filter-label-language = لغة الشاهد
filter-label-statement_language = لغة الادعاء
filter-label-evidence_status = حالة الشاهد
filter-label-salience_min = الحد الأدنى للأهمية
filter-label-changed_since = تغيّر منذ
filter-label-not_actor = باستثناء الطرف
filter-label-not_asserted_by = ليس من قول
filter-label-not_about = ليس عن
filter-label-not_topic = باستثناء الموضوع
filter-label-not_kind = باستثناء النوع
filter-label-date_from = من
filter-label-date_to = إلى
filter-label-date_match = مطابقة التاريخ
filter-label-date_field = التاريخ المعتمد
filter-label-include_undated = غير المؤرَّخة
filter-label-sample = حجم العيّنة
filter-label-sample_seed = رقم العيّنة

## The start page

home-label = تعريف
home-lead = مقالات إخبارية مفكَّكة إلى ادعاءات مفردة: مَن يقول ماذا، وبأي عبارة، وأين نُشر ذلك.
home-extent =
    { PLURAL($articles) ->
        [zero] { $claims }.
        [one] { $claims } من مقال واحد.
        [two] { $claims } من مقالين.
        [few] { $claims } من { $articles } مقالات.
        [many] { $claims } من { $articles } مقالًا.
       *[other] { $claims } من { $articles } مقال.
    }
example-title = كيف يبدو الادعاء
example-who = القائل
example-what = ما يُدَّعى
example-words = بعبارة المقال
example-verbatim = ما يُدَّعى، بعبارة المقال
example-when = متى يقع
example-where = أين نُشر
example-check = التحقق
questions-title = أسئلة للتجربة
question-asserter = ماذا يقول { $name }؟
question-topic = ما الذي يُدَّعى عن { $name }؟
question-publisher = ما الذي ينشره { $name }؟
question-contradicts = أي الادعاءات يناقض بعضها بعضًا؟
question-prediction = ما الذي يُتوقَّع؟
question-hedged = ما الذي يقال بتحفظ؟
question-direct = من الذي يُقتبس كلامه بنصه؟
newest-articles = أحدث المقالات

## Search: the results

all-claims = كل الادعاءات
sort-label = الترتيب
sort-date = الأقدم أولًا
sort-date-descending = الأحدث أولًا
sort-asserted = الأسبق قولًا أولًا
sort-asserted-descending = الأحدث قولًا أولًا
sort-published = الأقدم نشرًا أولًا
sort-published-descending = الأحدث نشرًا أولًا
sort-salience = الأقل أهمية أولًا
sort-salience-descending = الأهم أولًا
sort-modified-descending = الأحدث تغييرًا أولًا
sort-position = حسب الموضع في المقال
sort-id = حسب المعرِّف
sort-relevance = الأقرب إلى البحث أولًا
timeline-title = عبر الزمن
timeline-published = بحسب تاريخ النشر، إذ ليس لأي من هذه الادعاءات تاريخ خاص به.
timeline-hint = اختر عمودًا لعرض ادعاءاته.
timeline-reset = عرض كل التواريخ
timeline-bar = { $period }: { $claims }
undated-excluded =
    { PLURAL($count) ->
        [zero] لم يُستبعد أي ادعاء بلا تاريخ.
        [one] لا يظهر هنا ادعاء واحد بلا تاريخ.
        [two] لا يظهر هنا ادعاءان بلا تاريخ.
        [few] لا تظهر هنا { $count } ادعاءات بلا تاريخ.
        [many] لا يظهر هنا { $count } ادعاءً بلا تاريخ.
       *[other] لا يظهر هنا { $count } ادعاء بلا تاريخ.
    }
undated-include = إظهار ما لا تاريخ له
quick-links = انتقل إلى:
no-results-title = لا نتائج
no-results-relax = توجد نتائج من دون أحد عوامل التصفية الآتية:
no-results-keep-one = لا ادعاء يوافق هذه العوامل مجتمعة، وتوجد نتائج بكل منها وحده:
no-results-start-over = عرض كل الادعاءات
no-results-remove = من دون
no-results-keep = فقط
did-you-mean = هل تقصد:

## The query as a sentence

summary-all = كل الادعاءات
summary-some = ادعاءات
summary-separator = { "، " }
summary-and = { " و" }
summary-or = { " أو " }
summary-value = «{ $label }»

# One phrase for each filter, by the name of its parameter.
summary-q = تحوي «{ $values }»
summary-id = معرِّفها { $values }
summary-actor = تتعلق بـ{ $values }
summary-asserted_by = صادرة عن { $values }
summary-about = موضوعها { $values }
summary-all_actors = تشمل كلًّا من { $values }
summary-topic = في موضوع { $values }
summary-article = من مقال { $values }
summary-kind = من نوع { $values }
summary-certainty = بدرجة يقين { $values }
summary-speech = بصيغة نقل { $values }
summary-relation = لها علاقة من نوع { $values }
summary-origin = مستوردة من { $values }
summary-publisher = من مقالات ينشرها { $values }
summary-actor_kind = تشمل طرفًا من نوع { $values }
summary-language = شواهدها باللغة { $values }
summary-statement_language = مصوغة باللغة { $values }
summary-evidence_status = حالة شواهدها { $values }
summary-salience_min = أهميتها { $values } على الأقل
summary-changed_since = أُضيفت أو تغيّرت بعد { $values }
summary-not_actor = لا تتعلق بـ{ $values }
summary-not_asserted_by = ليست من قول { $values }
summary-not_about = ليست عن { $values }
summary-not_topic = ليست في موضوع { $values }
summary-not_kind = ليست من نوع { $values }
summary-include_parts =
    { $values ->
        [true] مع احتساب أجزاء الأطراف
       *[false] من دون احتساب أجزاء الأطراف
    }
summary-has_review =
    { $values ->
        [true] مدقَّقة
       *[false] غير مدقَّقة
    }
summary-has_translation_note =
    { $values ->
        [true] لها ملاحظة ترجمة
       *[false] بلا ملاحظة ترجمة
    }
summary-include_undated =
    { $values ->
        [true] ومعها غير المؤرَّخة
       *[false] من دون غير المؤرَّخة
    }
summary-sample = في عيّنة عشوائية حجمها { $values } على الأكثر
summary-window =
    { $field ->
        [asserted] قيلت
        [published] منشورة
       *[event] مؤرَّخة
    }{ $match ->
        [within] { " بكاملها" }
        [contains] { " طوال المدة" }
       *[overlap] { "" }
    } { $days }
summary-days-on = { $from }
summary-days-between = من { $from } إلى { $to }
summary-days-since = من { $from } فصاعدًا
summary-days-until = حتى { $to }
summary-sort-date = الأقدم أولًا
summary-sort-date-descending = الأحدث أولًا
summary-sort-asserted = الأسبق قولًا أولًا
summary-sort-asserted-descending = الأحدث قولًا أولًا
summary-sort-published = الأقدم نشرًا أولًا
summary-sort-published-descending = الأحدث نشرًا أولًا
summary-sort-salience = الأقل أهمية أولًا
summary-sort-salience-descending = الأهم أولًا
summary-sort-modified-descending = الأحدث تغييرًا أولًا
summary-sort-position = حسب الموضع في المقال
summary-sort-id = حسب المعرِّف
summary-sort-relevance = الأقرب إلى البحث أولًا

## A claim in a list

asserted-by = بحسب
card-via = نقلًا عبر
card-said = قيل في
card-published = نُشر في
card-date = التاريخ:
in-languages = بلغة أخرى: { $languages }
undated = بلا تاريخ
translation-note = ملاحظة عن الترجمة
translation-literal = اللفظ الحرفي
translation-meant = المقصود
evidence-verified = شواهد مُدقَّقة
evidence-verified-title = قورن كل اقتباس بنص المقال.
evidence-recorded = شواهد مُسجَّلة
evidence-recorded-title = لم يكن نص المقال متاحًا عند إعداد هذه البيانات، فلم تُقارن الاقتباسات به.
evidence-unlocated = موضعه غير معروف
evidence-unlocated-title = الاقتباس مسجَّل من دون موضعه في النص.
evidence-invisible = في الاقتباس رموز لا يراها القارئ: { $codes }
quote-verified = الاقتباس متحقَّق منه: هو في موضعه من نص المقال.
quote-recorded = الاقتباس غير متحقَّق منه: لم يكن نص المقال متاحًا.
quote-unlocated = الاقتباس مسجَّل من دون موضعه في المقال.
all-quotes-verified = كل اقتباس هنا قورن بمقاله ووُجد في نصه.
all-quotes-recorded = الاقتباسات كما سُجلت، إذ لم تكن نصوص المقالات متاحة لمقارنتها بها.
all-quotes-unlocated = الاقتباسات مسجَّلة من دون مواضعها في المقالات.
evidence-same-words = ألفاظ المقال هي ألفاظ الادعاء نفسها.
evidence-none = لا شواهد مسجَّلة لهذا الادعاء.
central-title = محوري في مقاله

## The page of a claim

chain-title = سلسلة الإسناد
chain-cue = بعبارة المقال:
evidence-title = الشواهد
evidence-position-label = الموضع في النص
evidence-position = من الحرف { $start } إلى الحرف { $end } من أصل { $length }
evidence-part-content = نص الادعاء
evidence-part-attribution = نسبته إلى قائله
evidence-no-context = من دون نص المقال لا يظهر ما حول الاقتباس.
text-start = البداية
text-end = النهاية
read-article = اقرأ المقال
people-involved = الأطراف المعنية
date-title = التاريخ
asserted-date-title = متى قيل
speech-title = صيغة النقل
reviews-title = تدقيق الحقائق
part-of = جزء من
date-basis = مصدر التاريخ
date-expression = في المقال
related-title = ادعاءات ذات صلة
cite-title = الاستشهاد بهذا الادعاء
cite-permalink = الرابط الدائم
cite-sentence = { $asserter }: «{ $statement }». في: «{ $article }»{ $source }. { $dataset }، الإصدار { $version }. { $url }
report-title = الإبلاغ عن خطأ
report-hint = هل في هذا الادعاء خطأ، أو في موضع اقتباسه، أو في قائله؟ أخبر القائمين على مجموعة البيانات واذكر معرّف الادعاء:
salience-label = أهميته في المقال
salience-1 = تفصيل
salience-2 = خطوة في الحجة
salience-3 = محوري

# How this claim relates to the one listed.
relation-supports-outgoing = يدعم
relation-supports-incoming = يدعمه
relation-contradicts-outgoing = يناقض
relation-contradicts-incoming = يناقضه
relation-elaborates-outgoing = يفصِّل
relation-elaborates-incoming = يفصِّله
relation-causes-outgoing = يسبِّب
relation-causes-incoming = يسبِّبه
relation-precedes-outgoing = يسبق
relation-precedes-incoming = يسبقه
relation-same_as-outgoing = يطابق
relation-same_as-incoming = يطابق
relation-contrasts-outgoing = يقابل
relation-contrasts-incoming = يقابله
relation-alternative_to-outgoing = بديل عن
relation-alternative_to-incoming = بديل عنه
relation-quotes-outgoing = يقتبس
relation-quotes-incoming = اقتُبس في

## Actors

actors-hint = كل الأشخاص والمنظمات والبلدان والمنتجات التي تتناولها الادعاءات.
actors-search = ابحث في الأطراف
actor-wikidata = ويكي بيانات
actor-asserts = ما يقوله هذا الطرف
actor-about = ما يُقال عن هذا الطرف
actor-mentioned = حيث يُذكر هذا الطرف
actor-no-claims = لا ادعاء في مجموعة البيانات يتعلق بهذا الطرف.
network-title = يظهر مع
network-picture = من يظهرون في الادعاءات نفسها
network-hint = كلما زاد سُمك الخط زاد عدد الادعاءات المشتركة.

## Lists of actors, topics and articles

list-show = عرض
list-show-all = عرض الكل
list-nothing = لا شيء مطابق في هذه القائمة.
list-search-claims = ابحث عن هذه الكلمات في الادعاءات
list-any-kind = أي نوع
list-any-publisher = أي ناشر
list-any-language = أي لغة
list-sort-claims = الأكثر ادعاءات أولًا
list-sort-name = بحسب الاسم

## Topics

topics-none = لا موضوعات في مجموعة البيانات هذه.
topics-hint = كل الموضوعات من العام إلى الخاص، مع عدد الادعاءات في كل منها.
topics-search = ابحث في الموضوعات
topic-broader = موضوع أعم
topic-narrower = موضوعات فرعية
topic-claims = ادعاءات في هذا الموضوع
topic-no-claims = لا ادعاءات في هذا الموضوع.
topic-asserters = الأكثر قولًا
topic-actors = أطراف أخرى

## Compare

compare-title = مقارنة طرفين
compare-hint = ما يقوله طرفان في موضوع، جنبًا إلى جنب وعبر الزمن، وأين تتناقض ادعاءاتهما.
compare-a = الطرف الأول
compare-b = الطرف الثاني
compare-topic = الموضوع
compare-all-topics = كل الموضوعات
compare-button = قارن
compare-with = قارن مع
compare-other = طرف آخر
compare-two = قارن بين { $first } و{ $second }
compare-pair = { $first } و{ $second }
compare-same = اختر طرفين مختلفين.
compare-unknown = لا طرف بهذا الاسم.
compare-which = أيَّ هؤلاء تقصد؟
compare-suggestions = على سبيل المثال
compare-on = في موضوع
compare-without-topic = قارن في كل الموضوعات
compare-over-time = ما يقوله كل منهما عبر الزمن
compare-over-time-involved = الادعاءات المتعلقة بكل منهما عبر الزمن
compare-common-topics = موضوعات لكليهما ادعاءات فيها
compare-contradictions = أين يتناقضان
compare-no-contradictions = لم يُسجَّل أن ادعاءً لأحدهما يناقض ادعاءً للآخر.
compare-incomplete = لم تُقرأ لهذا إلا أهم 200 ادعاء لكل منهما.
compare-about-other = قول { $first } عن { $second }
compare-says = ما يقوله { $first }
compare-others = ما يقوله آخرون عن { $first }
compare-none = لا شيء في مجموعة البيانات.
compare-no-claims = لا ادعاءات لأي منهما في هذا الموضوع.

## Articles

articles-hint = المقالات التي استُخرجت منها الادعاءات.
articles-search = ابحث في العناوين
articles-published-from = نُشرت من
articles-published-to = نُشرت إلى
article-claims = الادعاءات بترتيب القراءة
article-text-map = نص المقال كاملًا، وكل علامة فيه ادعاء.
article-text-map-part = نص المقال كاملًا. كل علامة فيه ادعاء، والجزء المميَّز فيه ادعاءات هذه الصفحة.
article-speakers = من يتكلم
article-about = عن المقال
article-translated = { $language } (ترجمة عن { $original })
article-publisher = الناشر
article-author = الكاتب
article-language = اللغة
article-length = الطول
article-length-characters =
    { PLURAL($count) ->
        [zero] لا أحرف
        [one] حرف واحد
        [two] حرفان
        [few] { $count } أحرف
        [many] { $count } حرفًا
       *[other] { $count } حرف
    }
article-note = ملاحظة
article-rights = الحقوق
article-sha256 = بصمة النص (SHA-256)

## The dataset

dataset-dated = المؤرَّخة منها
about-made = كيف أُعدّت
about-creator = أعدّها
about-method = المنهج
about-limitations = ما لا تتضمنه
about-published = نُشرت المقالات
about-evidence = الشواهد
about-share = { $count } ({ $share }%)
dataset-coverage = المدى الزمني
dataset-languages = لغات الشواهد
dataset-licence = الترخيص
dataset-licence-note = لكل المحتوى عدا الاقتباسات، فحقوقها لناشريها
dataset-downloads = التنزيلات
dataset-file-sqlite = مجموعة البيانات كاملة في ملف SQLite
dataset-file-csv = كل الادعاءات في جدول
dataset-file-ndjson = كل الادعاءات، كائن JSON في كل سطر
dataset-file-parquet = كل الادعاءات في جدول Parquet، لبرامج DuckDB وpandas وPolars وR
dataset-file-croissant = وصف الجدول لأدوات تعلّم الآلة (Croissant 1.1)
dataset-file-package = وصف هذه الملفات (Frictionless Data Package)
dataset-developers = للمطوّرين
dataset-docs = التوثيق

## The same view as data

data-title = بيانات هذه الصفحة
data-hint = الاستعلام نفسه عبر واجهة البرمجة، بكل صيغة متاحة أو بأمر في الطرفية.
data-claims-json = الادعاءات (JSON)
copy = نسخ
copied = تم النسخ

## Errors: a title, and what happened and what to do, for each error code

error-details = تفاصيل تقنية
error-search = البحث في كل الادعاءات
error-request-id = رقم الطلب (للإبلاغ عن الأعطال):

error-invalid_parameter-title = بحث غير صالح
error-invalid_parameter-help = في العنوان عامل تصفية غير مقبول أو قيمة غير مقبولة. صحِّح ما يرد أدناه، أو ابدأ من كل الادعاءات.
error-claim_not_found-title = الادعاء غير موجود
error-claim_not_found-help = لا ادعاء بهذا المعرِّف في مجموعة البيانات. جرِّب البحث بكلماته.
error-claim_withdrawn-title = ادعاء مسحوب
error-claim_withdrawn-help = كان هذا الادعاء جزءًا من مجموعة البيانات ثم سُحب منها.
error-changes_expired-title = التغييرات لم تعد محفوظة
error-changes_expired-help = التغييرات منذ هذا الإصدار لم تعد محفوظة. ابدأ من جديد بمجموعة البيانات كاملة.
withdrawn-reason = السبب
withdrawn-release = سُحب في الإصدار { $release }، { $date }
withdrawn-replaced-by = حلّ محله
history-title = السجل
history-added = أُضيف في { $date }
history-changed = تغيّر في { $date }: { $fields }
field-statement = نص الادعاء
field-kind = النوع
field-certainty = درجة التأكيد
field-speech = صيغة القول
field-salience = الأهمية
field-asserted_by = القائل
field-attribution = سلسلة الإسناد
field-actors = الأطراف
field-topics = الموضوعات
field-claim_date = التاريخ
field-asserted_date = تاريخ القول
field-evidence = الشواهد
field-translation_note = ملاحظة الترجمة
field-relations = علاقاته بادعاءات أخرى
field-reviews = المراجعات
field-origin = المصدر
field-article = المقال
field-links = رابط المصدر
changes-title = الجديد
changes-hint = الادعاءات التي أُضيفت أو صُحّحت أو سُحبت، إصدارًا بعد إصدار.
changes-list = التغييرات
changes-none = لم يتغيّر أي ادعاء منذ ذلك الحين.
changes-more = عرض جميع الادعاءات التي تغيّرت
changes-releases = الإصدارات
changes-counts = الإصدار { $release }: أُضيف { $added }، وعُدِّل { $modified }، وسُحب { $withdrawn }
error-actor_not_found-title = الطرف غير موجود
error-actor_not_found-help = لا طرف بهذا المعرِّف في مجموعة البيانات. جرِّب قائمة الأطراف.
error-topic_not_found-title = الموضوع غير موجود
error-topic_not_found-help = لا موضوع بهذا المعرِّف في مجموعة البيانات. جرِّب قائمة الموضوعات.
error-article_not_found-title = المقال غير موجود
error-article_not_found-help = لا مقال بهذا المعرِّف في مجموعة البيانات. جرِّب قائمة المقالات.
error-route_not_found-title = الصفحة غير موجودة
error-route_not_found-help = لا صفحة بهذا العنوان. تحقَّق من كتابته، أو ابدأ من كل الادعاءات.
error-method_not_allowed-title = هذه الصفحة للقراءة فقط
error-method_not_allowed-help = لا يمكن إرسال شيء إلى هذا العنوان. افتحه صفحةً للقراءة.
error-host_not_allowed-title = العنوان غير مسموح به هنا
error-host_not_allowed-help = لا يجيب الخادم البرامج الوكيلة إلا على عنوانه العام وعلى عناوين الجهاز نفسه.
error-not_acceptable-title = الصيغة غير متاحة هنا
error-not_acceptable-help = لا يقبل المتصفح أيًّا من صيغ الضغط التي يرسلها الخادم. اسمح بـ gzip أو بالمحتوى غير المضغوط.
error-precondition_failed-title = تغيّر الملف
error-precondition_failed-help = حلّت مجموعة بيانات أحدث محل الملف. نزِّله من بدايته.
error-bad_request-title = طلب غير صالح
error-bad_request-help = أرسل المتصفح ترويسة لا يفهمها الخادم. أعد تحميل الصفحة.
error-request_timeout-title = استغرق الطلب وقتًا أطول من المسموح
error-request_timeout-help = لم يصل ما أرسله المتصفح في الوقت المحدد. أعد المحاولة.
error-content_too_large-title = النص طويل جدًا
error-content_too_large-help = لا يقرأ الخادم نصا بهذا الطول في المرة الواحدة. أرسله على أجزاء.
error-unsupported_media_type-title = نوع محتوى غير معروف
error-unsupported_media_type-help = لا يقرأ الخادم ما أُرسل إليه. أرسله بصيغة JSON.
error-too_many_exports-title = تنزيلات كثيرة جدًا
error-too_many_exports-help = يرسل الخادم الآن أكبر عدد ممكن من ملفات التصدير. أعد المحاولة بعد ثوانٍ.
error-range_not_satisfiable-title = هذا الجزء غير موجود في الملف
error-range_not_satisfiable-help = ينتهي الملف قبل الجزء المطلوب. نزِّله من بدايته.
error-uri_too_long-title = العنوان طويل جدًا
error-uri_too_long-help = يتجاوز طول العنوان ما يقبله الخادم. قلِّل عوامل التصفية أو الكلمات.
error-rate_limited-title = طلبات كثيرة جدًا
error-rate_limited-help = أرسلتَ طلبات أكثر من المسموح. انتظر قليلًا ثم أعد تحميل الصفحة.
error-deadline_exceeded-title = استغرق البحث وقتًا أطول من المسموح
error-deadline_exceeded-help = أوقفه الخادم. ضيِّق نطاق البحث، أو استغنِ عن العبارات وعن الترتيب بحسب الصلة.
error-overloaded-title = الخادم مشغول
error-overloaded-help = تجري الآن عمليات بحث طويلة كثيرة. أعد تحميل الصفحة بعد ثوانٍ.
error-store_unavailable-title = قاعدة البيانات غير متاحة
error-store_unavailable-help = لم تستجب قاعدة البيانات في الوقت المحدد. أعد تحميل الصفحة بعد ثوانٍ.
error-shutting_down-title = الخادم يتوقف عن العمل
error-shutting_down-help = سيحل محله خادم آخر. أعد تحميل الصفحة بعد ثوانٍ.
error-feature_missing-title = ليست جزءًا من هذا الخادم
error-feature_missing-help = بُني البرنامج من دون هذه الميزة. اسأل مشغِّله.
error-internal_error-title = حدث خطأ ما
error-internal_error-help = لم يتمكن الخادم من إعداد هذه الصفحة. أعد المحاولة لاحقًا، وإن تكرر الخطأ فأبلغ عنه برقم الطلب أدناه.

## Dates

month-1 = يناير
month-2 = فبراير
month-3 = مارس
month-4 = أبريل
month-5 = مايو
month-6 = يونيو
month-7 = يوليو
month-8 = أغسطس
month-9 = سبتمبر
month-10 = أكتوبر
month-11 = نوفمبر
month-12 = ديسمبر
date-month = { $month } { $year }
date-day = { $day } { $month } { $year }
date-day-of-year = { $day } { $month }
date-range = { $from } إلى { $to }
# Two years, or two days of one month.
date-range-close = { $from } إلى { $to }
date-open-end = من { $date } فصاعدًا
date-open-start = حتى { $date }
# Separate periods: any one of them, all of them, or too many to list.
date-or = { $first } أو { $last }
date-and = { $first } و{ $last }
date-within = في وقت ما ضمن { $date }
date-approximate = نحو { $date }
date-uncertain = ربما { $date }

## Languages, by the primary subtag of their BCP 47 tag

language-ar = العربية
language-de = الألمانية
language-en = الإنجليزية
language-es = الإسبانية
language-fa = الفارسية
language-fr = الفرنسية
language-ru = الروسية
language-tr = التركية
language-zh = الصينية
language-bn = البنغالية
language-el = اليونانية
language-fi = الفنلندية
language-he = العبرية
language-hi = الهندية
language-id = الإندونيسية
language-it = الإيطالية
language-ja = اليابانية
language-ko = الكورية
language-ku = الكردية
language-nl = الهولندية
language-pl = البولندية
language-pt = البرتغالية
language-sv = السويدية
language-th = التايلاندية
language-uk = الأوكرانية
language-ur = الأردية
language-vi = الفيتنامية

# The heat map
matrix-title = الادعاءات: { $rows } × { $columns }
matrix-hint = عدد الادعاءات التي تجمع القيمتين؛ كلما زاد العدد قوي اللون. ويقود كل عدد إلى ادعاءاته.
matrix-of-results = هذه الادعاءات في خريطة حرارية
matrix-rows = الصفوف
matrix-columns = الأعمدة
matrix-show = عرض
matrix-total = الكل
matrix-empty = لا ادعاء له قيمة في البعدين معًا.
matrix-year = السنة
matrix-month = الشهر
## The curator's page

curate-articles = المقالات
curate-lead = اختر مقالًا لتحويل نصه إلى ادعاءات. يُحفظ كل تعديل في ملفات البيانات فورًا.
curate-no-articles = لا مقالات بعد. أنشئ مقالًا من سطر الأوامر:
curate-proposal-count =
    { PLURAL($count) ->
        [zero] لا مقترحات تنتظر قرارك
        [one] مقترح واحد ينتظر قرارك
        [two] مقترحان ينتظران قرارك
        [few] { $count } مقترحات تنتظر قرارك
        [many] { $count } مقترحًا تنتظر قرارك
       *[other] { $count } مقترح تنتظر قرارك
    }
curate-check = التدقيق
curate-check-green = لا أخطاء. الادعاءات: { $claims }، والاقتباسات التي طابقت النص: { $verified } من { $quotes }.
curate-check-errors =
    { PLURAL($count) ->
        [zero] لا أخطاء
        [one] خطأ واحد يجب تصحيحه
        [two] خطآن يجب تصحيحهما
        [few] { $count } أخطاء يجب تصحيحها
        [many] { $count } خطأً يجب تصحيحها
       *[other] { $count } خطأ يجب تصحيحها
    }
curate-errors = الأخطاء
curate-warnings = التنبيهات
curate-no-script = تحتاج هذه الصفحة إلى جافاسكربت.
curate-keys = المفاتيح
curate-article-faults = في بيانات المقال نفسه أخطاء.
curate-unreadable = تعذرت قراءة بعض أسطر الملفات، فلا تظهر هنا.
curate-text-hint = حدِّد كلمات بالفأرة أو بمفاتيح الأسهم، ثم استخدمها في الاستمارة.
curate-no-text = النص غير موجود. ضعه في مجلد النصوص باسم
curate-sentence = الجملة
curate-unplaced = ادعاءات بلا موضع في النص
curate-use = استخدام الكلمات المحددة
curate-nothing-selected = لم تُحدَّد كلمات
curate-use-content = شاهد
curate-use-attribution = تسمية القائل
curate-use-cue = ألفاظ النقل
curate-use-date = التاريخ
curate-proposal = مقترح
curate-claim = ادعاء
curate-new-claim = ادعاء جديد
curate-previous = السابق
curate-next = التالي
curate-first = أول مقترح
curate-unsaved = لم يُحفظ بعد
curate-wrong = لم يكتمل بعد أو فيه خطأ، والحقول المعنية معلَّمة.
curate-right = لا أخطاء
curate-saved = حُفظ
curate-offline = لا جواب. هل ما زال isnad curate يعمل؟
curate-yours = هنا
curate-theirs = في الملف
curate-field = الحقل
curate-delete-confirm = هل تريد حذف هذا الادعاء؟
curate-new-name = جديد:
curate-too-long = أكثر من 240 حرفًا. حدِّد كلمات أقل.
curate-keep-mine = احفظ ما هنا
curate-take-theirs = حمِّل ما في الملف
curate-statement = نص الادعاء
curate-evidence-hint = حدِّد أقل عدد من كلمات النص يكفي لإثبات الادعاء كله.
curate-add-language = إضافة لغة
curate-language-tag = وسم اللغة، مثل fr
curate-own-voice = المقال نفسه
curate-asserter = مَن القائل
curate-add-asserter = قائل آخر
curate-cue = ألفاظ النقل
curate-kind = النوع
curate-certainty = درجة اليقين
curate-add-actor = إضافة طرف
curate-add-topic = إضافة موضوع
curate-add-relation = إضافة علاقة
curate-actor = الطرف
curate-role = الدور
curate-topic = الموضوع
curate-part = ما يثبته الاقتباس
curate-relation-kind = العلاقة
curate-other-claim = الادعاء الآخر
curate-drawn-by = مَن ربط بينهما
curate-date-edtf = التاريخ (EDTF)
curate-date-words = عبارة المقال
curate-date-note = كيف عُرف
curate-note-basis = كيف عُرف المعنى
curate-basis = ما يستند إليه المقترح
curate-save = حفظ
curate-accept = قبول وحفظ
curate-reject = رفض
curate-delete = حذف
curate-remove = إزالة
curate-close = إغلاق
curate-new-actor = طرف جديد
curate-new-topic = موضوع جديد
curate-description = الوصف
curate-identifier = المعرِّف
curate-keys-text = في النص
curate-keys-everywhere = في كل مكان
curate-key-sentence = الجملة السابقة أو التالية
curate-key-word = كلمة واحدة
curate-key-extend = كلمات أكثر أو أقل
curate-key-whole = الجملة كلها
curate-key-open = فتح الادعاء التالي في الجملة
curate-key-switch = من النص إلى الاستمارة والعكس
curate-key-save = حفظ
curate-key-discard = رفض أو حذف
curate-key-proposal = المقترح التالي أو السابق
curate-error-not-found = لا شيء في هذا العنوان.
curate-error-malformed = تعذرت قراءة الطلب.
curate-error-refused = في السجل أخطاء، ولم يُحفظ.
curate-error-changed = تغيَّر هذا الادعاء في الملف وهو مفتوح هنا. لم يُحفظ شيء.
curate-error-gone = لم يعد هذا الادعاء أو المقترح في الملف. لم يتغير شيء.
curate-error-in-use = ترتبط به ادعاءات أخرى. أزل علاقاتها أولًا:
curate-error-files = تعذرت قراءة الملفات أو كتابتها:

# What is wrong with a field, where the interface is not in English.
curate-fault-language = مجموعة البيانات تتطلب نصًّا بهذه اللغة.
curate-fault-missing = هذا الحقل ناقص.
curate-fault-no-evidence = يجب أن يُثبت المضمونَ اقتباسٌ واحد على الأقل.
curate-fault-actor = لا طرف بهذا المعرِّف.
curate-fault-topic = لا موضوع بهذا المعرِّف.
curate-fault-claim = لا ادعاء بهذا المعرِّف.
curate-fault-value = هذه القيمة غير مقبولة.
curate-fault-date = ليس هذا تاريخًا بصيغة EDTF. اكتب سنة أو شهرًا أو يومًا، مثل 2025-07-28.
curate-fault-quote = الاقتباس ليس في هذا الموضع من النص. حدِّده من جديد.
curate-fault-words = هذه الكلمات ليست في النص. استخدم كلمات المقال نفسها.
curate-fault-long = هذا أطول من المسموح.
curate-fault-twice = هذا مذكور مرتين.
curate-fault-name = هذا الاسم لطرف آخر.
curate-fault-invisible = في هذا النص أحرف غير مرئية.
curate-fault-space = في البداية أو النهاية فراغ.
curate-fault-marks = يبدأ الاقتباس أو ينتهي بين حرف وعلاماته.
curate-fault-identifier = اكتب أحرفًا لاتينية صغيرة وأرقامًا تصل بينها شُرَط.
curate-fault-tag = ليس هذا وسم لغة. اكتب وسمًا مثل ar أو fr.
curate-fault-itself = لا يرتبط الادعاء بنفسه.
curate-fault-proposals = ثمة مقترحات لم يُبتّ فيها.
curate-fault-article = لا مقال بهذا المعرِّف.
curate-fault-field = لا حقل بهذا الاسم.
curate-fault-article-identifier = يجب أن يبدأ المعرِّف بمعرِّف المقال.
curate-fault-address = ليس هذا عنوانًا على الشبكة. اكتب عنوانًا يبدأ بـ https://.
curate-fault-wikidata = ليس هذا عنصرًا في ويكي بيانات. اكتب Q يليها رقم.
curate-fault-cycle = هذا يعود إلى نفسه.
curate-fault-asserter = يجب أن يكون صاحب الادعاء آخر السلسلة، ولا يُذكر في غير ذلك.
curate-fault-text = ليس هذا النصَّ الذي يسجله المقال.
curate-fault-unreadable = تتعذر قراءة هذا.
curate-fault-more = ثمة أخطاء أخرى.
curate-fault-withdrawn = سُحب ادعاء بهذا المعرِّف.
curate-fault-no-claims = ليس للمقال ادعاءات بعد.
curate-fault-nearest = هل تقصد

## Verifying quotes

nav-verify = التحقق من الاقتباسات
verify-hint = الصق نصًا، فيُقارَن كل اقتباس فيه بمقالات مجموعة البيانات هذه: هل وردت كلماته فيها، وأين، ومن قائلها.
verify-label = نص فيه اقتباسات
verify-limits = { $characters } حرف على الأكثر و{ $quotes } اقتباس، بأي نوع من علامات الاقتباس.
verify-best-effort = يُستدل على اسم القائل من الكلمات المحيطة بالاقتباس، مثل «قال». وهذا اجتهاد قد يفوته اسم أو يخطئ فيه. ولا تُقارَن إلا مقالات مجموعة البيانات هذه؛ فما لم يُعثر عليه قد يكون واردًا في غيرها.
verify-button = تحقّق
verify-empty = لا يوجد نص للتحقق منه.
verify-too-long = عدد أحرف النص { $length }، ولا يُتحقق من أكثر من { $most } دفعة واحدة. أرسله على أجزاء.
verify-too-many = عدد اقتباسات النص { $count }، ولا يُتحقق من أكثر من { $most } دفعة واحدة. أرسله على أجزاء.
verify-result = النتيجة
verify-no-quotations = ليس في النص كلمات بين علامتي اقتباس.
verify-whole = ليس في النص علامات اقتباس، فجرى التحقق منه كاقتباس واحد.
verify-found = موجود
verify-unsure = موجود جزئيًا أو أقصر من أن يُتحقق منه
verify-wrong = غير موجود أو قائله غير من ذُكر
verify-number = الاقتباس { $number }: { $verdict }
verify-quotes = الاقتباسات
verify-exact = موجود بحرفه
verify-folded = موجود مع اختلاف في التشكيل أو الترقيم أو رسم الحروف
verify-partial = موجود جزئيًا
verify-none = غير موجود
verify-too-short = أقصر من أن يُتحقق منه
verify-matched = الكلمات الموجودة
verify-named = المذكور في النص
verify-speaker-as-claimed = قاله أو نقله
verify-speaker-other = لم يقله بحسب هذه المقالات
verify-speaker-unknown = لا يُعرف هل هو القائل
verify-said-by = القائل
verify-more-places =
    { PLURAL($count) ->
        [zero] ولا مواضع أخرى
        [one] وموضع آخر
        [two] وموضعان آخران
        [few] و{ $count } مواضع أخرى
        [many] و{ $count } موضعًا آخر
       *[other] و{ $count } موضع آخر
    }
verify-many-places = وأكثر من { $count } موضعًا آخر
verify-no-claim = وردت الكلمات في المقال، لكن لا يستند إليها أي ادعاء، فقائلها غير مسجّل.
