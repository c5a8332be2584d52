### English. Every language has the same keys with the same variables, in the same order.

## The frame of every page

site-tagline = Who said what, and in what words
skip-to-content = Skip to content
skip-to-results = Skip to the claims
nav-label = Main navigation
nav-claims = Claims
nav-actors = Actors
nav-topics = Topics
nav-articles = Articles
nav-dataset = Dataset
nav-about = About
nav-compare = Compare
nav-matrix = Heat map
nav-api = API
nav-more = More
language-own-name = English
read-in-this-language = Read this page in English
footer-note = Every claim names who makes it and, where recorded, quotes the passage it comes from.
dataset-version = Dataset version
facts = At a glance
next-page = Next page
first-page = First page
previous-page = Previous page
last-page = Last page
page-range = { $from } to { $to } of { $total }
pages = Pages
view-all = View all
also-known-as = Also known as
claim-count =
    { PLURAL($count) ->
        [one] { $count } claim
       *[other] { $count } claims
    }

## Search: the form and its filters

search-headline = Who claims what, and in what words
search-label = Search claims
search-hint = Use “quotation marks” for a phrase and a minus sign to exclude a word.
search-button = Search
filters = Filters
filters-apply = Apply
filters-clear = Clear filters
filters-remove = Remove filter:
filters-all-actors = All actors
filter-dates = Dates
filter-date-hint = Year, month or day, for example

# The names of the filters, by the name of their parameter.
filter-label-q = Words
filter-label-id = Identifier
filter-label-actor = Actor
filter-label-asserted_by = Asserted by
filter-label-about = About
filter-label-all_actors = Involving all of
filter-label-topic = Topic
filter-label-article = Article
filter-label-kind = Kind
filter-label-certainty = Certainty
filter-label-include_parts = Parts of the actor
filter-label-speech = Wording
filter-label-relation = Relation
filter-label-has_review = Fact-checked
filter-label-has_translation_note = Translation note
filter-label-origin = Origin
filter-label-publisher = Publisher
filter-label-actor_kind = Kind of actor
filter-label-language = Evidence language
filter-label-statement_language = Statement language
filter-label-evidence_status = Evidence status
filter-label-salience_min = Minimum importance
filter-label-changed_since = Changed since
filter-label-not_actor = Excluding actor
filter-label-not_asserted_by = Not asserted by
filter-label-not_about = Not about
filter-label-not_topic = Excluding topic
filter-label-not_kind = Excluding kind
filter-label-date_from = From
filter-label-date_to = To
filter-label-date_match = Date match
filter-label-date_field = Date used
filter-label-include_undated = Undated claims
filter-label-sample = Sample size
filter-label-sample_seed = Sample seed

## The start page

home-label = Introduction
home-lead = News articles, taken apart into single claims: who says what, in which words, and where it was published.
home-extent =
    { PLURAL($articles) ->
        [one] { $claims } from one article.
       *[other] { $claims } from { $articles } articles.
    }
example-title = What a claim looks like
example-who = Who says it
example-what = What is claimed
example-words = In the article’s words
example-verbatim = What is claimed, in the article’s words
example-when = When it happens
example-where = Where it was published
example-check = Checked
questions-title = Questions to try
question-asserter = What does { $name } say?
question-topic = What is claimed about { $name }?
question-publisher = What does { $name } report?
question-contradicts = Which claims contradict each other?
question-prediction = What is predicted?
question-hedged = What is said with reservations?
question-direct = Who is quoted word for word?
newest-articles = Newest articles

## Search: the results

all-claims = All claims
sort-label = Sort by
sort-date = Oldest first
sort-date-descending = Newest first
sort-asserted = First said first
sort-asserted-descending = Last said first
sort-published = First published first
sort-published-descending = Last published first
sort-salience = Least important first
sort-salience-descending = Most important first
sort-modified-descending = Last changed first
sort-position = Place in the article
sort-id = Identifier
sort-relevance = Relevance
timeline-title = Over time
timeline-published = By date of publication, as none of these claims has its own date.
timeline-hint = Select a bar to see its claims.
timeline-reset = Show all dates
timeline-bar = { $period }: { $claims }
undated-excluded =
    { PLURAL($count) ->
        [one] { $count } claim without a date is not shown.
       *[other] { $count } claims without a date are not shown.
    }
undated-include = Include undated claims
quick-links = Jump to:
no-results-title = No results
no-results-relax = There are results without one of these filters:
no-results-keep-one = There are no claims with all of these filters, but with each one alone:
no-results-start-over = See all claims
no-results-remove = Without
no-results-keep = Only
did-you-mean = Did you mean:

## The query as a sentence

summary-all = All claims
summary-some = Claims
summary-separator = { ", " }
summary-and = { " and " }
summary-or = { " or " }
summary-value = { $label }

# One phrase for each filter, by the name of its parameter.
summary-q = matching “{ $values }”
summary-id = with the identifier { $values }
summary-actor = involving { $values }
summary-asserted_by = asserted by { $values }
summary-about = about { $values }
summary-all_actors = involving all of { $values }
summary-topic = on { $values }
summary-article = from { $values }
summary-kind = of the kind { $values }
summary-certainty = with the certainty { $values }
summary-speech = with the wording { $values }
summary-relation = with a relation of the kind { $values }
summary-origin = imported from { $values }
summary-publisher = from articles of { $values }
summary-actor_kind = involving an actor of the kind { $values }
summary-language = with evidence in { $values }
summary-statement_language = with a statement in { $values }
summary-evidence_status = with evidence { $values }
summary-salience_min = of salience { $values } or more
summary-changed_since = added or changed after { $values }
summary-not_actor = not involving { $values }
summary-not_asserted_by = not asserted by { $values }
summary-not_about = not about { $values }
summary-not_topic = not on { $values }
summary-not_kind = not of the kind { $values }
summary-include_parts =
    { $values ->
        [true] counting parts of the actors
       *[false] not counting parts of the actors
    }
summary-has_review =
    { $values ->
        [true] that were fact-checked
       *[false] that were not fact-checked
    }
summary-has_translation_note =
    { $values ->
        [true] with a translation note
       *[false] without a translation note
    }
summary-include_undated =
    { $values ->
        [true] including undated claims
       *[false] excluding undated claims
    }
summary-sample = in a random sample of at most { $values }
summary-window =
    { $field ->
        [asserted] asserted
        [published] published
       *[event] dated
    }{ $match ->
        [within] { " wholly" }
        [contains] { " throughout" }
       *[overlap] { "" }
    } { $days }
summary-days-on = { $from }
summary-days-between = from { $from } to { $to }
summary-days-since = from { $from } on
summary-days-until = up to { $to }
summary-sort-date = oldest first
summary-sort-date-descending = newest first
summary-sort-asserted = first said first
summary-sort-asserted-descending = last said first
summary-sort-published = first published first
summary-sort-published-descending = last published first
summary-sort-salience = least salient first
summary-sort-salience-descending = most salient first
summary-sort-modified-descending = last changed first
summary-sort-position = by place in the article
summary-sort-id = by identifier
summary-sort-relevance = best matches first

## A claim in a list

asserted-by = Asserted by
card-via = via
card-said = said
card-published = Published
card-date = Date:
in-languages = In { $languages }
undated = No date
translation-note = Translation note
translation-literal = Literally
translation-meant = Meaning
evidence-verified = Verified evidence
evidence-verified-title = Every quote was compared with the article’s text.
evidence-recorded = Recorded evidence
evidence-recorded-title = The article’s text was not available when this dataset was built, so its quotes were not compared with it.
evidence-unlocated = Place not known
evidence-unlocated-title = The quote is recorded without its place in the text.
evidence-invisible = The quote has characters that readers do not see: { $codes }
quote-verified = Quote verified: it stands in the article’s text.
quote-recorded = Quote not verified: the article’s text was not available.
quote-unlocated = Quote recorded without its place in the article.
all-quotes-verified = Every quote here was compared with its article and stands in the text.
all-quotes-recorded = The quotes are as recorded: the articles’ texts were not available to compare them with.
all-quotes-unlocated = The quotes are recorded without their places in the articles.
evidence-same-words = The words of the article are those of the statement.
evidence-none = No evidence is recorded for this claim.
central-title = Central to its article

## The page of a claim

chain-title = Attribution chain
chain-cue = As the article puts it:
evidence-title = Evidence
evidence-position-label = Position in the text
evidence-position = Characters { $start }–{ $end } of { $length }
evidence-part-content = States the claim
evidence-part-attribution = Names who says it
evidence-no-context = Without the article’s text, the words around the quote are not shown.
text-start = Start
text-end = End
read-article = Read the article
people-involved = Who is involved
date-title = Date
asserted-date-title = When it was said
speech-title = Wording
reviews-title = Fact-checks
part-of = Part of
date-basis = How it is known
date-expression = In the article
related-title = Related claims
cite-title = Cite this claim
cite-permalink = Permanent link
cite-sentence = { $asserter }: “{ $statement }”. In: “{ $article }”{ $source }. { $dataset }, version { $version }. { $url }
report-title = Report an error
report-hint = Is this claim wrong, its quote out of place or its speaker mistaken? Tell those who keep the dataset, and name the claim:
salience-label = Importance in the article
salience-1 = a detail
salience-2 = a step in the argument
salience-3 = central

# How this claim relates to the one listed.
relation-supports-outgoing = Supports
relation-supports-incoming = Supported by
relation-contradicts-outgoing = Contradicts
relation-contradicts-incoming = Contradicted by
relation-elaborates-outgoing = Gives details of
relation-elaborates-incoming = Detailed in
relation-causes-outgoing = Causes
relation-causes-incoming = Caused by
relation-precedes-outgoing = Precedes
relation-precedes-incoming = Follows
relation-same_as-outgoing = Same as
relation-same_as-incoming = Same as
relation-contrasts-outgoing = Contrasts with
relation-contrasts-incoming = Contrasts with
relation-alternative_to-outgoing = Alternative to
relation-alternative_to-incoming = Alternative to
relation-quotes-outgoing = Quotes
relation-quotes-incoming = Quoted in

## Actors

actors-hint = Every person, organisation, country and product that the claims involve.
actors-search = Search actors
actor-wikidata = Wikidata
actor-asserts = What this actor claims
actor-about = What is said about this actor
actor-mentioned = Where this actor is mentioned
actor-no-claims = No claim in this dataset involves this actor.
network-title = Appears with
network-picture = Who appears in the same claims
network-hint = Thicker lines mean more claims in common.

## Lists of actors, topics and articles

list-show = Show
list-show-all = Show all
list-nothing = Nothing in this list matches.
list-search-claims = Search the claims for these words
list-any-kind = Any kind
list-any-publisher = Any publisher
list-any-language = Any language
list-sort-claims = Most claims first
list-sort-name = By name

## Topics

topics-none = This dataset has no topics.
topics-hint = All topics from broad to narrow, with the number of claims on each.
topics-search = Search topics
topic-broader = Broader topic
topic-narrower = Narrower topics
topic-claims = Claims on this topic
topic-no-claims = This dataset has no claims on this topic.
topic-asserters = Who says most
topic-actors = Also involved

## Compare

compare-title = Compare two actors
compare-hint = What two actors say on a topic, side by side and over time, and where their claims contradict each other.
compare-a = First actor
compare-b = Second actor
compare-topic = Topic
compare-all-topics = All topics
compare-button = Compare
compare-with = Compare with
compare-other = Another actor
compare-two = Compare { $first } and { $second }
compare-pair = { $first } and { $second }
compare-same = Choose two different actors.
compare-unknown = No actor has this name.
compare-which = Which of these is meant?
compare-suggestions = For example
compare-on = On the topic
compare-without-topic = Compare on all topics
compare-over-time = What each says over time
compare-over-time-involved = Claims that involve each, over time
compare-common-topics = Topics on which both have claims
compare-contradictions = Where they contradict each other
compare-no-contradictions = No claim of one is recorded as contradicting a claim of the other.
compare-incomplete = Only the 200 most important claims of each were read for this.
compare-about-other = { $first } about { $second }
compare-says = What { $first } says
compare-others = What others say about { $first }
compare-none = Nothing in this dataset.
compare-no-claims = Neither has claims on this topic.

## Articles

articles-hint = The articles that the claims are drawn from.
articles-search = Search titles
articles-published-from = Published from
articles-published-to = Published to
article-claims = Claims in reading order
article-text-map = The whole text of the article; each mark is a claim.
article-text-map-part = The whole text of the article. Each mark is a claim; the highlighted part has the claims on this page.
article-speakers = Who speaks
article-about = About the article
article-translated = { $language } (translated from { $original })
article-publisher = Publisher
article-author = Author
article-language = Language
article-length = Length
article-length-characters =
    { PLURAL($count) ->
        [one] { $count } character
       *[other] { $count } characters
    }
article-note = Note
article-rights = Rights
article-sha256 = SHA-256 of the text

## The dataset

dataset-dated = With a date
about-made = How it was made
about-creator = Made by
about-method = Method
about-limitations = What it does not hold
about-published = Articles published
about-evidence = Evidence
about-share = { $count } ({ $share }%)
dataset-coverage = Dates covered
dataset-languages = Evidence languages
dataset-licence = Licence
dataset-licence-note = for everything except the quotes, whose rights remain with their publishers
dataset-downloads = Downloads
dataset-file-sqlite = The whole dataset as an SQLite database
dataset-file-csv = All claims as a table
dataset-file-ndjson = All claims, one JSON object per line
dataset-file-parquet = All claims as a Parquet table, for DuckDB, pandas, Polars or R
dataset-file-croissant = A description of the table for machine learning tools (Croissant 1.1)
dataset-file-package = A description of these files (Frictionless Data Package)
dataset-developers = For developers
dataset-docs = Documentation

## The same view as data

data-title = This page as data
data-hint = The same query to the API, in each format and as a command for the terminal.
data-claims-json = Claims (JSON)
copy = Copy
copied = Copied

## Errors: a title, and what happened and what to do, for each error code

error-details = Technical details
error-search = Search all claims
error-request-id = Request ID (for bug reports):

error-invalid_parameter-title = Invalid search
error-invalid_parameter-help = The address contains a filter or a value that is not accepted. Correct what is listed below, or start from all claims.
error-claim_not_found-title = Claim not found
error-claim_not_found-help = No claim in this dataset has this identifier. Try searching for its words.
error-claim_withdrawn-title = Claim withdrawn
error-claim_withdrawn-help = This claim was part of the dataset and is no longer.
error-changes_expired-title = Changes no longer kept
error-changes_expired-help = The changes since this release are no longer kept. Start again from the whole dataset.
withdrawn-reason = Reason
withdrawn-release = Withdrawn in release { $release }, { $date }
withdrawn-replaced-by = In its place
history-title = History
history-added = Added on { $date }
history-changed = Changed on { $date }: { $fields }
field-statement = statement
field-kind = kind
field-certainty = certainty
field-speech = form of speech
field-salience = importance
field-asserted_by = asserter
field-attribution = attribution chain
field-actors = people and things involved
field-topics = topics
field-claim_date = date
field-asserted_date = date of assertion
field-evidence = evidence
field-translation_note = translation note
field-relations = relations to other claims
field-reviews = reviews
field-origin = origin
field-article = article
field-links = link to the source
changes-title = What is new
changes-hint = Claims that were added, corrected or withdrawn, release by release.
changes-list = Changes
changes-none = No claim has changed since then.
changes-more = Show all changed claims
changes-releases = Releases
changes-counts = Release { $release }: { $added } added, { $modified } modified, { $withdrawn } withdrawn
error-actor_not_found-title = Actor not found
error-actor_not_found-help = No actor in this dataset has this identifier. Try the list of all actors.
error-topic_not_found-title = Topic not found
error-topic_not_found-help = No topic in this dataset has this identifier. Try the list of all topics.
error-article_not_found-title = Article not found
error-article_not_found-help = No article in this dataset has this identifier. Try the list of all articles.
error-route_not_found-title = Page not found
error-route_not_found-help = No page has this address. Check its spelling, or start from all claims.
error-method_not_allowed-title = This page is read-only
error-method_not_allowed-help = Nothing can be sent to this address. Open it as a page.
error-host_not_allowed-title = Address not allowed here
error-host_not_allowed-help = The server answers agents only at its public address and at loopback addresses.
error-not_acceptable-title = Format not available here
error-not_acceptable-help = The browser accepts none of the encodings that the server sends. Allow gzip or uncompressed content.
error-precondition_failed-title = The file has changed
error-precondition_failed-help = A newer dataset has replaced the file. Download it from the start.
error-bad_request-title = Malformed request
error-bad_request-help = The browser sent a header that the server does not understand. Reload the page.
error-request_timeout-title = The request took too long
error-request_timeout-help = What the browser sent did not arrive in time. Try again.
error-content_too_large-title = Too much text
error-content_too_large-help = The server does not read so much text at once. Send it in parts.
error-unsupported_media_type-title = Unknown kind of content
error-unsupported_media_type-help = The server does not read what was sent. Send it as JSON.
error-too_many_exports-title = Too many downloads
error-too_many_exports-help = The server sends as many exports as it can at once. Try again in a few seconds.
error-range_not_satisfiable-title = No such part of the file
error-range_not_satisfiable-help = The file ends before the part requested. Download it from the start.
error-uri_too_long-title = Address too long
error-uri_too_long-help = The address is longer than the server accepts. Use fewer filters or fewer words.
error-rate_limited-title = Too many requests
error-rate_limited-help = You have sent too many requests. Wait a moment, then reload the page.
error-deadline_exceeded-title = The search took too long
error-deadline_exceeded-help = The server stopped it. Narrow the search, or leave out phrases and sorting by relevance.
error-overloaded-title = The server is busy
error-overloaded-help = Many long searches are running. Reload the page in a few seconds.
error-store_unavailable-title = Database unavailable
error-store_unavailable-help = The database did not answer in time. Reload the page in a few seconds.
error-shutting_down-title = The server is shutting down
error-shutting_down-help = Another server will take over. Reload the page in a few seconds.
error-feature_missing-title = Not part of this server
error-feature_missing-help = The program was built without this feature. Ask its operator.
error-internal_error-title = Something went wrong
error-internal_error-help = The server could not make this page. Try again later. If it happens again, report the request ID below.

## Dates

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
date-month = { $month } { $year }
date-day = { $day } { $month } { $year }
date-day-of-year = { $day } { $month }
date-range = { $from } – { $to }
# Two years, or two days of one month: "2020–2025", "26–27 July 2025".
date-range-close = { $from }–{ $to }
date-open-end = from { $date } on
date-open-start = until { $date }
# Separate periods: any one of them, all of them, or too many to list.
date-or = { $first } or { $last }
date-and = { $first } and { $last }
date-within = at a time within { $date }
date-approximate = about { $date }
date-uncertain = perhaps { $date }

## Languages, by the primary subtag of their BCP 47 tag

language-ar = Arabic
language-de = German
language-en = English
language-es = Spanish
language-fa = Persian
language-fr = French
language-ru = Russian
language-tr = Turkish
language-zh = Chinese
language-bn = Bengali
language-el = Greek
language-fi = Finnish
language-he = Hebrew
language-hi = Hindi
language-id = Indonesian
language-it = Italian
language-ja = Japanese
language-ko = Korean
language-ku = Kurdish
language-nl = Dutch
language-pl = Polish
language-pt = Portuguese
language-sv = Swedish
language-th = Thai
language-uk = Ukrainian
language-ur = Urdu
language-vi = Vietnamese

# The heat map
matrix-title = Claims: { $rows } × { $columns }
matrix-hint = How many claims have both values; the more, the stronger the colour. Each number leads to its claims.
matrix-of-results = These claims as a heat map
matrix-rows = Rows
matrix-columns = Columns
matrix-show = Show
matrix-total = All
matrix-empty = No claim has values in both dimensions.
matrix-year = Year
matrix-month = Month
## The curator's page

curate-articles = Articles
curate-lead = Choose an article to turn its text into claims. Every change is saved to the seed files at once.
curate-no-articles = There is no article yet. Make one on the command line:
curate-proposal-count =
    { PLURAL($count) ->
        [one] { $count } proposal to decide on
       *[other] { $count } proposals to decide on
    }
curate-check = Check
curate-check-green = No errors: { $claims } claims; { $verified } of { $quotes } quotes verified against the text.
curate-check-errors =
    { PLURAL($count) ->
        [one] { $count } error to correct
       *[other] { $count } errors to correct
    }
curate-errors = Errors
curate-warnings = Warnings
curate-no-script = This page needs JavaScript.
curate-keys = Keys
curate-article-faults = The article itself has errors.
curate-unreadable = Some lines of the files cannot be read and are not shown.
curate-text-hint = Select words with the mouse, or with the arrow keys, and use them in the form.
curate-no-text = The text is not here. Put it into the folder of the texts as
curate-sentence = Sentence
curate-unplaced = Claims without a place in the text
curate-use = Use the selected words
curate-nothing-selected = No words selected
curate-use-content = Evidence
curate-use-attribution = Names the speaker
curate-use-cue = Reporting words
curate-use-date = Date
curate-proposal = Proposal
curate-claim = Claim
curate-new-claim = New claim
curate-previous = Previous
curate-next = Next
curate-first = First proposal
curate-unsaved = Not saved yet
curate-wrong = Not complete or not valid yet; open fields are marked.
curate-right = No errors
curate-saved = Saved
curate-offline = No answer. Is isnad curate still running?
curate-yours = Here
curate-theirs = In the file
curate-field = Field
curate-delete-confirm = Delete this claim?
curate-new-name = New:
curate-too-long = More than 240 characters. Select fewer words.
curate-keep-mine = Save what is here
curate-take-theirs = Load what is in the file
curate-statement = Statement
curate-evidence-hint = Select the fewest words of the text that support all of the claim.
curate-add-language = Add a language
curate-language-tag = Language, as a tag such as fr
curate-own-voice = The article itself
curate-asserter = Who says it
curate-add-asserter = Somebody else says it
curate-cue = Reporting words
curate-kind = Kind
curate-certainty = Certainty
curate-add-actor = Add an actor
curate-add-topic = Add a topic
curate-add-relation = Add a relation
curate-actor = Actor
curate-role = Role
curate-topic = Topic
curate-part = What the quote shows
curate-relation-kind = Relation
curate-other-claim = Other claim
curate-drawn-by = Drawn by
curate-date-edtf = Date (EDTF)
curate-date-words = Words of the article
curate-date-note = How it is known
curate-note-basis = How the meaning is known
curate-basis = What the proposal rests on
curate-save = Save
curate-accept = Accept and save
curate-reject = Reject
curate-delete = Delete
curate-remove = Remove
curate-close = Close
curate-new-actor = New actor
curate-new-topic = New topic
curate-description = Description
curate-identifier = Identifier
curate-keys-text = In the text
curate-keys-everywhere = Everywhere
curate-key-sentence = the sentence before or after
curate-key-word = one word
curate-key-extend = more or fewer words
curate-key-whole = the whole sentence
curate-key-open = open the next claim of the sentence
curate-key-switch = from the text to the form and back
curate-key-save = save
curate-key-discard = reject or delete
curate-key-proposal = the proposal after or before
curate-error-not-found = There is nothing at this address.
curate-error-malformed = The request cannot be read.
curate-error-refused = The record has errors and was not saved.
curate-error-changed = This claim was changed in the file while it was open here. Nothing was saved.
curate-error-gone = This claim or proposal is no longer in the file. Nothing was changed.
curate-error-in-use = Other claims relate to this one. Remove these relations first:
curate-error-files = The files cannot be read or written:

# What is wrong with a field, where the interface is not in English.
curate-fault-language = The dataset requires a text in this language.
curate-fault-missing = This field is missing.
curate-fault-no-evidence = At least one quote must show the content.
curate-fault-actor = There is no such actor.
curate-fault-topic = There is no such topic.
curate-fault-claim = There is no such claim.
curate-fault-value = This value is not accepted.
curate-fault-date = This is not an EDTF date. Write a year, a month or a day, such as 2025-07-28.
curate-fault-quote = The quote does not stand at this place of the text. Select it again.
curate-fault-words = These words are not in the text. Use the article's own words.
curate-fault-long = This is too long.
curate-fault-twice = This is listed twice.
curate-fault-name = This name belongs to another actor.
curate-fault-invisible = This text has invisible characters.
curate-fault-space = There is white space at the beginning or the end.
curate-fault-marks = The quote begins or ends between a letter and its marks.
curate-fault-identifier = Write lowercase Latin letters and digits, joined by hyphens.
curate-fault-tag = This is not a language tag. Write one such as ar or fr.
curate-fault-itself = A claim cannot relate to itself.
curate-fault-proposals = There are proposals on which nobody has decided.
curate-fault-article = There is no such article.
curate-fault-field = There is no field with this name.
curate-fault-article-identifier = The identifier must begin with that of the article.
curate-fault-address = This is not a web address. Write one that begins with https://.
curate-fault-wikidata = This is not a Wikidata item. Write Q and a number.
curate-fault-cycle = This leads back to itself.
curate-fault-asserter = The asserter must be the last actor of the chain, and is listed nowhere else.
curate-fault-text = The text is not the one that the article records.
curate-fault-unreadable = This cannot be read.
curate-fault-more = There are more errors.
curate-fault-withdrawn = A claim with this identifier was withdrawn.
curate-fault-no-claims = The article has no claims yet.
curate-fault-nearest = Did you mean

## Verifying quotes

nav-verify = Verify quotes
verify-hint = Paste a text. Each quotation in it is compared with the articles of this dataset: whether its words stand there, where, and who says them.
verify-label = Text with quotations
verify-limits = At most { $characters } characters and { $quotes } quotations, in quotation marks of any kind.
verify-best-effort = Who is named as the speaker is read from the words around a quotation, such as “said”. This is a best effort: a name can be missed or be the wrong one. Only the articles of this dataset are compared; a quotation that is not found may stand elsewhere.
verify-button = Verify
verify-empty = There is no text to verify.
verify-too-long = The text has { $length } characters; at most { $most } are verified at once. Send it in parts.
verify-too-many = The text has { $count } quotations; at most { $most } are verified at once. Send it in parts.
verify-result = Result
verify-no-quotations = The text has no quotation marks with words between them.
verify-whole = The text has no quotation marks, so it was verified as one quote.
verify-found = Found
verify-unsure = Found in part, or too short
verify-wrong = Not found, or said by somebody else
verify-number = Quotation { $number }: { $verdict }
verify-quotes = Quotations
verify-exact = Found word for word
verify-folded = Found, but for marks, capitals or punctuation
verify-partial = Found in part
verify-none = Not found
verify-too-short = Too short to verify
verify-matched = Words found
verify-named = Named in the text
verify-speaker-as-claimed = said it or passed it on
verify-speaker-other = did not say it, by these articles
verify-speaker-unknown = not known whether this is the speaker
verify-said-by = Said by
verify-more-places =
    { PLURAL($count) ->
        [one] and { $count } more place
       *[other] and { $count } more places
    }
verify-many-places = and more than { $count } more places
verify-no-claim = The words stand in the article, but no claim rests on them; who says them is not recorded.
