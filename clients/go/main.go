// Sends requests to a running Isnad server with the client that openapi-generator generates.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"

	"example.org/isnad"
)

// counter counts the requests that pass through it.
type counter struct{ calls int }

func (c *counter) RoundTrip(request *http.Request) (*http.Response, error) {
	c.calls++
	return http.DefaultTransport.RoundTrip(request)
}

// problem returns the problem document of an error response.
func problem(err error) (isnad.Problem, bool) {
	var response *isnad.GenericOpenAPIError
	if !errors.As(err, &response) {
		return isnad.Problem{}, false
	}
	found, ok := response.Model().(isnad.Problem)
	return found, ok
}

// text returns the English text, or else any.
func text(texts map[string]string) string {
	if english, ok := texts["en"]; ok {
		return english
	}
	for _, other := range texts {
		return other
	}
	return ""
}

// read returns the text of a temporary file and removes it.
func read(file *os.File) string {
	defer os.Remove(file.Name())
	defer file.Close()
	text, err := io.ReadAll(file)
	check(err == nil, "%v", err)
	return string(text)
}

func check(condition bool, format string, arguments ...any) {
	if !condition {
		log.Fatalf(format, arguments...)
	}
}

func main() {
	log.SetFlags(0)
	baseURL := "http://127.0.0.1:8080"
	if len(os.Args) > 1 {
		baseURL = os.Args[1]
	}
	transport := &counter{}
	configuration := isnad.NewConfiguration()
	configuration.Servers = isnad.ServerConfigurations{{URL: baseURL}}
	configuration.HTTPClient = &http.Client{Transport: transport}
	client := isnad.NewAPIClient(configuration)
	claims := client.ClaimsAPI
	ctx := context.Background()

	// A facet: the two actors with the most claims.
	top, _, err := claims.ListClaims(ctx).Facet([]string{"actor"}).FacetLimit(2).Limit(1).Execute()
	check(err == nil, "actors: %v", err)
	check(top.Facets != nil && len(top.Facets.Actor) == 2, "there are no two actors")
	wanted := []string{top.Facets.Actor[0].Id, top.Facets.Actor[1].Id}

	// Repeated filters: claims that involve one of the two.
	list, _, err := claims.ListClaims(ctx).Actor(wanted).Limit(200).Execute()
	check(err == nil, "list: %v", err)
	check(int64(len(list.Data)) == list.Total, "%d claims of %d", len(list.Data), list.Total)
	found := map[string]int{}
	for _, claim := range list.Data {
		involved := false
		for _, entry := range claim.Actors {
			if entry.Actor.Id == wanted[0] || entry.Actor.Id == wanted[1] {
				found[entry.Actor.Id]++
				involved = true
			}
		}
		check(involved, "%s has none of the actors", claim.Id)
	}
	check(len(found) == len(wanted), "found %v of %v", found, wanted)
	fmt.Printf("%s: %d\n", text(list.Query.Summary), list.Total)

	// Every page by cursor: the ids are unique, and as many as the total.
	unfiltered, _, err := claims.ListClaims(ctx).Limit(1).Execute()
	check(err == nil, "total: %v", err)
	var ids []string
	seen := map[string]bool{}
	languages := map[string]bool{}
	var dated int64
	request := claims.ListClaims(ctx).Limit(50)
	for {
		page, _, err := request.Execute()
		check(err == nil, "page: %v", err)
		for _, claim := range page.Data {
			check(!seen[claim.Id], "%s was returned twice", claim.Id)
			seen[claim.Id] = true
			ids = append(ids, claim.Id)
			if claim.ClaimDate != nil {
				dated++
			}
			check(len(claim.Statement) > 0, "%s has no statement", claim.Id)
			for language := range claim.Statement {
				languages[language] = true
			}
		}
		if page.Page.NextCursor == nil {
			break
		}
		request = request.Cursor(*page.Page.NextCursor)
	}
	check(int64(len(ids)) == unfiltered.Total, "read %d claims of %d", len(ids), unfiltered.Total)
	fmt.Printf("read %d claims\n", len(ids))

	// Languages: every statement is in one or more of the dataset's.
	dataset, _, err := client.DatasetAPI.GetDataset(ctx).Execute()
	check(err == nil, "dataset: %v", err)
	for _, language := range dataset.Languages {
		delete(languages, language)
	}
	check(len(languages) == 0, "the dataset does not list %v", languages)
	fmt.Printf("languages: %s\n", strings.Join(dataset.Languages, ", "))

	// Absent fields and dates: a claim without a date is left out where a date is asked for.
	check(dated == dataset.Counts.DatedClaims && dataset.Coverage != nil, "%d claims have a date", dated)
	covered, _, err := claims.ListClaims(ctx).
		DateFrom(dataset.Coverage.Earliest).DateTo(dataset.Coverage.Latest).Limit(1).Execute()
	check(err == nil, "dates: %v", err)
	check(covered.Total == dated, "%d claims are covered", covered.Total)
	check(covered.UndatedExcluded == int64(len(ids))-dated, "%d claims without a date", covered.UndatedExcluded)

	// Sorting: newest first is the default.
	newest, _, err := claims.ListClaims(ctx).Sort("-date").Limit(1).Execute()
	check(err == nil, "sort: %v", err)
	check(newest.Query.Sort == "-date" && newest.Data[0].Id == ids[0], "%s is not the newest", newest.Data[0].Id)

	// One claim.
	single, _, err := claims.GetClaim(ctx, ids[0]).Execute()
	check(err == nil, "claim: %v", err)
	check(single.Id == ids[0], "requested %s, got %s", ids[0], single.Id)
	fmt.Printf("%s: %s\n", single.Id, text(single.Statement))

	// Several claims by identifier: unknown ones are missing, which is no error.
	named, _, err := claims.ListClaims(ctx).Id([]string{ids[0], "no-such-claim"}).Execute()
	check(err == nil, "claims by identifier: %v", err)
	check(named.Total == 1 && len(named.Missing) == 1 && named.Missing[0] == "no-such-claim", "the claims named are not found")

	// Actors by name.
	actors, _, err := client.ActorsAPI.ListActors(ctx).Q(text(top.Facets.Actor[0].Label)).Sort("-claims").Execute()
	check(err == nil, "actors by name: %v", err)
	isListed := false
	for _, actor := range actors.Data {
		isListed = isListed || actor.Id == wanted[0]
	}
	check(isListed, "an actor is not found by its name")

	// Facets: a claim has one kind, so the counts of all kinds add up to the total.
	faceted, _, err := claims.ListClaims(ctx).Actor(wanted).Facet([]string{"kind", "year"}).Limit(1).Execute()
	check(err == nil, "facets: %v", err)
	check(faceted.Facets != nil && faceted.Facets.Year != nil, "the facets are missing")
	var sum int64
	for _, entry := range faceted.Facets.Kind {
		sum += entry.Count
		fmt.Printf("  %s: %d\n", text(entry.Label), entry.Count)
	}
	check(sum == faceted.Total, "kinds add up to %d, not to %d", sum, faceted.Total)

	// Exports: a row or a line per claim, in a temporary file.
	table, _, err := claims.ExportClaimsCsv(ctx).Actor(wanted).Execute()
	check(err == nil && strings.HasPrefix(read(table), "id,"), "CSV: %v", err)
	lines, _, err := claims.ExportClaimsNdjson(ctx).Actor(wanted).Execute()
	check(err == nil, "NDJSON: %v", err)
	count := int64(0)
	for _, line := range strings.Split(strings.TrimSpace(read(lines)), "\n") {
		var claim struct{ Id string }
		check(json.Unmarshal([]byte(line), &claim) == nil && claim.Id != "", "NDJSON: %s", line)
		count++
	}
	check(count == list.Total, "NDJSON: %d lines", count)

	// 404: the error is a typed problem document.
	_, response, err := claims.GetClaim(ctx, "no-such-claim").Execute()
	missing, ok := problem(err)
	check(ok && response.StatusCode == http.StatusNotFound, "404: %v", err)
	check(missing.Code == "claim_not_found", "404: code %s", missing.Code)

	// 400: the problem names the parameter and suggests the nearest valid value.
	_, response, err = claims.ListClaims(ctx).Actor([]string{wanted[0] + "x"}).Execute()
	refused, ok := problem(err)
	check(ok && response.StatusCode == http.StatusBadRequest, "400: %v", err)
	check(refused.Code == "invalid_parameter" && len(refused.Errors) == 1, "400: code %s", refused.Code)
	parameterError := refused.Errors[0]
	check(parameterError.Parameter == "actor" && parameterError.GetDidYouMean() == wanted[0], "400: %v", parameterError)
	fmt.Printf("refused: %s; did you mean %s?\n", parameterError.Value, parameterError.GetDidYouMean())

	fmt.Printf("calls: %d\n", transport.calls)
}
