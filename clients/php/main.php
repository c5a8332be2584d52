<?php
// Sends requests to a running Isnad server with the client that openapi-generator generates.

declare(strict_types=1);

use GuzzleHttp\Client;
use GuzzleHttp\HandlerStack;
use GuzzleHttp\Middleware;
use Isnad\Api\ClaimsApi;
use Isnad\Api\DatasetApi;
use Isnad\ApiException;
use Isnad\Configuration;
use Isnad\Model\Claim;
use Isnad\Model\Problem;

// Debian's Guzzle; an application requires `vendor/autoload.php` of Composer.
require 'GuzzleHttp/autoload.php';
spl_autoload_register(function (string $class): void {
    $file = __DIR__ . '/generated/lib/' . str_replace('\\', '/', substr($class, strlen('Isnad\\'))) . '.php';
    if (str_starts_with($class, 'Isnad\\') && is_file($file)) {
        require $file;
    }
});

/** Ends the program where a condition does not hold. */
function check(bool $condition, string $failure): void
{
    if (!$condition) {
        fwrite(STDERR, "$failure\n");
        exit(1);
    }
}

/**
 * Pages through all claims by cursor.
 *
 * @return Generator<Claim>
 */
function allClaims(ClaimsApi $claims): Generator
{
    $cursor = null;
    do {
        $page = $claims->listClaims(limit: 50, cursor: $cursor);
        foreach ($page->getData() as $claim) {
            yield $claim;
        }
        $cursor = $page->getPage()->getNextCursor();
    } while ($cursor !== null);
}

/**
 * The English text, or else the first one.
 *
 * @param array<string, string> $texts
 */
function text(array $texts): string
{
    return $texts['en'] ?? reset($texts);
}

/** The problem document of a call that returns this status. */
function problem(int $status, callable $call): Problem
{
    try {
        $call();
    } catch (ApiException $error) {
        check($error->getCode() === $status, "status {$error->getCode()}, not $status");
        return $error->getResponseObject();
    }
    throw new LogicException('an error was expected');
}

$calls = 0;
$stack = HandlerStack::create();
$stack->push(Middleware::tap(function () use (&$calls): void {
    $calls++;
}));
$http = new Client(['handler' => $stack]);
$configuration = (new Configuration())->setHost($argv[1] ?? 'http://127.0.0.1:8080');
$claims = new ClaimsApi($http, $configuration);
$dataset = (new DatasetApi($http, $configuration))->getDataset();

// A facet: the two actors with the most claims.
$top = $claims->listClaims(facet: ['actor'], facet_limit: 2, limit: 1);
$wanted = array_map(fn ($entry) => $entry->getId(), $top->getFacets()->getActor());
check(count($wanted) === 2, 'there are no two actors');

// Repeated filters: claims that involve one of the two.
$list = $claims->listClaims(actor: $wanted, limit: 200);
check(count($list->getData()) === $list->getTotal(), 'the list is not complete');
$found = [];
foreach ($list->getData() as $claim) {
    $ids = array_map(fn ($entry) => $entry->getActor()->getId(), $claim->getActors());
    $involved = array_intersect($wanted, $ids);
    check($involved !== [], "{$claim->getId()} has none of the actors");
    $found = array_unique([...$found, ...$involved]);
}
check(count($found) === 2, 'not every actor was found');
echo text($list->getQuery()->getSummary()), ': ', $list->getTotal(), "\n";

// Every page by cursor: the ids are unique, and as many as the total.
$all = iterator_to_array(allClaims($claims), false);
$ids = array_map(fn ($claim) => $claim->getId(), $all);
check(count($all) === $claims->listClaims(limit: 1)->getTotal(), 'not every claim was read');
check(array_unique($ids) === $ids, 'a claim was returned twice');
echo 'read ', count($all), " claims\n";

// Languages: every statement is in one or more of the dataset's.
foreach ($all as $claim) {
    $languages = array_keys($claim->getStatement());
    check($languages !== [], "{$claim->getId()} has no statement");
    check(array_diff($languages, $dataset->getLanguages()) === [], "{$claim->getId()} is in another language");
}
echo 'languages: ', implode(', ', $dataset->getLanguages()), "\n";

// Absent fields and dates: a claim without a date is left out where a date is asked for.
$dated = count(array_filter($all, fn ($claim) => $claim->getClaimDate() !== null));
check($dated === $dataset->getCounts()->getDatedClaims(), "$dated claims have a date");
$coverage = $dataset->getCoverage();
$covered = $claims->listClaims(
    date_from: $coverage->getEarliest()->format('Y-m-d'),
    date_to: $coverage->getLatest()->format('Y-m-d'),
    limit: 1,
);
check($covered->getTotal() === $dated, "{$covered->getTotal()} claims in the covered time");
check($covered->getUndatedExcluded() === count($all) - $dated, 'the claims without a date are not counted');

// Sorting: newest first is the default.
$newest = $claims->listClaims(sort: '-date', limit: 1);
check($newest->getQuery()->getSort() === '-date', 'not sorted by -date');
check($newest->getData()[0]->getId() === $ids[0], 'the newest claim is not the first');
check($claims->listClaims(sort: 'date', limit: 1)->getQuery()->getSort() === 'date', 'not sorted by date');

// One claim.
$single = $claims->getClaim($ids[0]);
check($single->getId() === $ids[0], "requested $ids[0], got {$single->getId()}");
check($single->getLinks()->getSelf() === "/v1/claims/$ids[0]", $single->getLinks()->getSelf());
echo $single->getId(), ': ', text($single->getStatement()), "\n";

// Facets: a claim has one kind, so the counts of all kinds add up to the total.
$faceted = $claims->listClaims(actor: $wanted, facet: ['kind', 'year'], limit: 1);
$kinds = $faceted->getFacets()->getKind();
$sum = array_sum(array_map(fn ($entry) => $entry->getCount(), $kinds));
check($sum === $faceted->getTotal(), "the kinds add up to $sum");
foreach ($kinds as $entry) {
    echo '  ', text($entry->getLabel()), ': ', $entry->getCount(), "\n";
}

// Exports: a row or a line per claim.
$csv = $claims->exportClaimsCsv(actor: $wanted);
check(str_starts_with((string) $csv->fgets(), 'id,'), 'the CSV has no header');
$lines = 0;
foreach ($claims->exportClaimsNdjson(actor: $wanted) as $line) {
    $lines += $line === '' ? 0 : isset(json_decode($line, true)['id']);
}
check($lines === $list->getTotal(), "$lines lines");

// 404: the error is a typed problem document.
$missing = problem(404, fn () => $claims->getClaim('no-such-claim'));
check($missing->getCode() === 'claim_not_found', (string) $missing);

// 400: the problem names the parameter and suggests the nearest valid value.
$refused = problem(400, fn () => $claims->listClaims(actor: ["$wanted[0]x"]));
check($refused->getCode() === 'invalid_parameter', (string) $refused);
$error = $refused->getErrors()[0];
check($error->getParameter() === 'actor' && $error->getDidYouMean() === $wanted[0], (string) $error);
echo "refused: {$error->getValue()}; did you mean {$error->getDidYouMean()}?\n";

echo "calls: $calls\n";
