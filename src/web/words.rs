//! Every word of the interface in both languages, side by side: one row a phrase. What comes from the dataset or from the
//! vocabularies brings its own names.

macro_rules! words {
    ($($name:ident $en:literal $ar:literal)+) => {
        /// The interface's words in one language.
        pub struct Words {
            $(pub $name: &'static str,)+
        }

        /// English.
        pub const ENGLISH: Words = Words { $($name: $en,)+ };

        /// Arabic.
        pub const ARABIC: Words = Words { $($name: $ar,)+ };

        #[cfg(test)]
        const TABLE: &[(&str, &str, &str)] = &[$((stringify!($name), $en, $ar),)+];
    };
}

words! {
    tagline "Who said it, and in which words" "مَن قالها، وبأي لفظ"
    skip "Skip to the content" "تجاوز إلى المحتوى"
    nav "Main" "الرئيسية"
    nav_claims "Claims" "الادعاءات"
    nav_actors "Actors" "الأطراف"
    nav_topics "Topics" "الموضوعات"
    nav_articles "Articles" "المقالات"
    nav_dataset "Dataset" "مجموعة البيانات"
    nav_api "API" "الواجهة البرمجية"
    switch_language "Read this page in Arabic" "اقرأ هذه الصفحة بالإنجليزية"
    footer_note "Every claim names who asserts it and quotes the words it rests on." "كل ادعاء يسمّي قائله ويقتبس الألفاظ التي يستند إليها."
    version "Dataset version" "إصدار مجموعة البيانات"
    hero "What is claimed, by whom, in which words" "ماذا يُدَّعى، ومَن يدّعيه، وبأي لفظ"
    search_label "Search claims" "ابحث في الادعاءات"
    search_hint "Words in English or Arabic, “a phrase”, -without" "كلمات بالعربية أو الإنجليزية، \"عبارة\"، -استبعاد"
    search "Search" "بحث"
    filters "Filters" "المرشِّحات"
    apply "Apply" "طبِّق"
    clear_all "Clear all" "امسح الكل"
    kind "Kind" "النوع"
    certainty "Certainty" "درجة اليقين"
    actors "Actors" "الأطراف"
    topics "Topics" "الموضوعات"
    dates "Dates" "التواريخ"
    date_from "From" "من"
    date_to "To" "إلى"
    date_hint "A year, month or day, such as" "سنة أو شهر أو يوم، مثل"
    more_values "Show all" "أظهر الكل"
    timeline "Over time" "عبر الزمن"
    timeline_hint "Choose a bar to see its claims." "اختر عمودًا لترى ادعاءاته."
    timeline_back "Show all dates" "أظهر كل التواريخ"
    sort "Order" "الترتيب"
    remove_filter "Remove filter:" "أزل المرشِّح:"
    undated_excluded "more without a date, left out." "أخرى بلا تاريخ تُركت."
    include_undated "Include them" "أدرجها"
    jump "Looking for" "أتبحث عن"
    asserted_by "Asserted by" "القائل:"
    in_other_language "In Arabic" "بالإنجليزية"
    undated "No date" "بلا تاريخ"
    translation_note "Translation note" "ملاحظة على الترجمة"
    literal "The words say" "اللفظ يقول"
    meant "What is meant" "والمقصود"
    verified "Verified evidence" "شاهد مُتحقَّق"
    verified_title "Every quote was compared with the article’s text and stands at the place given." "قورن كل اقتباس بنص المقال وهو في الموضع المذكور."
    recorded "Recorded evidence" "شاهد مُسجَّل"
    recorded_title "The article’s text was not at hand when this dataset was built." "لم يكن نص المقال متاحًا عند بناء مجموعة البيانات."
    evidence "Evidence" "الشواهد"
    central "Central" "محوري"
    central_title "Central to its article" "محوري في مقاله"
    next_page "Next page" "الصفحة التالية"
    first_page "First page" "الصفحة الأولى"
    pages "Pages" "الصفحات"
    this_view "This view as data" "هذا العرض بيانات"
    this_view_hint "The same question to the API, in any of these formats or from a terminal." "السؤال نفسه إلى الواجهة البرمجية، بأي من هذه الصيغ أو من الطرفية."
    claims_as_json "Claims (JSON)" "الادعاءات (JSON)"
    copy "Copy" "انسخ"
    copied "Copied" "نُسخ"
    nothing_title "Nothing matches" "لا شيء يطابق"
    nothing_drop "Each of these alone stands in the way. Drop one:" "كل واحد من هذه وحده عائق. أسقط أحدها:"
    nothing_keep "No single filter stands in the way. Each of these alone would do:" "لا يعود ذلك إلى مرشِّح واحد. كل واحد من هذه وحده يكفي:"
    nothing_all "Start anew:" "ابدأ من جديد:"
    drop "Drop" "أسقط"
    keep_only "Keep only" "أبقِ فقط"
    did_you_mean "Did you mean" "أتقصد"
    would_free "would show" "النتيجة:"
    home "All claims" "كل الادعاءات"
    chain "How the claim reached us" "كيف وصل إلينا الادعاء"
    chain_says "in the article’s words:" "بلفظ المقال:"
    chain_claim "The claim" "الادعاء"
    where_in_text "Where it stands in the text" "موضعه في النص"
    characters "characters" "المحارف"
    long "characters" "محرفًا"
    of_total "of" "من"
    text_start "beginning" "البداية"
    text_end "end" "النهاية"
    part_content "carries the claim" "يحمل المضمون"
    part_attribution "tells who says it" "يحمل الإسناد"
    text_absent "The article’s text was not at hand when this dataset was built, so the words around the quote are not shown." "لم يكن نص المقال متاحًا عند بناء مجموعة البيانات، ولذلك لا يظهر ما حول الاقتباس."
    open_source "Read it in the article" "اقرأه في المقال"
    people_involved "Who is involved" "مَن المعنيّون"
    date "Date" "التاريخ"
    date_basis "How it is known" "كيف عُرف"
    date_words "The article’s words" "لفظ المقال"
    date_note "Note" "ملاحظة"
    related "Related claims" "ادعاءات ذات صلة"
    cite "Cite this claim" "استشهد بهذا الادعاء"
    permalink "Permanent link" "الرابط الدائم"
    salience "Weight in its article" "وزنه في مقاله"
    salience_1 "a detail" "تفصيل"
    salience_2 "a step of the argument" "خطوة في الحجة"
    salience_3 "central" "محوري"
    facts "At a glance" "لمحة"
    article "Article" "المقال"
    also_called "Also called" "يُسمّى أيضًا"
    on_wikidata "On Wikidata" "في ويكي بيانات"
    asserts "What it asserts" "ما يقوله"
    asserts_none "It asserts nothing in this dataset." "لا يقول شيئًا في هذه المجموعة."
    about "What is said about it" "ما يُقال عنه"
    about_none "Nothing is said about it in this dataset." "لا يُقال عنه شيء في هذه المجموعة."
    see_all "See all" "اعرض الكل"
    network "With whom it appears" "مع مَن يظهر"
    network_hint "Thicker lines stand for more claims in common. Choose a name to read them." "كلما ثخن الخط كثرت الادعاءات المشتركة. اختر اسمًا لتقرأها."
    actors_hint "Everyone and everything the claims involve." "كل مَن وما تتعلق به الادعاءات."
    all_kinds "All kinds" "كل الأنواع"
    topics_hint "The subject headings, from broad to narrow, with the number of claims under each." "رؤوس الموضوعات من العام إلى الخاص، مع عدد الادعاءات تحت كل منها."
    broader "Broader" "أعمّ"
    narrower "Narrower" "أخصّ"
    under_topic "Claims under this topic" "ادعاءات هذا الموضوع"
    most_named "Most often involved" "الأكثر ذكرًا"
    articles_hint "The articles that the claims are drawn from." "المقالات التي استُخرجت منها الادعاءات."
    reading_order "Claims in reading order" "الادعاءات بترتيب القراءة"
    text_map "The article’s text, with the place of every claim shown here" "نص المقال وموضع كل ادعاء معروض هنا"
    translated_from "translated from" "مترجَم عن"
    publisher "Publisher" "الناشر"
    author "Author" "الكاتب"
    length "Length" "الطول"
    rights "Rights" "الحقوق"
    fingerprint "Fingerprint of the text (SHA-256)" "بصمة النص (SHA-256)"
    part "Part" "الجزء"
    dated "with a date" "مؤرَّخة"
    coverage "Dates covered" "المدى الزمني"
    languages "Languages of the evidence" "لغات الشواهد"
    licence "Licence" "الرخصة"
    licence_note "for everything but the quotes, whose rights stay with their publishers" "لكل شيء عدا الاقتباسات التي تبقى حقوقها لناشريها"
    download "Download" "التنزيل"
    dump_sqlite "The snapshot itself, an SQLite file" "اللقطة نفسها، ملف SQLite"
    dump_csv "All claims as a table" "كل الادعاءات جدولًا"
    dump_ndjson "All claims, one JSON object a line" "كل الادعاءات، كائن JSON في كل سطر"
    dump_package "A description of these files (Frictionless)" "وصف هذه الملفات (Frictionless)"
    for_programs "For programs" "للبرامج"
    docs "Documentation" "التوثيق"
    error_detail "In technical terms" "التفصيل التقني"
    error_search "Search all claims" "ابحث في كل الادعاءات"
    error_request "Number of this request, should you report it:" "رقم هذا الطلب، إن أردت الإبلاغ:"
}

#[cfg(test)]
mod tests {
    use super::TABLE;

    #[test]
    fn every_phrase_is_said_in_both_languages() {
        let is_arabic = |text: &str| text.chars().any(|c| ('\u{0600}'..='\u{06FF}').contains(&c));
        for (name, en, ar) in TABLE {
            assert!(!en.trim().is_empty() && !is_arabic(en), "{name}: {en}");
            assert!(is_arabic(ar), "{name}: {ar}");
        }
    }
}
