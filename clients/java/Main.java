import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.isnad.client.ApiClient;
import org.isnad.client.ApiException;
import org.isnad.client.api.ClaimsApi;
import org.isnad.client.api.ClaimsApi.APIExportClaimsCsvRequest;
import org.isnad.client.api.ClaimsApi.APIExportClaimsNdjsonRequest;
import org.isnad.client.api.ClaimsApi.APIGetClaimRequest;
import org.isnad.client.api.ClaimsApi.APIListClaimsRequest;
import org.isnad.client.api.DatasetApi;
import org.isnad.client.model.Claim;
import org.isnad.client.model.ClaimPage;
import org.isnad.client.model.Dataset;
import org.isnad.client.model.DateCoverage;
import org.isnad.client.model.FacetEntry;
import org.isnad.client.model.ParameterError;
import org.isnad.client.model.Problem;

/** Sends requests to a running Isnad server with the client that openapi-generator generates. */
public final class Main {

  /** A call that returns an error. */
  private interface Call {
    Object run() throws ApiException;
  }

  private final AtomicInteger calls = new AtomicInteger();
  private final ApiClient client = new ApiClient();
  private final ClaimsApi claims;

  private Main(String baseUrl) {
    client.updateBaseUri(baseUrl);
    client.setRequestInterceptor(request -> calls.incrementAndGet());
    claims = new ClaimsApi(client);
  }

  public static void main(String[] arguments) throws Exception {
    new Main(arguments.length > 0 ? arguments[0] : "http://127.0.0.1:8080").run();
  }

  private void run() throws Exception {
    // A facet: the two actors with the most claims.
    ClaimPage top =
        claims.listClaims(APIListClaimsRequest.newBuilder().facet(List.of("actor")).facetLimit(2).limit(1).build());
    List<String> wanted = top.getFacets().getActor().stream().map(FacetEntry::getId).toList();
    check(wanted.size() == 2, "there are no two actors");

    // Repeated filters: claims that involve one of the two.
    ClaimPage list = claims.listClaims(APIListClaimsRequest.newBuilder().actor(wanted).limit(200).build());
    check(list.getData().size() == list.getTotal(), "the list is not complete");
    Set<String> found = new HashSet<>();
    for (Claim claim : list.getData()) {
      Set<String> involved =
          claim.getActors().stream()
              .map(entry -> entry.getActor().getId())
              .filter(wanted::contains)
              .collect(Collectors.toSet());
      check(!involved.isEmpty(), claim.getId() + " has none of the actors");
      found.addAll(involved);
    }
    check(found.equals(Set.copyOf(wanted)), "found only " + found);
    System.out.println(text(list.getQuery().getSummary()) + ": " + list.getTotal());

    // Every page by cursor: the ids are unique, and as many as the total.
    ClaimPage unfiltered = claims.listClaims(APIListClaimsRequest.newBuilder().limit(1).build());
    List<String> ids = new ArrayList<>();
    Set<String> languages = new HashSet<>();
    long dated = 0;
    String cursor = null;
    do {
      ClaimPage page = claims.listClaims(APIListClaimsRequest.newBuilder().limit(50).cursor(cursor).build());
      for (Claim claim : page.getData()) {
        ids.add(claim.getId());
        dated += claim.getClaimDate() == null ? 0 : 1;
        check(!claim.getStatement().isEmpty(), claim.getId() + " has no statement");
        languages.addAll(claim.getStatement().keySet());
      }
      cursor = page.getPage().getNextCursor();
    } while (cursor != null);
    check(ids.size() == unfiltered.getTotal(), "read " + ids.size() + " of " + unfiltered.getTotal());
    check(new HashSet<>(ids).size() == ids.size(), "a claim was returned twice");
    System.out.println("read " + ids.size() + " claims");

    // Languages: every statement is in one or more of the dataset's.
    Dataset dataset = new DatasetApi(client).getDataset();
    List<String> datasetLanguages = dataset.getLanguages();
    check(datasetLanguages.containsAll(languages), languages + " are not all in " + datasetLanguages);
    System.out.println("languages: " + String.join(", ", datasetLanguages));

    // Absent fields and dates: a claim without a date is left out where a date is asked for.
    check(dated == dataset.getCounts().getDatedClaims(), dated + " claims have a date");
    DateCoverage coverage = dataset.getCoverage();
    ClaimPage covered =
        claims.listClaims(
            APIListClaimsRequest.newBuilder()
                .dateFrom(coverage.getEarliest().toString())
                .dateTo(coverage.getLatest().toString())
                .limit(1)
                .build());
    check(covered.getTotal() == dated, covered.getTotal() + " claims are covered");
    check(covered.getUndatedExcluded() == ids.size() - dated, covered.getUndatedExcluded() + " without a date");

    // Sorting: newest first is the default.
    ClaimPage newest = claims.listClaims(APIListClaimsRequest.newBuilder().sort("-date").limit(1).build());
    check(newest.getQuery().getSort().equals("-date"), "sorted by " + newest.getQuery().getSort());
    check(newest.getData().get(0).getId().equals(ids.get(0)), "the newest claim is not the first");

    // One claim.
    String id = ids.get(0);
    Claim single = claims.getClaim(APIGetClaimRequest.newBuilder().id(id).build());
    check(single.getId().equals(id), "requested " + id + ", got " + single.getId());
    System.out.println(id + ": " + text(single.getStatement()));

    // Facets: a claim has one kind, so the counts of all kinds add up to the total.
    ClaimPage faceted =
        claims.listClaims(APIListClaimsRequest.newBuilder().actor(wanted).facet(List.of("kind", "year")).limit(1).build());
    List<FacetEntry> kinds = faceted.getFacets().getKind();
    check(kinds.stream().mapToLong(FacetEntry::getCount).sum() == faceted.getTotal(), "the kinds do not add up");
    for (FacetEntry year : faceted.getFacets().getYear()) {
      check(year.getCount() <= faceted.getTotal(), "more claims in " + year.getId() + " than in all years");
    }
    kinds.forEach(entry -> System.out.println("  " + text(entry.getLabel()) + ": " + entry.getCount()));

    // Exports: a row or a line per claim, in a temporary file.
    var csv = claims.exportClaimsCsv(APIExportClaimsCsvRequest.newBuilder().actor(wanted).build());
    check(Files.readString(csv.toPath()).startsWith("id,"), "the CSV has no header");
    var ndjson = claims.exportClaimsNdjson(APIExportClaimsNdjsonRequest.newBuilder().actor(wanted).build());
    List<String> lines = Files.readAllLines(ndjson.toPath());
    check(lines.size() == list.getTotal(), lines.size() + " lines");
    for (String line : lines) {
      check(client.getObjectMapper().readTree(line).has("id"), line);
    }

    // 404: the error is a typed problem document.
    Problem missing = problem(404, () -> claims.getClaim(APIGetClaimRequest.newBuilder().id("no-such-claim").build()));
    check(missing.getCode().equals("claim_not_found"), missing.toString());

    // 400: the problem names the parameter and suggests the nearest valid value.
    Problem refused =
        problem(400, () -> claims.listClaims(APIListClaimsRequest.newBuilder().actor(List.of(wanted.get(0) + "x")).build()));
    check(refused.getCode().equals("invalid_parameter"), refused.toString());
    ParameterError parameterError = refused.getErrors().get(0);
    check(parameterError.getParameter().equals("actor"), parameterError.toString());
    check(wanted.get(0).equals(parameterError.getDidYouMean()), parameterError.toString());
    System.out.println("refused: " + parameterError.getValue() + "; did you mean " + parameterError.getDidYouMean() + "?");

    System.out.println("calls: " + calls);
  }

  /** The problem document of a call that returns this status. */
  private Problem problem(int status, Call call) throws Exception {
    try {
      call.run();
    } catch (ApiException error) {
      check(error.getCode() == status, "status " + error.getCode() + ", not " + status);
      return client.getObjectMapper().readValue(error.getResponseBody(), Problem.class);
    }
    throw new IllegalStateException("an error was expected");
  }

  /** The English text, or else the first one. */
  private static String text(Map<String, String> texts) {
    return texts.getOrDefault("en", texts.values().iterator().next());
  }

  private static void check(boolean condition, String failure) {
    if (!condition) {
      throw new IllegalStateException(failure);
    }
  }
}
