// Sends requests to a running Isnad server with the client that oapi-codegen generates.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
	"slices"
	"strings"

	"isnad-client-go-oapi-codegen/isnad"
)

// counter counts the requests that pass through it.
type counter struct{ calls int }

func (c *counter) RoundTrip(request *http.Request) (*http.Response, error) {
	c.calls++
	return http.DefaultTransport.RoundTrip(request)
}

// text returns the English text, or else any.
func text(texts isnad.LanguageMap) string {
	if english, ok := texts["en"]; ok {
		return english
	}
	for _, other := range texts {
		return other
	}
	return ""
}

func check(condition bool, format string, arguments ...any) {
	if !condition {
		log.Fatalf(format, arguments...)
	}
}

func pointer[T any](value T) *T { return &value }

// reader reads claims.
type reader struct{ *isnad.ClientWithResponses }

// page returns one page of claims.
func (r reader) page(parameters isnad.ListClaimsParams) *isnad.ClaimPage {
	response, err := r.ListClaimsWithResponse(context.Background(), &parameters)
	check(err == nil, "claims: %v", err)
	check(response.JSON200 != nil, "claims: %s", response.Body)
	return response.JSON200
}

// allClaims pages through all claims by cursor.
func (r reader) allClaims() []isnad.Claim {
	var claims []isnad.Claim
	parameters := isnad.ListClaimsParams{Limit: pointer(int32(50))}
	for {
		page := r.page(parameters)
		claims = append(claims, page.Data...)
		if page.Page.NextCursor == nil {
			return claims
		}
		parameters.Cursor = page.Page.NextCursor
	}
}

func main() {
	log.SetFlags(0)
	baseURL := "http://127.0.0.1:8080"
	if len(os.Args) > 1 {
		baseURL = os.Args[1]
	}
	transport := &counter{}
	client, err := isnad.NewClientWithResponses(baseURL, isnad.WithHTTPClient(&http.Client{Transport: transport}))
	check(err == nil, "client: %v", err)
	claims := reader{client}
	ctx := context.Background()
	one := pointer(int32(1))

	// A facet: the two actors with the most claims.
	facet := []isnad.ListClaimsParamsFacet{isnad.ListClaimsParamsFacetActor}
	top := claims.page(isnad.ListClaimsParams{Facet: &facet, FacetLimit: pointer(int32(2)), Limit: one})
	check(top.Facets != nil && top.Facets.Actor != nil && len(*top.Facets.Actor) == 2, "there are no two actors")
	wanted := []string{(*top.Facets.Actor)[0].Id, (*top.Facets.Actor)[1].Id}

	// Repeated filters: claims that involve one of the two.
	list := claims.page(isnad.ListClaimsParams{Actor: &wanted, Limit: pointer(int32(200))})
	check(int64(len(list.Data)) == list.Total, "%d claims of %d", len(list.Data), list.Total)
	found := map[string]bool{}
	for _, claim := range list.Data {
		involved := false
		for _, entry := range claim.Actors {
			if slices.Contains(wanted, entry.Actor.Id) {
				found[entry.Actor.Id], involved = true, true
			}
		}
		check(involved, "%s has none of the actors", claim.Id)
	}
	check(len(found) == len(wanted), "found %v of %v", found, wanted)
	fmt.Printf("%s: %d\n", text(list.Query.Summary), list.Total)

	// Every page by cursor: the ids are unique, and as many as the total.
	all := claims.allClaims()
	seen := map[string]bool{}
	for _, claim := range all {
		check(!seen[claim.Id], "%s was returned twice", claim.Id)
		seen[claim.Id] = true
	}
	unfiltered := claims.page(isnad.ListClaimsParams{Limit: one})
	check(int64(len(all)) == unfiltered.Total, "read %d claims of %d", len(all), unfiltered.Total)
	fmt.Printf("read %d claims\n", len(all))

	// Languages: every statement is in one or more of the dataset's.
	described, err := client.GetDatasetWithResponse(ctx)
	check(err == nil && described.JSON200 != nil, "dataset: %v", err)
	dataset := described.JSON200
	dated := int64(0)
	for _, claim := range all {
		check(len(claim.Statement) > 0, "%s has no statement", claim.Id)
		for language := range claim.Statement {
			check(slices.Contains(dataset.Languages, language), "the dataset does not list %s", language)
		}
		if claim.ClaimDate != nil {
			dated++
		}
	}
	fmt.Printf("languages: %s\n", strings.Join(dataset.Languages, ", "))

	// Absent fields and dates: a claim without a date is left out where a date is asked for.
	check(dated == dataset.Counts.DatedClaims && dataset.Coverage != nil, "%d claims have a date", dated)
	earliest, latest := dataset.Coverage.Earliest.String(), dataset.Coverage.Latest.String()
	covered := claims.page(isnad.ListClaimsParams{DateFrom: &earliest, DateTo: &latest, Limit: one})
	check(covered.Total == dated, "%d claims from %s to %s", covered.Total, earliest, latest)
	check(covered.UndatedExcluded == int64(len(all))-dated, "%d claims without a date", covered.UndatedExcluded)

	// Sorting: newest first is the default.
	newest := claims.page(isnad.ListClaimsParams{Sort: pointer(isnad.ListClaimsParamsSortDateDescending), Limit: one})
	check(newest.Query.Sort == "-date" && newest.Data[0].Id == all[0].Id, "%s is not the newest", newest.Data[0].Id)
	oldest := claims.page(isnad.ListClaimsParams{Sort: pointer(isnad.ListClaimsParamsSortDate), Limit: one})
	check(oldest.Query.Sort == "date", "sorted by %s", oldest.Query.Sort)

	// One claim.
	single, err := client.GetClaimWithResponse(ctx, all[0].Id)
	check(err == nil && single.JSON200 != nil, "claim: %v", err)
	check(single.JSON200.Id == all[0].Id, "requested %s, got %s", all[0].Id, single.JSON200.Id)
	check(single.JSON200.Links.Self == "/v1/claims/"+all[0].Id, "%v", single.JSON200.Links)
	fmt.Printf("%s: %s\n", single.JSON200.Id, text(single.JSON200.Statement))

	// Facets: a claim has one kind, so the counts of all kinds add up to the total.
	facet = []isnad.ListClaimsParamsFacet{isnad.ListClaimsParamsFacetKind, isnad.ListClaimsParamsFacetYear}
	faceted := claims.page(isnad.ListClaimsParams{Actor: &wanted, Facet: &facet, Limit: one})
	check(faceted.Facets != nil && faceted.Facets.Kind != nil, "the facets are missing")
	var sum int64
	for _, entry := range *faceted.Facets.Kind {
		sum += entry.Count
		fmt.Printf("  %s: %d\n", text(entry.Label), entry.Count)
	}
	check(sum == faceted.Total, "kinds add up to %d, not to %d", sum, faceted.Total)

	// Exports: a row or a line per claim.
	table, err := client.ExportClaimsCsvWithResponse(ctx, &isnad.ExportClaimsCsvParams{Actor: &wanted})
	check(err == nil && bytes.HasPrefix(table.Body, []byte("id,")), "CSV: %v", err)
	lines, err := client.ExportClaimsNdjsonWithResponse(ctx, &isnad.ExportClaimsNdjsonParams{Actor: &wanted})
	check(err == nil, "NDJSON: %v", err)
	count := int64(0)
	for decoder := json.NewDecoder(bytes.NewReader(lines.Body)); decoder.More(); count++ {
		var claim struct{ Id string }
		check(decoder.Decode(&claim) == nil && claim.Id != "", "line %d", count+1)
	}
	check(count == list.Total, "%d lines", count)

	// 404: the error is a typed problem document.
	missing, err := client.GetClaimWithResponse(ctx, "no-such-claim")
	check(err == nil && missing.ApplicationproblemJSON404 != nil, "404: %v", err)
	check(missing.ApplicationproblemJSON404.Code == "claim_not_found", "404: %s", missing.Body)

	// 400: the problem names the parameter and suggests the nearest valid value.
	misspelt := []string{wanted[0] + "x"}
	response, err := client.ListClaimsWithResponse(ctx, &isnad.ListClaimsParams{Actor: &misspelt})
	check(err == nil && response.ApplicationproblemJSON400 != nil, "400: %v", err)
	refused := response.ApplicationproblemJSON400
	check(refused.Code == "invalid_parameter" && refused.Errors != nil, "400: %s", response.Body)
	parameterError := (*refused.Errors)[0]
	check(parameterError.Parameter == "actor" && *parameterError.DidYouMean == wanted[0], "400: %s", response.Body)
	fmt.Printf("refused: %s; did you mean %s?\n", parameterError.Value, *parameterError.DidYouMean)

	fmt.Printf("calls: %d\n", transport.calls)
}
