// Sends requests to a running Isnad server with the client that openapi-generator generates.

import com.google.gson.JsonParser
import okhttp3.Call
import okhttp3.OkHttpClient
import okhttp3.Request
import org.isnad.client.apis.ClaimsApi
import org.isnad.client.apis.DatasetApi
import org.isnad.client.infrastructure.ClientError
import org.isnad.client.infrastructure.ClientException
import org.isnad.client.infrastructure.Serializer
import org.isnad.client.models.Claim
import org.isnad.client.models.Problem

/** Counts the calls. */
class Counter(private val client: Call.Factory) : Call.Factory {
    var calls = 0
        private set

    override fun newCall(request: Request): Call {
        calls++
        return client.newCall(request)
    }
}

/** Pages through all claims by cursor. */
fun allClaims(claims: ClaimsApi): Sequence<Claim> = sequence {
    var cursor: String? = null
    do {
        val page = claims.listClaims(limit = 50, cursor = cursor)
        yieldAll(page.data)
        cursor = page.page.nextCursor
    } while (cursor != null)
}

/** The English text, or else the first one. */
fun text(texts: Map<String, String>): String = texts["en"] ?: texts.values.first()

/** The problem document of a call that returns this status. */
fun problem(status: Int, call: () -> Unit): Problem {
    val error = runCatching(call).exceptionOrNull()
    check(error is ClientException && error.statusCode == status) { "status $status was expected, not $error" }
    return Serializer.gson.fromJson((error.response as ClientError<*>).body as String, Problem::class.java)
}

fun main(arguments: Array<String>) {
    val baseUrl = arguments.firstOrNull() ?: "http://127.0.0.1:8080"
    val counter = Counter(OkHttpClient.Builder().build())
    val claims = ClaimsApi(baseUrl, counter)

    // A facet: the two actors with the most claims.
    val top = claims.listClaims(facet = listOf(ClaimsApi.FacetListClaims.actor), facetLimit = 2, limit = 1)
    val wanted = top.facets?.actor.orEmpty().map { it.id }
    check(wanted.size == 2) { "there are no two actors" }

    // Repeated filters: claims that involve one of the two.
    val list = claims.listClaims(actor = wanted, limit = 200)
    check(list.data.size.toLong() == list.total) { "the list is not complete" }
    val involved = list.data.map { claim -> claim.actors.map { it.actor.id }.intersect(wanted) }
    check(involved.all { it.isNotEmpty() } && involved.flatten().toSet() == wanted.toSet()) { "not every actor was found" }
    println("${text(list.query.summary)}: ${list.total}")

    // Every page by cursor: the ids are unique, and as many as the total.
    val unfiltered = claims.listClaims(limit = 1)
    val all = allClaims(claims).toList()
    check(all.size.toLong() == unfiltered.total) { "read ${all.size} claims of ${unfiltered.total}" }
    check(all.distinctBy { it.id }.size == all.size) { "a claim was returned twice" }
    println("read ${all.size} claims")

    // Languages: every statement is in one or more of the dataset's.
    val dataset = DatasetApi(baseUrl, counter).getDataset()
    for (claim in all) {
        check(claim.statement.isNotEmpty()) { "${claim.id} has no statement" }
        check(dataset.languages.containsAll(claim.statement.keys)) { "${claim.id} is in another language" }
    }
    println("languages: ${dataset.languages.joinToString()}")

    // Absent fields and dates: a claim without a date is left out where a date is asked for.
    val dated = all.count { it.claimDate != null }.toLong()
    check(dated == dataset.counts.datedClaims) { "$dated claims have a date" }
    val coverage = checkNotNull(dataset.coverage)
    val covered = claims.listClaims(
        dateFrom = coverage.earliest.toString(),
        dateTo = coverage.latest.toString(),
        limit = 1,
    )
    check(covered.total == dated) { "${covered.total} claims are covered" }
    check(covered.undatedExcluded == all.size - dated) { "${covered.undatedExcluded} claims without a date" }

    // Sorting: newest first is the default.
    val newest = claims.listClaims(sort = ClaimsApi.SortListClaims.date_descending, limit = 1)
    check(newest.query.sort == "-date" && newest.data[0].id == all[0].id) { "${newest.data[0].id} is not the newest" }
    check(claims.listClaims(sort = ClaimsApi.SortListClaims.date, limit = 1).query.sort == "date") { "not sorted by date" }

    // One claim.
    val single = claims.getClaim(all[0].id)
    check(single.id == all[0].id) { "requested ${all[0].id}, got ${single.id}" }
    check(single.links.self == "/v1/claims/${single.id}") { single.links.self }
    println("${single.id}: ${text(single.statement)}")

    // Facets: a claim has one kind, so the counts of all kinds add up to the total.
    val faceted = claims.listClaims(
        actor = wanted,
        facet = listOf(ClaimsApi.FacetListClaims.kind, ClaimsApi.FacetListClaims.year),
        limit = 1,
    )
    val kinds = faceted.facets?.kind.orEmpty()
    check(kinds.sumOf { it.count } == faceted.total) { "the kinds do not add up" }
    kinds.forEach { println("  ${text(it.label)}: ${it.count}") }

    // Exports: a row or a line per claim.
    check(claims.exportClaimsCsv(actor = wanted).useLines { it.first().startsWith("id,") }) { "the CSV has no header" }
    val lines = claims.exportClaimsNdjson(actor = wanted).readLines()
    check(lines.size.toLong() == list.total) { "${lines.size} lines" }
    check(lines.all { JsonParser.parseString(it).asJsonObject.has("id") }) { "a line is no claim" }

    // 404: the error is a problem document.
    val missing = problem(404) { claims.getClaim("no-such-claim") }
    check(missing.code == "claim_not_found") { missing }

    // 400: the problem names the parameter and suggests the nearest valid value.
    val refused = problem(400) { claims.listClaims(actor = listOf(wanted[0] + "x")) }
    check(refused.code == "invalid_parameter") { refused }
    val error = refused.errors.orEmpty().first()
    check(error.parameter == "actor" && error.didYouMean == wanted[0]) { error }
    println("refused: ${error.value}; did you mean ${error.didYouMean}?")

    println("calls: ${counter.calls}")
}
