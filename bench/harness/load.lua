-- Plays the requests of a file over and over and prints what came of it as one line of JSON.
-- A line of the file is a request: its path, then its headers as `Name: value`, separated by tabs.
-- Requests are formatted before the clock starts, so that the load generator does no work of its own.

local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(arguments)
  requests = {}
  for line in io.lines(arguments[1]) do
    local path, rest = line:match("^([^\t]+)(.*)$")
    local headers = {}
    for name, value in rest:gmatch("\t([^:]+): ([^\t]+)") do
      headers[name] = value
    end
    requests[#requests + 1] = wrk.format("GET", path, headers)
  end
  -- Threads begin apart, or they would ask for the same things at the same time.
  position = number * 997
end

function request()
  position = position % #requests + 1
  return requests[position]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nRESULT {"requests": %d, "microseconds": %d, "bytes": %d, "p50": %d, "p99": %d, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration, summary.bytes, latency:percentile(50), latency:percentile(99),
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
