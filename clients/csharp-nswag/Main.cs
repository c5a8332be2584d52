// Sends requests to a running Isnad server with the client that NSwag generates.

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Isnad;
using Newtonsoft.Json.Linq;

/// <summary>Counts the requests that pass through it.</summary>
internal sealed class Counter : DelegatingHandler
{
    public Counter() : base(new HttpClientHandler()) { }

    public int Calls { get; private set; }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        Calls++;
        return base.SendAsync(request, cancellation);
    }
}

internal static class Program
{
    private static void Main(string[] arguments) =>
        Run(arguments.Length > 0 ? arguments[0] : "http://127.0.0.1:8080").GetAwaiter().GetResult();

    private static async Task Run(string baseUrl)
    {
        var counter = new Counter();
        var client = new IsnadClient(new HttpClient(counter)) { BaseUrl = baseUrl };

        // Every page by cursor: the ids are unique, and as many as the total.
        var unfiltered = await client.ListClaimsAsync(limit: 1);
        var all = new List<Claim>();
        for (string cursor = null; ;)
        {
            var page = await client.ListClaimsAsync(limit: 50, cursor: cursor);
            all.AddRange(page.Data);
            cursor = page.Page.Next_cursor;
            if (cursor == null) break;
        }
        Check(all.Count == unfiltered.Total, $"read {all.Count} of {unfiltered.Total}");
        Check(all.Select(claim => claim.Id).Distinct().Count() == all.Count, "a claim was returned twice");
        Console.WriteLine($"read {all.Count} claims");

        // Languages: every statement is in one or more of the dataset's.
        var dataset = await client.GetDatasetAsync();
        foreach (var claim in all)
        {
            Check(claim.Statement.Count > 0, $"{claim.Id} has no statement");
            Check(claim.Statement.Keys.All(dataset.Languages.Contains), $"{claim.Id} is in another language");
        }
        Console.WriteLine("languages: " + string.Join(", ", dataset.Languages));

        // Repeated filters: claims that involve one of the two actors with the most claims.
        var wanted = all.SelectMany(claim => claim.Actors.Select(entry => entry.Actor.Id).Distinct())
            .GroupBy(id => id).OrderByDescending(group => group.Count()).Select(group => group.Key).Take(2).ToList();
        var list = await client.ListClaimsAsync(actor: wanted, limit: 200);
        Check(list.Data.Count == list.Total, "the list is not complete");
        foreach (var claim in list.Data)
        {
            Check(claim.Actors.Any(entry => wanted.Contains(entry.Actor.Id)), $"{claim.Id} has none of the actors");
        }
        Console.WriteLine($"{Text(list.Query.Summary)}: {list.Total}");

        // Absent fields and dates: a claim without a date is left out where a date is asked for.
        var dated = all.Count(claim => claim.Claim_date != null);
        Check(dated == dataset.Counts.Dated_claims, $"{dated} claims have a date");
        var covered = await client.ListClaimsAsync(
            date_from: dataset.Coverage.Earliest.ToString("yyyy-MM-dd"),
            date_to: dataset.Coverage.Latest.ToString("yyyy-MM-dd"),
            limit: 1);
        Check(covered.Total == dated && covered.Undated_excluded == all.Count - dated, $"{covered.Total} claims are covered");

        // One claim.
        var single = await client.GetClaimAsync(all[0].Id);
        Check(single.Id == all[0].Id, $"requested {all[0].Id}, got {single.Id}");
        Check(single.Links.Self == "/v1/claims/" + single.Id, single.Links.Self);
        Console.WriteLine($"{single.Id}: {Text(single.Statement)}");

        // Exports: a row or a line per claim.
        var table = await Read(client.ExportClaimsCsvAsync(actor: wanted));
        Check(table.StartsWith("id,"), "the CSV has no header");
        var lines = (await Read(client.ExportClaimsNdjsonAsync(actor: wanted))).TrimEnd().Split('\n');
        Check(lines.Length == list.Total && lines.All(line => JObject.Parse(line)["id"] != null), $"{lines.Length} lines");

        // 404: the error is a typed problem document.
        var missing = await Failure(404, client.GetClaimAsync("no-such-claim"));
        Check(missing.Code == "claim_not_found", missing.Code);

        // 400: the problem names the parameter and suggests the nearest valid value.
        var refused = await Failure(400, client.ListClaimsAsync(actor: new[] { wanted[0] + "x" }));
        Check(refused.Code == "invalid_parameter", refused.Code);
        var error = refused.Errors.First();
        Check(error.Parameter == "actor" && error.Did_you_mean == wanted[0], error.Message);
        Console.WriteLine($"refused: {error.Value}; did you mean {error.Did_you_mean}?");

        Console.WriteLine($"calls: {counter.Calls}");
    }

    /// <summary>The English text, or else the first one.</summary>
    private static string Text(LanguageMap texts) => texts.TryGetValue("en", out var text) ? text : texts.Values.First();

    /// <summary>The text of a file.</summary>
    private static async Task<string> Read(Task<FileResponse> call)
    {
        using (var file = await call)
        using (var reader = new StreamReader(file.Stream))
        {
            return await reader.ReadToEndAsync();
        }
    }

    /// <summary>The problem document of a call that returns this status.</summary>
    private static async Task<Problem> Failure(int status, Task call)
    {
        try
        {
            await call;
        }
        catch (ApiException<Problem> error)
        {
            Check(error.StatusCode == status, $"status {error.StatusCode}, not {status}");
            return error.Result;
        }
        throw new InvalidOperationException("an error was expected");
    }

    private static void Check(bool condition, string failure)
    {
        if (!condition) throw new InvalidOperationException(failure);
    }
}
