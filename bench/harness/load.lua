-- Sends the requests of a file repeatedly and prints the results as one line of JSON.
-- Each line of the file is a request: its path, its body, then its headers as `Name: value`, separated by tabs. A request with a
-- body is a POST.
-- Requests are formatted before the measurement starts, to keep the load generator cheap.

local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(arguments)
  requests = {}
  for line in io.lines(arguments[1]) do
    local path, body, rest = line:match("^([^\t]+)\t([^\t]*)(.*)$")
    local headers = {}
    for name, value in rest:gmatch("\t([^:]+): ([^\t]+)") do
      headers[name] = value
    end
    requests[#requests + 1] = body == "" and wrk.format("GET", path, headers) or wrk.format("POST", path, headers, body)
  end
  -- Threads start at different places, so that they do not send the same requests at the same time.
  position = number * 997
end

function request()
  position = position % #requests + 1
  return requests[position]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nRESULT {"requests": %d, "microseconds": %d, "bytes": %d, "p50": %d, "p99": %d, "http_errors": %d, "socket_errors": %d}\n',
    summary.requests, summary.duration, summary.bytes, latency:percentile(50), latency:percentile(99),
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
