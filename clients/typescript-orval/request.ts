// How the generated client sends a request. The client's own way has no base address and parses every body as JSON.

let baseUrl = "";
let calls = 0;

export const setBaseUrl = (url: string): void => {
  baseUrl = url;
};

/** The number of requests so far. */
export const count = (): number => calls;

/** Sends a request and parses the body by its media type. Lines of JSON are left as a stream. */
export async function request<T>(path: string, options?: RequestInit): Promise<T> {
  calls += 1;
  const response = await fetch(baseUrl + path, options);
  const mediaType = response.headers.get("content-type") ?? "";
  const { status, headers } = response;
  if (mediaType.startsWith("application/x-ndjson")) return { stream: response, status, headers } as T;
  const data: unknown = /[/+]json($|;)/.test(mediaType) ? await response.json() : await response.blob();
  return { data, status, headers } as T;
}
