#!/usr/bin/env bash
# Writes seed files of 80 claims in eight languages: two in three claims have no evidence, two in three no topic, and three in four
# no date.
#
#     e2e/harness/multilingual.sh FOLDER
set -euo pipefail
folder=$1
languages=(en ar fr de ru fa tr zh)
statements=(
    "The harbour opened its gate, no. %d." "فتح الميناء بوابته، رقم %d." "Le port a ouvert sa porte, no %d."
    "Der Hafen öffnete sein Tor, Nr. %d." "Порт открыл свои ворота, № %d." "بندر دروازهٔ خود را گشود، شمارهٔ %d."
    "Liman kapısını açtı, no. %d." "港口开放了大门，编号%d。"
)
names=("Harbour" "الميناء" "Port" "Hafen" "Порт" "بندر" "Liman" "港口")
mkdir -p "$folder/articles/report"
{
    echo '{"id": "voice", "kind": "document", "name": {"und": "0"}}'
    for at in "${!languages[@]}"; do
        echo "{\"id\": \"harbour-${languages[at]}\", \"kind\": \"place\", \"name\": {\"${languages[at]}\": \"${names[at]}\"}}"
    done
} >"$folder/actors.jsonl"
echo '{"id": "ports", "label": {"fr": "Ports", "ru": "Порты"}}' >"$folder/topics.jsonl"
echo '{"id": "report", "title": {"de": "Ein Bericht"}, "language": "de", "voice": "voice"}' >"$folder/articles/report/article.json"
for n in $(seq 0 79); do
    first=$((n % 8)) second=$(((n + 3) % 8))
    # shellcheck disable=SC2059  # the statements are formats
    statement="\"${languages[first]}\": \"$(printf "${statements[first]}" "$n")\""
    # shellcheck disable=SC2059
    [ $((n % 2)) -eq 0 ] || statement+=", \"${languages[second]}\": \"$(printf "${statements[second]}" "$n")\""
    more=
    [ $((n % 3)) -ne 0 ] || more+=', "evidence": [{"quote": "Der Hafen öffnete sein Tor"}]'
    [ $((n % 3)) -ne 1 ] || more+=', "topics": ["ports"]'
    [ $((n % 4)) -ne 0 ] || more+=", \"claim_date\": {\"edtf\": \"20$((10 + n / 4))\", \"basis\": \"context\"}"
    printf '{"id": "report-%03d", "statement": {%s}, "asserted_by": "voice", "actors": [{"actor": "harbour-%s", "role": "subject"}]%s}\n' \
        "$n" "$statement" "${languages[first]}" "$more"
done >"$folder/articles/report/claims.jsonl"
