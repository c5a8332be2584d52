"""Asks the server for agents through clients of others: the Python SDK over both transports, the inspector, the conformance
suite; and answers 50 questions about the built-in corpus by tools alone.

Usage: check.py PATH-TO-ISNAD NODE_MODULES
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from mcp import Client, StdioServerParameters

sys.dont_write_bytecode = True
sys.path.append(str(Path(__file__).resolve().parents[1]))

from harness.server import Server  # noqa: E402

HERE = Path(__file__).resolve().parent
MOST_TOKENS = 4000
SHORTEST = 12  # letters of a quote that is searched

# What applies to every server; the other scenarios need the fixtures of the suite's own example server.
SCENARIOS = ("server-initialize", "ping", "tools-list", "resources-list", "prompts-list", "server-sse-multiple-streams",
             "dns-rebinding-protection")


def tokens(text):
    """An estimate: four Latin characters to a token, two of any other script. Tokenizers in use need fewer for JSON."""
    latin = sum(character.isascii() for character in text)
    return latin // 4 + (len(text) - latin) // 2


class Api:
    """The HTTP API, to compare with."""

    def __init__(self, address):
        self.address = address

    def get(self, target):
        with urllib.request.urlopen(self.address + target, timeout=30) as response:
            return json.load(response)


class Agent:
    """A scripted client, which knows nothing but what the tools answer."""

    def __init__(self, client):
        self.client = client
        self.largest = self.spent = 0

    async def call(self, tool, **arguments):
        result = await self.client.call_tool(tool, {"text_language": "en", **arguments})
        text = result.content[0].text
        assert not result.is_error, f"{tool} {arguments}: {text}"
        assert result.structured_content == json.loads(text), tool
        self.largest = max(self.largest, tokens(text))
        self.spent += tokens(text)
        return result.structured_content

    async def identifiers(self, names):
        """The identifiers of names such as `actor China`."""
        found = {}
        for variable, name in names.items():
            resource, name = name.split(" ", 1)
            suggestions = (await self.call("find_names", q=name, resource=[resource], limit=3))["data"]
            assert suggestions, f"no {resource} is named {name}"
            found["$" + variable] = suggestions[0]["id"]
        return found

    async def answer(self, question):
        """What a person would read: numbers, identifiers of cited claims, and their quotes."""
        ids = await self.identifiers(question.get("names", {}))

        def filled(arguments):
            fill = lambda value: [ids.get(one, one) for one in value] if isinstance(value, list) else value
            return {name: fill(value) for name, value in arguments.items()}

        if "search" in question:
            arguments = filled(question["search"])
            counted = await self.call("count_claims", **{k: v for k, v in arguments.items() if k != "sort"})
            found = await self.call("search_claims", limit=5, **arguments)
            assert counted["total"] == found["total"], question["question"]
            return {"total": found["total"], "claims": found["data"], "undated": found["undated_excluded"]}
        if "count" in question:
            return await self.call("count_claims", **filled(question["count"]))
        if "related" in question:
            found = await self.call("related_claims", id=question["related"])
            return {"total": found["total"], "claims": [entry["claim"] for entry in found["data"]]}
        if "info" in question:
            return await self.call("dataset_info")
        found = await self.call("changes", since=question["changes"], limit=5)
        return {"total": found["total"], "claims": [entry["claim"] for entry in found["data"]]}

    async def unverified(self, claims):
        """The quotes of claims that stand in no article, or that somebody else says."""
        quotes = [{"text": evidence["quote"], "speaker": claim["asserted_by"]["id"]}
                  for claim in claims for evidence in claim["evidence"]]
        quotes = [quote for quote in quotes if sum(map(str.isalnum, quote["text"])) >= SHORTEST]
        if not quotes:
            return []
        verified = (await self.call("verify_quotes", quotes=quotes))["quotes"]
        assert [quote["text"] for quote in verified] == [quote["text"] for quote in quotes]
        return [quote for quote in verified if quote["match"] != "exact" or quote["speaker"] != "as_claimed"]


def without_language(value):
    """The numbers and identifiers of an answer, whatever language its texts are in."""
    if isinstance(value, dict):
        return {name: without_language(member) for name, member in value.items() if name not in ("label", "summary")}
    return [without_language(entry) for entry in value] if isinstance(value, list) else value


def compare(question, answer, api):
    """Compares an answer with the API's."""
    asked = question.get("api", "")
    if "search" in question:
        expected = api.get(f"/v1/claims?limit=5&{asked}")
        assert (answer["total"], answer["undated"]) == (expected["total"], expected["undated_excluded"]), question
    elif "interval" in question.get("count", {}):
        expected = api.get(f"/v1/claims/timeline?{asked}")
        assert without_language(answer["data"]) == without_language(expected["data"]), question
        assert answer["total"] == expected["total"], question
    elif "rows" in question.get("count", {}):
        expected = api.get(f"/v1/claims/matrix?{asked}")
        for member in ("rows", "columns", "cells", "total", "other"):
            assert without_language(answer[member]) == without_language(expected[member]), question
    elif "count" in question:
        expected = api.get(f"/v1/claims?limit=0&{asked}")
        assert without_language(answer["facets"]) == without_language(expected["facets"]), question
        assert answer["total"] == expected["total"], question
    elif "related" in question:
        expected = api.get(f"/v1/claims/{question['related']}/related")
        assert answer["total"] == expected["total"] == len(answer["claims"]), question
    elif "info" in question:
        expected = api.get("/v1/dataset")["counts"]
        assert {name: answer["counts"][name] for name in question["info"]} == expected, question
        assert str(expected["claims"]) in answer["scope"] and answer["limitations"], question
    else:
        assert answer["total"] == api.get(f"/v1/changes?since={question['changes']}&limit=1")["total"], question


async def questions(client, api):
    agent, cited, quotes = Agent(client), set(), 0
    asked = [json.loads(line) for line in (HERE / "questions.jsonl").read_text().splitlines()]
    most_spent = 0
    for question in asked:
        agent.spent = 0
        answer = await agent.answer(question)
        compare(question, answer, api)
        claims = answer.get("claims", [])
        assert (bool(claims) == bool(answer["total"])) if claims or "search" in question else True, question
        unverified = await agent.unverified(claims)
        assert not unverified, f"{question['question']}: {unverified}"
        quotes += sum(len(claim["evidence"]) for claim in claims)
        cited |= {claim["id"] for claim in claims}
        most_spent = max(most_spent, agent.spent)
    for identifier in cited:
        assert api.get(f"/v1/claims/{identifier}")["id"] == identifier
    assert len(asked) == 50 and agent.largest <= MOST_TOKENS, f"{len(asked)} questions, {agent.largest} tokens"
    print(f"  {len(asked)} questions: all totals right, {len(cited)} cited claims exist, {quotes} quotes verified; the largest "
          f"answer has {agent.largest} tokens, all answers to one question at most {most_spent} (estimated)")


async def everything(client):
    """Every kind of request, and a refusal that says what was meant."""
    tools = (await client.list_tools()).tools
    assert len(tools) == 8 and all(tool.annotations.read_only_hint for tool in tools)
    refused = await client.call_tool("search_claims", {"actor": ["chnia"]})
    assert refused.is_error and json.loads(refused.content[0].text)["errors"][0]["did_you_mean"] == "china"
    for resource in (await client.list_resources()).resources:
        assert (await client.read_resource(resource.uri)).contents[0].text
    claim = (await client.read_resource("isnad://claim/us-china-ai-dominance-2025-055")).contents[0].text
    assert json.loads(claim)["id"] == "us-china-ai-dominance-2025-055"
    assert len((await client.list_resource_templates()).resource_templates) == 2
    assert len((await client.list_prompts()).prompts) == 2
    prompt = await client.get_prompt("check_my_draft", {"draft": "He said so."})
    assert "He said so." in prompt.messages[0].content.text


async def sdk(server, url, program, database):
    stdio = StdioServerParameters(command=program, args=["mcp", "--database", database])
    for name, target in (("HTTP", f"{url}/mcp"), ("standard input and output", stdio)):
        for mode in ("auto", "legacy"):
            async with Client(target, mode=mode) as client:
                await everything(client)
                print(f"  {name}, protocol {client.protocol_version}")
                if mode == "auto":
                    await questions(client, Api(url))


def inspector(modules, url, program, database):
    """The inspector's command line lists and calls tools over both transports."""
    for target in ([f"{url}/mcp", "--transport", "http"], [program, "mcp", "--database", database]):
        for method, arguments, expected in (
            ("tools/list", [], "search_claims"),
            ("tools/call", ["--tool-name", "find_names", "--tool-arg", "q=nvidia"], "nvidia"),
        ):
            command = [modules / ".bin/mcp-inspector", "--cli", *target, "--method", method, *arguments]
            result = subprocess.run(command, capture_output=True, text=True, timeout=30)
            assert result.returncode == 0 and expected in result.stdout, f"{command}: {result.stdout}{result.stderr}"


def conformance(modules, url):
    running = {scenario: subprocess.Popen([modules / ".bin/conformance", "server", "--url", f"{url}/mcp", "--scenario",
                                           scenario], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                          cwd=tempfile.gettempdir()) for scenario in SCENARIOS}
    for scenario, process in running.items():
        output, _ = process.communicate(timeout=60)
        assert process.returncode == 0, f"{scenario}: {output}"


def main():
    program, modules = sys.argv[1], Path(sys.argv[2])
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        database = f"{folder}/isnad.db"
        subprocess.run([program, "seed", "--from", HERE.parents[1] / "seed", "--database", database], check=True,
                       capture_output=True)
        with Server(program, database) as server:
            url = server.started["address"]
            print("== Python SDK")
            asyncio.run(sdk(server, url, program, database))
            print("== inspector")
            inspector(modules, url, program, database)
            print("  lists and calls tools over both transports")
            print("== conformance suite")
            conformance(modules, url)
            print(f"  {len(SCENARIOS)} scenarios")
    print(f"3 passed, 0 failed, {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
